import type { Clock } from '../../src/kernel/clock.ts';

export interface TestClock extends Clock {
  set(at: Date | string): void;
  advance(by: { days?: number; hours?: number; minutes?: number; seconds?: number; milliseconds?: number }): void;
}

/** Stands still until it is told to move. */
export function testClock(at: Date | string): TestClock {
  let now = new Date(at);
  return {
    now: () => new Date(now),
    set: (next) => {
      now = new Date(next);
    },
    advance: ({ days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }) => {
      const byHours = days * 24 + hours;
      const bySeconds = (byHours * 60 + minutes) * 60 + seconds;
      now = new Date(now.getTime() + bySeconds * 1_000 + milliseconds);
    },
  };
}
