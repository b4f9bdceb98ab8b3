import { CONSENSUS_CHOICES, type ConsensusGround, consensus } from './consensus.ts';
import { quorumNeeded, quorumReached } from './quorum.ts';
import type { VotingRules } from './rules.ts';
import { MAJORITY_CHOICES, type MajorityGround, simpleMajority } from './simple-majority.ts';

export const METHODS = ['consensus', 'simple-majority'] as const;
export type Method = (typeof METHODS)[number];

export const CHOICES_OF = {
  consensus: CONSENSUS_CHOICES,
  'simple-majority': MAJORITY_CHOICES,
} as const satisfies Readonly<Record<Method, readonly string[]>>;

export type Choice = (typeof CHOICES_OF)[Method][number];

/** "Quorum missed" is not "not adopted": nobody has said no. */
export type Outcome = 'adopted' | 'not_adopted' | 'quorum_missed' | 'blocked';

export type Ground = ConsensusGround | MajorityGround | 'too_few';

/** A count that anyone can repeat: what was counted, over which base, and what follows. */
export interface Tally {
  readonly method: Method;
  /** Those who could vote at the close: the roll at opening without those who left since. */
  readonly electorate: number;
  readonly cast: number;
  readonly notVoted: number;
  readonly quorumNeeded: number;
  readonly counts: Readonly<Partial<Record<Choice, number>>>;
  readonly outcome: Outcome;
  readonly ground: Ground;
}

/**
 * Counts a vote. The result depends on the ballots, the size of the roll and the rules fixed at
 * opening, and on nothing else: not on the order of ballots, nor on who counts when.
 */
export function tallyOf(method: Method, choices: readonly string[], electorate: number, rules: VotingRules): Tally {
  const counts = Object.fromEntries(
    CHOICES_OF[method].map((choice) => [choice, choices.filter((each) => each === choice).length]),
  );
  const cast = Object.values(counts).reduce((sum, each) => sum + each, 0);
  return {
    method,
    electorate,
    cast,
    notVoted: electorate - cast,
    quorumNeeded: quorumNeeded(electorate, rules.quorum),
    counts,
    ...outcomeOf(method, counts, cast, electorate, rules),
  };
}

function outcomeOf(
  method: Method,
  counts: Record<string, number>,
  cast: number,
  electorate: number,
  rules: VotingRules,
): { outcome: Outcome; ground: Ground } {
  if (!quorumReached(cast, electorate, rules.quorum)) return { outcome: 'quorum_missed', ground: 'too_few' };
  const { result, ground } =
    method === 'consensus' ? consensus(counts as never, electorate) : simpleMajority(counts as never);
  return { outcome: result, ground };
}
