import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayName } from '../../src/platform/remote-text.ts';

describe('the name of somebody elsewhere', () => {
  it.each`
    what                                       | name                                           | shown
    ${'is shown as it is'}                     | ${'Mira of the Garden'}                        | ${'Mira of the Garden'}
    ${'is shown in any script'}                | ${'سلمى من الميناء'}                           | ${'سلمى من الميناء'}
    ${'stays text'}                            | ${'<b>x</b>"\'&'}                              | ${'<b>x</b>"\'&'}
    ${'turns nothing around'}                  | ${'eve\u202e\u2066\u200f\u061clive'}           | ${'evelive'}
    ${'hides nothing'}                         | ${'a\u200bd\u2060m\ufeffi\u00adn\u034f\u180e'} | ${'admin'}
    ${'joins nothing where nothing is joined'} | ${'ad\u200dm\u200cin\u200d'}                   | ${'admin'}
    ${'keeps what shapes Persian'}             | ${'می\u200cخواهم'}                             | ${'می\u200cخواهم'}
    ${'keeps what makes a family of emoji'}    | ${'👩\u200d👧 and 🏳️\u200d🌈'}                 | ${'👩\u200d👧 and 🏳️\u200d🌈'}
    ${'loses a joiner at its end'}             | ${'👩\u200d'}                                  | ${'👩'}
    ${'loses a row of joiners'}                | ${'م\u200c\u200c\u200cي'}                      | ${'مي'}
    ${'is one line'}                           | ${' a\n\n b\t c\u2028d '}                      | ${'a b cd'}
    ${'has no bells'}                          | ${'a\u0007\u001b[31mb'}                        | ${'a[31mb'}
    ${'can be nothing'}                        | ${' \u200b\u202e '}                            | ${''}
  `('$what', ({ name, shown }) => {
    expect(displayName(name)).toBe(shown);
  });

  it('ends', () => {
    expect(displayName('x'.repeat(100_000))).toBe(`${'x'.repeat(59)}…`);
    expect(Array.from(displayName('🌱'.repeat(500)))).toHaveLength(60);
    expect(displayName(`a${'\u0301'.repeat(900)}`).length).toBeLessThan(20);
  });

  it('has nothing in it that is not to be seen, and is shown the same when it is shown again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (name) => {
        const shown = displayName(name);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff]/u);
        expect(displayName(shown)).toBe(shown);
      }),
      { numRuns: 500 },
    );
  });
});
