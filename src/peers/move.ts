import { refusalsOf } from '../kernel/refusal.ts';

/** An account that says it is another one from now on, and what the other one's own server says to that. */
export interface Move {
  /** The account that has told of it. */
  readonly actor: string;
  /** Where it says that it is now. */
  readonly target: string;
  readonly toldAt: Date;
  readonly attempts: number;
  /** When the target's server is asked next, while nothing is settled. */
  readonly nextAt: Date;
  readonly settledAt: Date | null;
  readonly outcome: MoveOutcome | null;
}

/** `denied`: the target does not name the account, or there is none. `unreached`: its server did not answer in days. */
export type MoveOutcome = 'confirmed' | 'denied' | 'unreached';

export type MoveRefusal = 'move.too_soon' | 'move.too_many';
const refusal = refusalsOf<MoveRefusal>();

/** How many may wait at once for their target to be asked. */
export const MOVES_PENDING_MAX = 500;

const DAY_MS = 86_400_000;
/** Who has moved stays for a while; what came to nothing may be tried again sooner. */
const APART_MS = { moved: 7 * DAY_MS, failed: DAY_MS } as const;

/**
 * Whether a move that somebody tells of is looked into: not one that we know of, and not one after the
 * other, since for each of them another server is asked.
 */
export function isNewMove(previous: Move | undefined, target: string, now: Date): boolean {
  if (!previous) return true;
  const failed = previous.outcome === 'denied' || previous.outcome === 'unreached';
  const isApart = now.getTime() - previous.toldAt.getTime() >= (failed ? APART_MS.failed : APART_MS.moved);
  if (previous.target === target) return failed && isApart;
  if (!isApart) throw refusal('too_many', 'move.too_soon');
  return true;
}

export function requireRoom(pending: number): void {
  if (pending >= MOVES_PENDING_MAX) throw refusal('too_many', 'move.too_many');
}

/** What the target's own document says: that it was this account too, or not; or nothing could be had for now. */
export type Finding = 'named' | 'not_named' | 'unreachable';

/** After the first attempt, and each one that follows it. */
const RETRY_AFTER_MS = [600_000, 3_600_000, 6 * 3_600_000, DAY_MS, 2 * DAY_MS] as const;

/** A move counts only if both accounts say the same, each on its own server. */
export function afterAsking(move: Move, finding: Finding, now: Date): Move {
  if (finding === 'named') return { ...move, outcome: 'confirmed', settledAt: now };
  if (finding === 'not_named') return { ...move, outcome: 'denied', settledAt: now };
  const wait = RETRY_AFTER_MS[move.attempts];
  if (wait === undefined) return { ...move, outcome: 'unreached', settledAt: now };
  return { ...move, attempts: move.attempts + 1, nextAt: new Date(now.getTime() + wait) };
}
