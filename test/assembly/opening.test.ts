import { describe, expect, it } from 'vitest';
import { requireOpenable } from '../../src/assembly/opening.ts';
import type { Proposal } from '../../src/assembly/proposal.ts';
import { startingRules } from '../../src/assembly/rules.ts';
import { refusal } from '../support/refusal.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const discussed: Proposal = {
  id: 'p1',
  author: 'ana',
  method: 'consensus',
  effect: null,
  reviewAfterDays: 180,
  writtenAt: NOW,
  discussedFrom: NOW,
  withdrawnAt: null,
  openedAt: null,
  closesAt: null,
};

const opening = (given: Partial<Proposal> = {}, { openForMs = DAY, atLeastSeconds = 0, read = 1, current = 1 } = {}) =>
  requireOpenable(
    { ...discussed, ...given },
    { read, current },
    { at: new Date(NOW.getTime() + openForMs), timeZone: 'UTC', wallClock: '2026-03-02T12:00' },
    startingRules(atLeastSeconds),
    NOW,
  );

describe('opening a vote', () => {
  it('is for what has been discussed', () => {
    expect(() => opening()).not.toThrow();
  });

  it.each`
    what                                | proposal                                    | code
    ${'a draft'}                        | ${{ discussedFrom: null }}                  | ${'opening.not_in_discussion'}
    ${'what its author has taken back'} | ${{ withdrawnAt: NOW }}                     | ${'opening.not_in_discussion'}
    ${'what is voted on already'}       | ${{ openedAt: NOW, closesAt: new Date(0) }} | ${'opening.already_open'}
  `('is refused for $what', ({ proposal, code }) => {
    expect(() => opening(proposal)).toThrow(refusal(code, { kind: 'conflict' }));
  });

  it.each([
    [1, 2],
    [2, 1],
  ])('is refused to whoever has read version %i when it is at version %i', (read, current) => {
    expect(() => opening({}, { read, current })).toThrow(refusal('opening.text_changed', { kind: 'conflict' }));
  });

  it.each`
    atLeastSeconds | openForMs       | code
    ${0}           | ${-1}           | ${'opening.too_short'}
    ${0}           | ${0}            | ${'opening.too_short'}
    ${0}           | ${1}            | ${undefined}
    ${3_600}       | ${HOUR - 1}     | ${'opening.too_short'}
    ${3_600}       | ${HOUR}         | ${undefined}
    ${259_200}     | ${3 * DAY - 1}  | ${'opening.too_short'}
    ${259_200}     | ${3 * DAY}      | ${undefined}
    ${0}           | ${90 * DAY}     | ${undefined}
    ${0}           | ${90 * DAY + 1} | ${'opening.too_long'}
  `(
    'for $openForMs ms, where at least $atLeastSeconds s are asked for: $code',
    ({ atLeastSeconds, openForMs, code }) => {
      const attempt = () => opening({}, { atLeastSeconds, openForMs });
      if (code) expect(attempt).toThrow(refusal(code, { kind: 'invalid', field: 'closes' }));
      else expect(attempt).not.toThrow();
    },
  );

  it('says in whole hours, rounded up, how long a vote must be open', () => {
    const attempt = () => opening({}, { atLeastSeconds: 3_601, openForMs: 1 });
    expect(attempt).toThrow(refusal('opening.too_short', { params: { hours: 2 } }));
  });
});
