import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isHandle, normalHandle, requireActive } from '../../src/members/member.ts';
import { refusal } from '../support/refusal.ts';

describe('a handle', () => {
  it.each`
    handle            | is
    ${'bo'}           | ${true}
    ${'ana-maria_2'}  | ${true}
    ${'2fast'}        | ${true}
    ${'نور'}          | ${true}
    ${'नीला'}         | ${true}
    ${'ñandú'}        | ${true}
    ${'a'.repeat(30)} | ${true}
    ${'a'.repeat(31)} | ${false}
    ${'b'}            | ${false}
    ${''}             | ${false}
    ${'-bo'}          | ${false}
    ${'bo-'}          | ${false}
    ${'_bo'}          | ${false}
    ${'bo cy'}        | ${false}
    ${'bo@quay'}      | ${false}
    ${'bo.cy'}        | ${false}
    ${'bo/../cy'}     | ${false}
    ${'b\u200do'}     | ${false}
    ${'b\u202eo'}     | ${false}
    ${'bo\n'}         | ${false}
    ${'👩‍🚒👩‍🚒'}         | ${false}
  `('"$handle": $is', ({ handle, is }) => {
    expect(isHandle(handle)).toBe(is);
  });

  it.each`
    typed            | normal
    ${'Ana'}         | ${'ana'}
    ${'  @Ana '}     | ${'ana'}
    ${'ＡＮＡ'}      | ${'ana'}
    ${'n\u0303andu'} | ${'ñandu'}
    ${'ﬁn'}          | ${'fin'}
    ${'②fast'}       | ${'2fast'}
  `('"$typed" is "$normal", as software compares it', ({ typed, normal }) => {
    expect(normalHandle(typed)).toBe(normal);
  });

  it('has one form: what was made normal is normal', () => {
    const letters = [
      'a',
      'Z',
      '7',
      '-',
      '_',
      'Ñ',
      'n\u0303',
      'ﬁ',
      'Ⅷ',
      'İ',
      'ẞ',
      'Σ',
      'Å',
      'ａ',
      'ن',
      'ﻻ',
      'नी',
      '한',
      'ǅ',
    ];
    const typed = fc.array(fc.constantFrom(...letters), { minLength: 2, maxLength: 12 });
    const anyHandle = typed.map((parts) => normalHandle(parts.join(''))).filter(isHandle);
    fc.assert(
      fc.property(anyHandle, (normal) => {
        expect(normalHandle(normal)).toBe(normal);
      }),
    );
  });
});

describe('acting in the collective', () => {
  it('is for those who have joined', () => {
    expect(() => requireActive({ leftAt: null })).not.toThrow();
  });

  it.each`
    who                 | member
    ${'strangers'}      | ${undefined}
    ${'those who left'} | ${{ leftAt: new Date('2026-03-01') }}
  `('is refused to $who', ({ member }) => {
    expect(() => requireActive(member)).toThrow(refusal('member.not_active', { kind: 'unauthenticated' }));
  });
});
