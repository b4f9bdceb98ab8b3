/**
 * The rules of one vote, fixed when it opens and kept with it: a later change of the
 * collective's rules does not touch a count that has begun.
 */
export interface VotingRules {
  /** Of the rules as a whole; 0 until the assembly has written a ruleset of its own. */
  readonly version: number;
  readonly quorum: Fraction;
  /** How long a vote stays open at least. */
  readonly openAtLeastSeconds: number;
}

/** A share as whole numbers: thresholds are compared by cross-multiplication and never rounded. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** The rules of a collective that has not written its own: a third must take part. */
export const startingRules = (openAtLeastSeconds: number): VotingRules => ({
  version: 0,
  quorum: { numerator: 1, denominator: 3 },
  openAtLeastSeconds,
});

/** In assemblies of at most this size a single stand-aside is allowed by itself. */
export const SMALL_ASSEMBLY = 5;

/** No vote stays open longer than this. */
export const OPEN_AT_MOST_DAYS = 90;
