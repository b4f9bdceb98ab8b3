import { describe, expect, it } from 'vitest';
import { requireEveryoneVoted } from '../../src/assembly/early-closing.ts';
import { refusal } from '../support/refusal.ts';

const CLOSING = new Date('2026-03-08T12:00:00.000Z');
const JUST_BEFORE = new Date(CLOSING.getTime() - 1);
const voting = { closesAt: CLOSING };

describe('closing a vote before its time', () => {
  it.each`
    cast | electorate
    ${1} | ${1}
    ${5} | ${5}
    ${0} | ${0}
  `('cuts nobody off when $cast of $electorate have voted', ({ cast, electorate }) => {
    expect(() => requireEveryoneVoted(voting, cast, electorate, JUST_BEFORE)).not.toThrow();
  });

  it.each`
    cast | electorate | missing
    ${4} | ${5}       | ${1}
    ${0} | ${1}       | ${1}
    ${0} | ${5}       | ${5}
  `('is refused while $missing of $electorate have not voted', ({ cast, electorate, missing }) => {
    expect(() => requireEveryoneVoted(voting, cast, electorate, JUST_BEFORE)).toThrow(
      refusal('early_closing.not_everyone', { kind: 'conflict', params: { missing } }),
    );
  });

  it('is refused from the instant at which it closes anyway', () => {
    expect(() => requireEveryoneVoted(voting, 5, 5, CLOSING)).toThrow(refusal('early_closing.not_open'));
  });

  it('is refused where no vote was opened', () => {
    expect(() => requireEveryoneVoted(undefined, 0, 0, JUST_BEFORE)).toThrow(refusal('early_closing.not_open'));
  });
});
