import { describe, expect, it } from 'vitest';
import { COLLECTIVE_HANDLE, requireFoundable } from '../../src/collective/founding.ts';
import { refusal } from '../support/refusal.ts';

describe('founding a collective', () => {
  it('is for whoever holds the link that was shown last', () => {
    expect(() => requireFoundable({ founded: false, linkDigest: 'last' }, 'last')).not.toThrow();
  });

  it.each`
    when                        | state                                        | digest     | code
    ${'it has been founded'}    | ${{ founded: true, linkDigest: 'last' }}     | ${'last'}  | ${'founding.already_founded'}
    ${'a later link was shown'} | ${{ founded: false, linkDigest: 'last' }}    | ${'first'} | ${'founding.link_unknown'}
    ${'no link was ever shown'} | ${{ founded: false, linkDigest: undefined }} | ${'x'}     | ${'founding.link_unknown'}
  `('is refused when $when', ({ state, digest, code }) => {
    expect(() => requireFoundable(state, digest)).toThrow(refusal(code, { kind: 'gone' }));
  });
});

describe('the handle of a collective', () => {
  it.each`
    handle            | is
    ${'harbour'}      | ${true}
    ${'quay_4'}       | ${true}
    ${'ab'}           | ${true}
    ${'a'.repeat(30)} | ${true}
    ${'a'}            | ${false}
    ${'a'.repeat(31)} | ${false}
    ${'Harbour'}      | ${false}
    ${'muñoz'}        | ${false}
    ${'har-bour'}     | ${false}
    ${'har bour'}     | ${false}
    ${'harbour\n'}    | ${false}
    ${'@harbour'}     | ${false}
  `('"$handle": $is', ({ handle, is }) => {
    expect(COLLECTIVE_HANDLE.test(handle)).toBe(is);
  });
});
