import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isText, tidy } from '../../src/kernel/text.ts';

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
