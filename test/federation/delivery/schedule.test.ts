import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  leftAlone,
  nextAttempt,
  nextProbe,
  putOff,
  TRIED_FOR_MS,
} from '../../../src/platform/federation/delivery/schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MADE = new Date('2026-03-01T12:00:00Z');
const later = (ms: number) => new Date(MADE.getTime() + ms);
const MIDDLE = 0.5;

/** Every attempt of a delivery that nobody takes, in milliseconds after it was made. */
function attemptsOf(random01: () => number, retryAfterMs?: number): number[] {
  const times = [0];
  for (let now: Date | undefined = MADE; ; ) {
    now = nextAttempt({ attempts: times.length, madeAt: MADE, now, random01: random01(), retryAfterMs });
    if (!now) return times;
    times.push(now.getTime() - MADE.getTime());
  }
}

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const chances = fc.array(chance, { minLength: 1, maxLength: 8 });
const cycling = (values: readonly number[]) => {
  let count = 0;
  return () => values[count++ % values.length] ?? 0;
};

describe('the times at which a delivery is tried', () => {
  it('are a minute, five, a quarter of an hour, one hour, three, six, twelve, and so on until seven days have passed', () => {
    const hours = attemptsOf(() => MIDDLE).map((ms) => ms / HOUR);
    const gaps = hours.slice(1).map((hour, index) => Math.round((hour - (hours[index] ?? 0)) * 60));
    expect(gaps.slice(0, 9)).toEqual([1, 5, 15, 60, 180, 360, 720, 720, 720]);
    expect(hours.at(-1)).toBe(7 * 24);
    expect(hours).toHaveLength(21);
  });

  it('come one after the other, and the last of them when the seven days are over', () => {
    fc.assert(
      fc.property(chances, (values) => {
        const times = attemptsOf(cycling(values));
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(new Set(times).size).toBe(times.length);
        expect(times.at(-1)).toBe(TRIED_FOR_MS);
        expect(times.length).toBeGreaterThan(15);
        expect(times.length).toBeLessThan(30);
      }),
    );
  });

  it('are a fifth earlier or later, as chance has it, and further apart with every attempt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), chance, (attempts, random01) => {
        const gap = (by: number, count = attempts) =>
          (nextAttempt({ attempts: count, madeAt: MADE, now: MADE, random01: by })?.getTime() ?? 0) - MADE.getTime();
        expect(gap(random01)).toBeGreaterThanOrEqual(0.8 * gap(MIDDLE));
        expect(gap(random01)).toBeLessThanOrEqual(1.2 * gap(MIDDLE));
        expect(gap(random01, attempts + 1)).toBeGreaterThanOrEqual(gap(random01));
      }),
    );
  });

  it.each`
    asked                       | attempts | expected
    ${undefined}                | ${1}     | ${MINUTE}
    ${0}                        | ${1}     | ${MINUTE}
    ${30_000}                   | ${1}     | ${MINUTE}
    ${10 * MINUTE}              | ${1}     | ${10 * MINUTE}
    ${HOUR}                     | ${1}     | ${HOUR}
    ${HOUR}                     | ${6}     | ${6 * HOUR}
    ${DAY}                      | ${1}     | ${DAY}
    ${2 * DAY}                  | ${1}     | ${DAY}
    ${Number.MAX_VALUE}         | ${7}     | ${DAY}
    ${Number.POSITIVE_INFINITY} | ${1}     | ${DAY}
  `('obey a wish of $asked ms for a day at most, never earlier than our own: attempt $attempts', (wish) => {
    const { asked, attempts, expected } = wish;
    const next = nextAttempt({ attempts, madeAt: MADE, now: MADE, random01: MIDDLE, retryAfterMs: asked });
    expect(next).toEqual(later(expected));
  });

  it('end when the other side wants to be left alone until the seven days are over', () => {
    const now = later(TRIED_FOR_MS - HOUR);
    const tried = { attempts: 3, madeAt: MADE, now, random01: MIDDLE };
    expect(nextAttempt({ ...tried, retryAfterMs: HOUR })).toEqual(later(TRIED_FOR_MS));
    expect(nextAttempt({ ...tried, retryAfterMs: HOUR + 1 })).toBeUndefined();
  });

  it('are none any more from the moment when the seven days are over', () => {
    for (const ms of [0, 1, DAY]) {
      const now = later(TRIED_FOR_MS + ms);
      expect(nextAttempt({ attempts: 1, madeAt: MADE, now, random01: 0 })).toBeUndefined();
    }
  });
});

describe('what failed for a reason of our own', () => {
  it('is tried again in one to two minutes', () => {
    fc.assert(
      fc.property(chance, (random01) => {
        const ms = putOff(MADE, random01).getTime() - MADE.getTime();
        expect(ms).toBeGreaterThanOrEqual(MINUTE);
        expect(ms).toBeLessThanOrEqual(2 * MINUTE);
      }),
    );
  });
});

describe('a host that cannot be reached', () => {
  /** Every probe, in milliseconds after the first failure. */
  function probes(random01: () => number, days: number): number[] {
    const times: number[] = [];
    for (let ms = 0; ms < days * DAY; times.push(ms)) {
      ms = nextProbe(MADE, later(ms), random01()).getTime() - MADE.getTime();
    }
    return times;
  }

  it('is tried by the same steps, however many deliveries wait for it', () => {
    const hours = probes(() => MIDDLE, 7).map((ms) => ms / HOUR);
    const gaps = hours.map((hour, index) => Math.round((hour - (hours[index - 1] ?? 0)) * 60));
    expect(gaps.slice(0, 9)).toEqual([1, 5, 15, 60, 180, 360, 720, 720, 720]);
  });

  it('is tried in no hour more than twice once it has been away for half of one, whatever chance says', () => {
    fc.assert(
      fc.property(chances, (values) => {
        const late = probes(cycling(values), 14).filter((ms) => ms > HOUR / 2);
        for (const ms of late) {
          expect(late.filter((each) => each >= ms && each < ms + HOUR).length).toBeLessThanOrEqual(2);
        }
      }),
    );
  });

  it('is tried once a day when that is seven days ago', () => {
    expect(nextProbe(MADE, later(TRIED_FOR_MS - 1), MIDDLE)).toEqual(later(TRIED_FOR_MS - 1 + 12 * HOUR));
    expect(nextProbe(MADE, later(TRIED_FOR_MS), MIDDLE)).toEqual(later(TRIED_FOR_MS + DAY));
  });

  it('that has said so is left alone for a minute at least and a day at most', () => {
    expect(leftAlone(MADE, 0)).toEqual(later(MINUTE));
    expect(leftAlone(MADE, HOUR)).toEqual(later(HOUR));
    expect(leftAlone(MADE, Number.POSITIVE_INFINITY)).toEqual(later(DAY));
  });
});
