import { refusalsOf } from '../kernel/refusal.ts';
import { CHOICES_OF, type Method } from './outcome.ts';

export type BallotRefusal =
  | 'ballot.not_open'
  | 'ballot.closed'
  | 'ballot.not_on_roll'
  | 'ballot.no_such_choice'
  | 'ballot.reason_needed'
  | 'ballot.principle_needed';
const refusal = refusalsOf<BallotRefusal>();

export interface Ballot {
  readonly choice: string;
  readonly reason: string | undefined;
  /** For a block: the shared principle that would be broken, or the harm that would be done. */
  readonly principle: string | undefined;
}

/** The choices that say nothing without their reason. */
const REASON_NEEDED: ReadonlySet<string> = new Set(['reservations', 'stand_aside', 'block']);

/** The choices whose reason goes on the record as dissent, where one is given. */
const REASON_KEPT: ReadonlySet<string> = new Set([...REASON_NEEDED, 'no']);

/**
 * A ballot counts if it arrives before the deadline from someone who was on the roll when the
 * vote opened. It can be changed until then; the last one counts.
 */
export function acceptBallot(
  voting: { readonly method: Method; readonly closesAt: Date; readonly decidedAt?: Date | null } | undefined,
  onRoll: boolean,
  ballot: Ballot,
  now: Date,
): Ballot {
  if (!voting) throw refusal('conflict', 'ballot.not_open');
  // What is decided is over also for a clock that has been set back.
  if (now >= voting.closesAt || voting.decidedAt) throw refusal('conflict', 'ballot.closed');
  if (!onRoll) throw refusal('forbidden', 'ballot.not_on_roll');
  const { choice } = ballot;
  if (!CHOICES_OF[voting.method].some((each) => each === choice)) {
    throw refusal('invalid', 'ballot.no_such_choice', {}, 'choice');
  }
  if (REASON_NEEDED.has(choice) && !ballot.reason) {
    throw refusal('invalid', 'ballot.reason_needed', {}, `reason_${choice}`);
  }
  if (choice === 'block' && !ballot.principle) throw refusal('invalid', 'ballot.principle_needed', {}, 'principle');
  return {
    choice,
    reason: REASON_KEPT.has(choice) ? ballot.reason : undefined,
    principle: choice === 'block' ? ballot.principle : undefined,
  };
}
