import { refusalsOf } from './refusal.ts';

export type DeadlineRefusal = 'deadline.not_a_time' | 'deadline.no_such_time';
const refusal = refusalsOf<DeadlineRefusal>();

/**
 * A deadline as people agree on it ("20:00 on 1 December in the harbour") and as
 * the node counts it. The instant decides; wall clock and zone say what was meant.
 */
export interface Deadline {
  readonly at: Date;
  readonly timeZone: string;
  /** Local date and time without offset, to the minute or the second: "2026-12-01T20:00". */
  readonly wallClock: string;
}

const WALL_CLOCK = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:[0-5]\d)?$/;

/**
 * Turns a wall clock in an IANA zone into the instant that counts. A time that the
 * clocks skip is refused; of a time that they repeat, the first is meant.
 */
export function deadlineOf(wallClock: string, timeZone: string): Deadline {
  if (!WALL_CLOCK.test(wallClock)) throw refusal('invalid', 'deadline.not_a_time');
  const local = plainDateTime(wallClock);
  const zoned = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (!zoned.toPlainDateTime().equals(local)) throw refusal('invalid', 'deadline.no_such_time');
  return { at: new Date(zoned.epochMilliseconds), timeZone, wallClock };
}

/** The wall clock of an instant in a zone, to the minute, as `<input type="datetime-local">` wants it. */
export const wallClockOf = (at: Date, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });

/** The usual end of a vote: that many days from now, at eight in the evening, local time. */
export const eveningAfter = (now: Date, days: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .add({ days })
    .toPlainDate()
    .toPlainDateTime({ hour: 20 })
    .toString({ smallestUnit: 'minute' });

/** True for a name of the IANA time zone database that this runtime knows. */
export function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function plainDateTime(wallClock: string): Temporal.PlainDateTime {
  try {
    return Temporal.PlainDateTime.from(wallClock, { overflow: 'reject' });
  } catch {
    throw refusal('invalid', 'deadline.not_a_time');
  }
}
