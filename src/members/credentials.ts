import { base32 } from '../kernel/id.ts';
import type { Random } from '../kernel/random.ts';

export const SESSION_DAYS = 14;
export const TOKEN_DAYS_MAX = 365;
export const RECOVERY_CODES = 10;

const DAY_MS = 86_400_000;
export const daysAfter = (now: Date, days: number): Date => new Date(now.getTime() + days * DAY_MS);

/** The ISO week of an instant: as exactly as it is kept when someone was last here. */
export function isoWeek(at: Date): string {
  const date = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO('UTC');
  return `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`;
}

/** 80 random bits in four groups, to be written down on paper. */
export const newRecoveryCode = (random: Random): string => base32(random.bytes(10)).replace(/(.{4})(?=.)/g, '$1-');

/** A code as typed from paper: spaces, hyphens and capitals do not matter. */
export const normalRecoveryCode = (typed: string): string => typed.toLowerCase().replaceAll(/[^a-z2-7]/g, '');
