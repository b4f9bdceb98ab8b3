export const MAJORITY_CHOICES = ['yes', 'no', 'abstain'] as const;
export type MajorityChoice = (typeof MAJORITY_CHOICES)[number];

export type MajorityGround = 'more_yes' | 'tie' | 'more_no';

/**
 * Simple majority: adopted when more say yes than no. With as many on both sides nothing
 * changes: the status quo wins a tie, and no chair decides it.
 */
export function simpleMajority(counts: Readonly<Record<MajorityChoice, number>>): {
  result: 'adopted' | 'not_adopted';
  ground: MajorityGround;
} {
  if (counts.yes > counts.no) return { result: 'adopted', ground: 'more_yes' };
  return { result: 'not_adopted', ground: counts.yes === counts.no ? 'tie' : 'more_no' };
}
