import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repeatableRandom } from '../../src/kernel/random.ts';
import { daysAfter, isoWeek, newRecoveryCode, normalRecoveryCode } from '../../src/members/credentials.ts';

describe('the week in which someone was last here', () => {
  it.each`
    at                            | week
    ${'2026-01-01T00:00:00Z'}     | ${'2026-W01'}
    ${'2025-12-29T00:00:00Z'}     | ${'2026-W01'}
    ${'2025-12-28T23:59:59.999Z'} | ${'2025-W52'}
    ${'2027-01-01T12:00:00Z'}     | ${'2026-W53'}
    ${'2026-03-01T23:59:59.999Z'} | ${'2026-W09'}
    ${'2026-03-02T00:00:00Z'}     | ${'2026-W10'}
  `('is $week at $at', ({ at, week }) => {
    expect(isoWeek(new Date(at))).toBe(week);
  });
});

describe('a recovery code', () => {
  const code = newRecoveryCode(repeatableRandom(Buffer.from('codes')));

  it('is four groups of four letters that are hard to mistake', () => {
    expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
  });

  it('holds all of its eighty bits', () => {
    expect(newRecoveryCode({ bytes: (count) => new Uint8Array(count).fill(0xff) })).toBe('7777-7777-7777-7777');
  });

  it.each`
    how                            | typed
    ${'as it was written down'}    | ${(text: string) => text}
    ${'in capitals'}               | ${(text: string) => text.toUpperCase()}
    ${'without hyphens'}           | ${(text: string) => text.replaceAll('-', '')}
    ${'with spaces all over'}      | ${(text: string) => ` ${text.replaceAll('-', '  ')} \n`}
    ${'with dashes of a keyboard'} | ${(text: string) => text.replaceAll('-', '–')}
  `('is read $how', ({ typed }) => {
    expect(normalRecoveryCode(typed(code))).toBe(code.replaceAll('-', ''));
  });

  it('is not read from anything that has other letters', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        expect(normalRecoveryCode(typed)).toMatch(/^[a-z2-7]*$/);
      }),
    );
  });
});

describe('days', () => {
  it('have twenty-four hours', () => {
    expect(daysAfter(new Date('2026-03-28T12:00:00Z'), 2)).toEqual(new Date('2026-03-30T12:00:00Z'));
  });
});
