import { SMALL_ASSEMBLY } from './rules.ts';

export const CONSENSUS_CHOICES = ['agree', 'reservations', 'stand_aside', 'block', 'abstain'] as const;
export type ConsensusChoice = (typeof CONSENSUS_CHOICES)[number];

export type ConsensusResult = 'adopted' | 'not_adopted' | 'blocked';

/** Why it came out as it did, for the sentence on the result. */
export type ConsensusGround = 'agreement' | 'block' | 'nobody_agreed' | 'weak_support' | 'stand_asides';

/**
 * Consensus: adopted when nobody blocks, somebody agrees, and less than a third of those who
 * took a position stand aside. In an assembly of five or fewer one may stand aside, two may not.
 * A block, given with its reason, blocks.
 */
export function consensus(
  counts: Readonly<Record<ConsensusChoice, number>>,
  electorate: number,
): { result: ConsensusResult; ground: ConsensusGround } {
  const agreeing = counts.agree + counts.reservations;
  if (counts.block > 0) return { result: 'blocked', ground: 'block' };
  if (agreeing < 1) return { result: 'not_adopted', ground: 'nobody_agreed' };
  if (electorate <= SMALL_ASSEMBLY) {
    return counts.stand_aside <= 1
      ? { result: 'adopted', ground: 'agreement' }
      : { result: 'not_adopted', ground: 'stand_asides' };
  }
  return 3 * counts.stand_aside < agreeing + counts.stand_aside
    ? { result: 'adopted', ground: 'agreement' }
    : { result: 'not_adopted', ground: 'weak_support' };
}
