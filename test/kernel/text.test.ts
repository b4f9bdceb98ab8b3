import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginningOf, isText, tidy } from '../../src/kernel/text.ts';

describe('text', () => {
  it.each`
    value                   | is       | because
    ${'Sí, señora'}         | ${true}  | ${'letters are'}
    ${'مرفأ 👩‍🚒'}            | ${true}  | ${'any script is, with its joiners'}
    ${''}                   | ${true}  | ${'so is none at all'}
    ${'a\u0000b'}           | ${false} | ${'PostgreSQL cannot store NUL'}
    ${'half \ud83d a face'} | ${false} | ${'a lone surrogate is not Unicode'}
    ${'\udc00\ud800'}       | ${false} | ${'neither are two in the wrong order'}
  `('$is for "$value": $because', ({ value, is }) => {
    expect(isText(value)).toBe(is);
  });
});

describe('the beginning of a text', () => {
  it.each`
    text         | max  | beginning
    ${'bench'}   | ${9} | ${'bench'}
    ${'bench'}   | ${5} | ${'bench'}
    ${'bench'}   | ${2} | ${'be'}
    ${'be😀nch'} | ${4} | ${'be😀'}
    ${'be😀nch'} | ${3} | ${'be'}
    ${'😀'}      | ${1} | ${''}
    ${''}        | ${0} | ${''}
  `('of "$text" in $max is "$beginning", and never ends within a character', ({ text, max, beginning }) => {
    expect(beginningOf(text, max)).toBe(beginning);
  });

  it('is text where the whole is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat({ max: 20 }), (text, max) => {
        const beginning = beginningOf(text, max);
        expect(text.startsWith(beginning)).toBe(true);
        expect(beginning.length).toBeGreaterThanOrEqual(Math.min(max, text.length) - 1);
        expect(beginning.length).toBeLessThanOrEqual(max);
        if (text.isWellFormed()) expect(beginning.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('what people type', () => {
  it.each`
    typed                        | kept
    ${'  a bench \n'}            | ${'a bench'}
    ${'one\r\ntwo\rthree\nfour'} | ${'one\ntwo\nthree\nfour'}
    ${'sen\u0303ora'}            | ${'señora'}
    ${'\ufeff\u00a0quay\u3000'}  | ${'quay'}
    ${' \r\n '}                  | ${''}
  `('is kept in one form: $typed', ({ typed, kept }) => {
    expect(tidy(typed)).toBe(kept);
  });

  it('does not change a second time', () => {
    const keys = [
      'a',
      'n',
      '\u0303',
      'ñ',
      'é',
      'م',
      ' ',
      '\u00a0',
      '\ufeff',
      '\t',
      '\r',
      '\n',
      '\u2028',
      '👩',
      '\u200d',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...keys)), (typed) => {
        expect(tidy(tidy(typed.join('')))).toBe(tidy(typed.join('')));
      }),
    );
  });
});
