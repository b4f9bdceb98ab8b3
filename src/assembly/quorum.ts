import type { Fraction } from './rules.ts';

/** However small the share asked for, so many must take part, or everyone where there are fewer. */
const FLOOR = 3;

/**
 * Whether enough took part: `cast × denominator ≥ electorate × numerator`, and at least three
 * or everyone. Abstaining and standing aside are taking part; silence is not. Checked once, at
 * the close. A quorum missed is not a rejection.
 */
export const quorumReached = (cast: number, electorate: number, share: Fraction): boolean =>
  cast * share.denominator >= electorate * share.numerator && cast >= Math.min(electorate, FLOOR);

/** The smallest number of ballots with which the quorum is reached, as it is shown beside the vote. */
export function quorumNeeded(electorate: number, share: Fraction): number {
  const wanted = electorate * share.numerator;
  const whole = Math.floor(wanted / share.denominator);
  const byShare = whole * share.denominator >= wanted ? whole : whole + 1;
  return Math.max(byShare, Math.min(electorate, FLOOR));
}
