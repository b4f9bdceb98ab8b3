import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deadlineOf, eveningAfter, isTimeZone, wallClockOf } from '../../src/kernel/deadline.ts';
import { refusal } from '../support/refusal.ts';

const instantOf = (wallClock: string, zone: string) => deadlineOf(wallClock, zone).at.toISOString();

describe('a deadline', () => {
  it('keeps what was agreed beside the instant that counts', () => {
    expect(deadlineOf('2026-12-01T20:00', 'Europe/Madrid')).toEqual({
      at: new Date('2026-12-01T19:00:00Z'),
      timeZone: 'Europe/Madrid',
      wallClock: '2026-12-01T20:00',
    });
  });

  it.each`
    wallClock                | zone                  | instant
    ${'2026-07-01T20:00'}    | ${'UTC'}              | ${'2026-07-01T20:00:00.000Z'}
    ${'2026-07-01T20:00'}    | ${'Europe/Madrid'}    | ${'2026-07-01T18:00:00.000Z'}
    ${'2026-07-01T20:00'}    | ${'Africa/Cairo'}     | ${'2026-07-01T17:00:00.000Z'}
    ${'2026-12-01T20:00'}    | ${'Africa/Cairo'}     | ${'2026-12-01T18:00:00.000Z'}
    ${'2026-07-01T20:00'}    | ${'America/New_York'} | ${'2026-07-02T00:00:00.000Z'}
    ${'2026-07-01T20:00'}    | ${'Asia/Kolkata'}     | ${'2026-07-01T14:30:00.000Z'}
    ${'2026-07-01T20:00'}    | ${'Asia/Kathmandu'}   | ${'2026-07-01T14:15:00.000Z'}
    ${'2028-02-29T00:00'}    | ${'Europe/Madrid'}    | ${'2028-02-28T23:00:00.000Z'}
    ${'2026-07-01T20:00:30'} | ${'Europe/Madrid'}    | ${'2026-07-01T18:00:30.000Z'}
  `('$wallClock in $zone is $instant', ({ wallClock, zone, instant }) => {
    expect(instantOf(wallClock, zone)).toBe(instant);
  });

  it.each`
    zone                     | before                | skipped               | after                 | instant
    ${'Europe/Madrid'}       | ${'2026-03-29T01:59'} | ${'2026-03-29T02:00'} | ${'2026-03-29T03:00'} | ${'2026-03-29T01:00:00.000Z'}
    ${'Europe/Madrid'}       | ${'2026-03-29T01:59'} | ${'2026-03-29T02:59'} | ${'2026-03-29T03:00'} | ${'2026-03-29T01:00:00.000Z'}
    ${'Africa/Cairo'}        | ${'2026-04-23T23:59'} | ${'2026-04-24T00:30'} | ${'2026-04-24T01:00'} | ${'2026-04-23T22:00:00.000Z'}
    ${'America/New_York'}    | ${'2026-03-08T01:59'} | ${'2026-03-08T02:30'} | ${'2026-03-08T03:00'} | ${'2026-03-08T07:00:00.000Z'}
    ${'Australia/Lord_Howe'} | ${'2026-10-04T01:59'} | ${'2026-10-04T02:15'} | ${'2026-10-04T02:30'} | ${'2026-10-03T15:30:00.000Z'}
  `('is refused at $skipped in $zone, which its clocks skip', ({ zone, before, skipped, after, instant }) => {
    expect(() => deadlineOf(skipped, zone)).toThrow(refusal('deadline.no_such_time', { kind: 'invalid' }));
    expect(instantOf(after, zone)).toBe(instant);
    expect(deadlineOf(after, zone).at.getTime() - deadlineOf(before, zone).at.getTime()).toBe(60_000);
  });

  it('is refused on a day that was left out altogether', () => {
    expect(() => deadlineOf('2011-12-30T20:00', 'Pacific/Apia')).toThrow(refusal('deadline.no_such_time'));
  });

  it.each`
    zone                     | repeated              | first
    ${'Europe/Madrid'}       | ${'2026-10-25T02:30'} | ${'2026-10-25T00:30:00.000Z'}
    ${'Africa/Cairo'}        | ${'2026-10-29T23:30'} | ${'2026-10-29T20:30:00.000Z'}
    ${'America/New_York'}    | ${'2026-11-01T01:30'} | ${'2026-11-01T05:30:00.000Z'}
    ${'Australia/Lord_Howe'} | ${'2026-04-05T01:45'} | ${'2026-04-04T14:45:00.000Z'}
  `('at $repeated in $zone, which comes twice, is the first of the two', ({ zone, repeated, first }) => {
    expect(instantOf(repeated, zone)).toBe(first);
  });

  it.each`
    typed
    ${'2026-02-29T20:00'}
    ${'2026-02-30T20:00'}
    ${'2026-13-01T20:00'}
    ${'2026-00-10T20:00'}
    ${'2026-12-00T20:00'}
    ${'2026-12-01T24:00'}
    ${'2026-12-01T20:60'}
    ${'2026-12-01T20:00:60'}
    ${'2026-12-01T20:00:00.5'}
    ${'2026-12-01T20:00Z'}
    ${'2026-12-01T20:00+01:00'}
    ${'2026-12-01 20:00'}
    ${'2026-12-01'}
    ${'tomorrow'}
    ${''}
  `('is not read from "$typed"', ({ typed }) => {
    expect(() => deadlineOf(typed, 'Europe/Madrid')).toThrow(refusal('deadline.not_a_time', { kind: 'invalid' }));
  });

  it('is shown as it was agreed, in every zone and at any time', () => {
    const zones = ['UTC', 'Europe/Madrid', 'Africa/Cairo', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];
    const minutes = fc.integer({ min: Date.UTC(2000, 0) / 60_000, max: Date.UTC(2099, 11) / 60_000 });
    fc.assert(
      fc.property(minutes, fc.constantFrom(...zones), (minute, zone) => {
        const shown = wallClockOf(new Date(minute * 60_000), zone);
        const deadline = deadlineOf(shown, zone);
        expect(wallClockOf(deadline.at, zone)).toBe(shown);
        // A wall clock that comes twice means its first time, so the instant can only be earlier, by the shift.
        expect([0, 30, 60]).toContain(minute - deadline.at.getTime() / 60_000);
      }),
    );
  });
});

