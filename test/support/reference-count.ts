import type { Method, Outcome } from '../../src/assembly/outcome.ts';
import type { Fraction } from '../../src/assembly/rules.ts';

/**
 * The counting rules, written down a second time as plainly as possible and
 * without a look at `src/assembly`: with a pile for each choice, and with fractions nowhere reduced.
 */
export function referenceOutcome(
  method: Method,
  ballots: readonly string[],
  electorate: number,
  share: Fraction,
): Outcome {
  if (ballots.length < referenceQuorum(electorate, share)) return 'quorum_missed';
  return method === 'consensus' ? byConsensus(ballots, electorate) : byMajority(ballots);
}

/** How many ballots are enough is found by trying: none, one, two … */
export function referenceQuorum(electorate: number, share: Fraction): number {
  for (let cast = 0; ; cast += 1) {
    const isShare = BigInt(cast) * BigInt(share.denominator) >= BigInt(electorate) * BigInt(share.numerator);
    const isThreeOrEveryone = cast >= 3 || cast >= electorate;
    if (isShare && isThreeOrEveryone) return cast;
  }
}

function byConsensus(ballots: readonly string[], electorate: number): Outcome {
  let agreeing = 0;
  let aside = 0;
  for (const ballot of ballots) {
    if (ballot === 'block') return 'blocked';
    if (ballot === 'agree' || ballot === 'reservations') agreeing += 1;
    if (ballot === 'stand_aside') aside += 1;
  }
  if (agreeing === 0) return 'not_adopted';
  if (electorate <= 5) return aside <= 1 ? 'adopted' : 'not_adopted';
  // Less than a third of those with a position: more than two agree for each who stands aside.
  return agreeing > 2 * aside ? 'adopted' : 'not_adopted';
}

function byMajority(ballots: readonly string[]): Outcome {
  let balance = 0;
  for (const ballot of ballots) {
    if (ballot === 'yes') balance += 1;
    if (ballot === 'no') balance -= 1;
  }
  return balance > 0 ? 'adopted' : 'not_adopted';
}
