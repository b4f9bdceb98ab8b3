import { describe, expect, it } from 'vitest';
import {
  attemptsKey,
  delaySeconds,
  requireNoSpray,
  requireNotTooFast,
  SPRAY_FAILURES_MAX,
} from '../../src/members/sign-in.ts';
import { refusal } from '../support/refusal.ts';

const TRIED = new Date('2026-03-01T12:00:00.000Z');
const laterBy = (milliseconds: number) => new Date(TRIED.getTime() + milliseconds);

describe('the wait after failures', () => {
  it.each`
    failures | seconds
    ${0}     | ${0}
    ${4}     | ${0}
    ${5}     | ${2}
    ${6}     | ${4}
    ${7}     | ${8}
    ${12}    | ${256}
    ${13}    | ${512}
    ${14}    | ${900}
    ${15}    | ${900}
    ${2_000} | ${900}
  `('is $seconds s after $failures', ({ failures, seconds }) => {
    expect(delaySeconds(failures)).toBe(seconds);
  });

  it.each`
    failures | wait
    ${5}     | ${2_000}
    ${6}     | ${4_000}
    ${14}    | ${900_000}
  `('ends exactly $wait ms after failure $failures', ({ failures, wait }) => {
    const attempts = { failures, triedAt: TRIED };
    expect(() => requireNotTooFast(attempts, laterBy(wait - 1))).toThrow(
      refusal('sign_in.slow_down', { kind: 'too_many', params: { seconds: 1 } }),
    );
    expect(() => requireNotTooFast(attempts, laterBy(wait))).not.toThrow();
  });

  it('tells in whole seconds, rounded up, how long it still is', () => {
    expect(() => requireNotTooFast({ failures: 7, triedAt: TRIED }, laterBy(500))).toThrow(
      refusal('sign_in.slow_down', { params: { seconds: 8 } }),
    );
  });

  it('does not exist for whom nobody has tried', () => {
    expect(() => requireNotTooFast(undefined, TRIED)).not.toThrow();
  });
});

describe('one passphrase tried on all', () => {
  const everyone = (failures: number) => ({ failures, triedAt: TRIED });

  it('is slowed down from the hundredth failure in a minute', () => {
    expect(() => requireNoSpray(everyone(SPRAY_FAILURES_MAX - 1), false, TRIED)).not.toThrow();
    expect(() => requireNoSpray(everyone(SPRAY_FAILURES_MAX), false, TRIED)).toThrow(
      refusal('sign_in.slow_down', { params: { seconds: 60 } }),
    );
  });

  it('may go on when the minute is over', () => {
    expect(() => requireNoSpray(everyone(500), false, laterBy(59_999))).toThrow(refusal('sign_in.slow_down'));
    expect(() => requireNoSpray(everyone(500), false, laterBy(60_000))).not.toThrow();
  });

  it('does not keep out who comes on a known device', () => {
    expect(() => requireNoSpray(everyone(500), true, TRIED)).not.toThrow();
  });
});

describe('the key under which tries are counted', () => {
  it('is another for each handle, and for each known device', () => {
    const keys = [
      attemptsKey('ana', undefined),
      attemptsKey('bo', undefined),
      attemptsKey('ana', 'device 1'),
      attemptsKey('ana', 'device 2'),
    ];
    expect(new Set(keys).size).toBe(4);
  });

  it('names nobody', () => {
    expect(attemptsKey('ana', undefined)).toMatch(/^[0-9a-f]{64}$/);
  });
});