describe('a wall clock', () => {
  it('shows the minute that has begun, not the nearest', () => {
    expect(wallClockOf(new Date('2026-03-01T11:59:59.999Z'), 'Asia/Kolkata')).toBe('2026-03-01T17:29');
  });
});

describe('the evening some days from now', () => {
  it.each`
    now                       | days  | zone                  | evening
    ${'2026-03-01T12:00:00Z'} | ${7}  | ${'UTC'}              | ${'2026-03-08T20:00'}
    ${'2026-03-01T23:30:00Z'} | ${7}  | ${'Africa/Cairo'}     | ${'2026-03-09T20:00'}
    ${'2026-03-01T03:00:00Z'} | ${7}  | ${'America/New_York'} | ${'2026-03-07T20:00'}
    ${'2026-03-28T12:00:00Z'} | ${1}  | ${'Europe/Madrid'}    | ${'2026-03-29T20:00'}
    ${'2026-01-31T12:00:00Z'} | ${30} | ${'Europe/Madrid'}    | ${'2026-03-02T20:00'}
  `('counts days as people in $zone do', ({ now, days, zone, evening }) => {
    expect(eveningAfter(new Date(now), days, zone)).toBe(evening);
  });
});

describe('a time zone', () => {
  it.each`
    name                 | is
    ${'UTC'}             | ${true}
    ${'Europe/Madrid'}   | ${true}
    ${'Africa/Cairo'}    | ${true}
    ${'Europe/Atlantis'} | ${false}
    ${'+02:00'}          | ${false}
    ${'-03'}             | ${false}
    ${''}                | ${false}
  `('"$name": $is', ({ name, is }) => {
    expect(isTimeZone(name)).toBe(is);
  });
});
