import { describe, expect, it } from 'vitest';
import { type Following, followingStatus, requireNotAsked, requireUnended } from '../../src/peers/following.ts';
import { refusal } from '../support/refusal.ts';

const AT = new Date('2026-03-01T12:00:00Z');
const LATER = new Date('2026-03-02T12:00:00Z');

const following = (given: Partial<Following> = {}): Following => ({
  id: 'a'.repeat(26),
  actor: 'https://quay.example/users/bo',
  activity: 'https://port.example/activities/1',
  mandate: 'm'.repeat(26),
  askedAt: AT,
  acceptedAt: null,
  endedAt: null,
  ending: null,
  ...given,
});

describe('an asking to follow', () => {
  it.each`
    acceptedAt | endedAt  | ending        | status
    ${null}    | ${null}  | ${null}       | ${'asked'}
    ${AT}      | ${null}  | ${null}       | ${'following'}
    ${null}    | ${LATER} | ${'rejected'} | ${'rejected'}
    ${AT}      | ${LATER} | ${'rejected'} | ${'rejected'}
    ${AT}      | ${LATER} | ${'undone'}   | ${'undone'}
    ${AT}      | ${LATER} | ${'gone'}     | ${'gone'}
  `('is $status when accepted $acceptedAt and ended $endedAt by $ending', ({ status, ...given }) => {
    expect(followingStatus(following(given))).toBe(status);
  });

  it('is made once, until it has ended', () => {
    expect(() => requireNotAsked(undefined)).not.toThrow();
    expect(() => requireNotAsked(following())).toThrow(refusal('following.already'));
    expect(() => requireNotAsked(following({ acceptedAt: AT }))).toThrow(refusal('following.already'));
    expect(() => requireNotAsked(following({ endedAt: LATER, ending: 'undone' }))).not.toThrow();
  });

  it('can be ended once', () => {
    expect(() => requireUnended(following())).not.toThrow();
    expect(() => requireUnended(following({ acceptedAt: AT }))).not.toThrow();
    expect(() => requireUnended(following({ endedAt: LATER, ending: 'gone' }))).toThrow(refusal('following.over'));
    expect(() => requireUnended(undefined)).toThrow(refusal('following.not_found', { kind: 'missing' }));
  });
});
