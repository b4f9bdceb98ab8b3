import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../src/platform/federation/delivery/retry-after.ts';

const NOW = new Date('2026-03-01T12:00:00Z');

describe('how long a server wants to be left alone', () => {
  it.each`
    value                               | seconds
    ${'0'}                              | ${0}
    ${'120'}                            | ${120}
    ${'3600'}                           | ${3_600}
    ${'000060'}                         | ${60}
    ${'Sun, 01 Mar 2026 12:00:30 GMT'}  | ${30}
    ${'Sun, 01 Mar 2026 11:00:00 GMT'}  | ${0}
    ${'Mon, 02 Mar 2026 12:00:00 GMT'}  | ${86_400}
    ${'Sunday, 01-Mar-26 13:00:00 GMT'} | ${3_600}
    ${'Sunday, 06-Nov-94 08:49:37 GMT'} | ${0}
    ${'Sun Mar  1 12:00:10 2026'}       | ${10}
    ${'Tue Mar 10 12:00:00 2026'}       | ${9 * 86_400}
  `('is $seconds seconds when it says "$value"', ({ value, seconds }) => {
    expect(retryAfterMs(value, NOW)).toBe(seconds * 1_000);
  });

  it.each([
    undefined,
    '',
    ' 120',
    '120 ',
    '-1',
    '+1',
    '1.5',
    '1e9',
    '0x10',
    '120s',
    'tomorrow',
    '2026-03-01T13:00:00Z',
    'Sun, 01 Mar 2026 13:00:00',
    'Sun, 01 Mar 2026 13:00:00 +0000',
    'Sun, 1 Mar 2026 13:00:00 GMT',
    'Mon, 01 Mar 2026 13:00:00 GMT',
    'Sun, 01 mar 2026 13:00:00 GMT',
    'Sun, 31 Feb 2026 13:00:00 GMT',
    'Sun, 01 Mar 2026 25:00:00 GMT',
    'Monday, 01-Mar-26 13:00:00 GMT',
    'Sundaynight, 01-Mar-26 13:00:00 GMT',
    'Sun Mar 01 12:00:10 2026 GMT',
    '1, 2',
    `${'1'.repeat(41)}`,
    'Invalid Date',
  ])('is not known when it says "%s"', (value) => {
    expect(retryAfterMs(value, NOW)).toBeUndefined();
  });

  it('is known for every date in the form that is to be sent, and for no text does it throw', () => {
    const dates = fc.date({ min: NOW, max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        const whole = Math.floor(date.getTime() / 1_000) * 1_000;
        expect(retryAfterMs(date.toUTCString(), NOW)).toBe(Math.max(whole - NOW.getTime(), 0));
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const ms = retryAfterMs(text, NOW);
        expect(ms === undefined || ms >= 0).toBe(true);
      }),
    );
  });
});
