import { refusalsOf } from '../kernel/refusal.ts';
import type { Office } from './office.ts';

export type MandateRefusal =
  | 'mandate.not_found'
  | 'mandate.not_yours'
  | 'mandate.already_ended'
  | 'mandate.already_accepted'
  | 'mandate.offer_lapsed'
  | 'mandate.holder_gone';
const refusal = refusalsOf<MandateRefusal>();

/** A written, limited, expiring grant of powers to one member. */
export interface Mandate {
  readonly id: string;
  readonly office: Office;
  readonly holder: string;
  readonly powers: readonly string[];
  readonly source: 'founding' | 'decision';
  readonly sourceId: string;
  readonly grantedAt: Date;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly acceptedAt: Date | null;
  readonly endedAt: Date | null;
  readonly endReason: 'declined' | 'resigned' | 'vacated' | 'superseded' | null;
}

export type MandateStatus =
  | 'offered'
  | 'lapsed'
  | 'upcoming'
  | 'live'
  | 'expired'
  | 'declined'
  | 'resigned'
  | 'vacated'
  | 'superseded';

const DAY_MS = 86_400_000;

/** A mandate that its holder has not accepted after seven days lapses. */
export const ACCEPTANCE_DAYS = 7;

/** The status of a mandate is a function of what is written and of the time; nothing has to run for it to end. */
export function mandateStatus(mandate: Mandate, now: Date): MandateStatus {
  if (mandate.endReason) return mandate.endReason;
  if (now >= mandate.endsAt) return mandate.acceptedAt ? 'expired' : 'lapsed';
  if (!mandate.acceptedAt) return now >= acceptanceEndsAt(mandate) ? 'lapsed' : 'offered';
  return now < mandate.startsAt ? 'upcoming' : 'live';
}

export const isLive = (mandate: Mandate, now: Date): boolean => mandateStatus(mandate, now) === 'live';

/** Whether there is still anything to end: an offer that has lapsed is over by itself, and stays so. */
export const canEnd = (mandate: Mandate, now: Date): boolean =>
  ['offered', 'upcoming', 'live'].includes(mandateStatus(mandate, now));

export const acceptanceEndsAt = (mandate: Pick<Mandate, 'grantedAt'>): Date =>
  new Date(mandate.grantedAt.getTime() + ACCEPTANCE_DAYS * DAY_MS);

export const termEnd = (startsAt: Date, days: number): Date => new Date(startsAt.getTime() + days * DAY_MS);

/** Only the person named can take a mandate up, within seven days: nobody is given a power unasked. */
export function requireAcceptable(mandate: Mandate, member: string, now: Date): void {
  if (mandate.holder !== member) throw refusal('forbidden', 'mandate.not_yours');
  const status = mandateStatus(mandate, now);
  if (status === 'lapsed') throw refusal('conflict', 'mandate.offer_lapsed');
  if (mandate.acceptedAt) throw refusal('conflict', 'mandate.already_accepted');
  if (status !== 'offered') throw refusal('conflict', 'mandate.already_ended');
}

/** A holder can lay a mandate down at any moment, without giving a reason; before accepting, this declines it. */
export function layDown(mandate: Mandate, member: string, now: Date): 'declined' | 'resigned' {
  if (mandate.holder !== member) throw refusal('forbidden', 'mandate.not_yours');
  const status = mandateStatus(mandate, now);
  if (status === 'offered') return 'declined';
  if (status === 'live' || status === 'upcoming') return 'resigned';
  throw refusal('conflict', 'mandate.already_ended');
}
