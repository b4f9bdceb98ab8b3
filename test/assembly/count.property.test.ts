import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHOICES_OF, METHODS, type Method, tallyOf } from '../../src/assembly/outcome.ts';
import { quorumNeeded, quorumReached } from '../../src/assembly/quorum.ts';
import { startingRules } from '../../src/assembly/rules.ts';
import { referenceOutcome, referenceQuorum } from '../support/reference-count.ts';

const share = fc
  .tuple(fc.nat(12), fc.integer({ min: 1, max: 12 }))
  .filter(([numerator, denominator]) => numerator <= denominator)
  .map(([numerator, denominator]) => ({ numerator, denominator }));

interface Vote {
  readonly method: Method;
  readonly ballots: readonly string[];
  readonly electorate: number;
  readonly rules: ReturnType<typeof startingRules>;
}

/** So many ballots of each choice, so that thirds and ties come often, and so many who stay silent. */
const anyVote: fc.Arbitrary<Vote> = fc.constantFrom(...METHODS).chain((method) =>
  fc
    .record({
      counts: fc.tuple(...CHOICES_OF[method].map((choice) => fc.tuple(fc.constant(choice), fewOf(choice)))),
      silent: fc.oneof(fc.nat(3), fc.nat(60)),
      quorum: share,
    })
    .map(({ counts, silent, quorum }) => {
      const ballots = counts.flatMap(([choice, count]) => Array.from({ length: count }, () => choice as string));
      return { method, ballots, electorate: ballots.length + silent, rules: { ...startingRules(0), quorum } };
    }),
);

/** A block decides by itself: in most votes there is none. */
const fewOf = (choice: string) =>
  choice === 'block' ? fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(3)) : fc.oneof(fc.nat(2), fc.nat(14));

const count = ({ method, ballots, electorate, rules }: Vote) => tallyOf(method, ballots, electorate, rules);

const consent = (method: Method) => (method === 'consensus' ? 'agree' : 'yes');

const RUNS = { numRuns: 2_000 };

describe('the count of any vote', () => {
  it('is the one of a second count, made with a pile for each choice', () => {
    fc.assert(
      fc.property(anyVote, (vote) => {
        const tally = count(vote);
        const { method, ballots, electorate, rules } = vote;
        expect(tally.outcome).toBe(referenceOutcome(method, ballots, electorate, rules.quorum));
        expect(tally.quorumNeeded).toBe(referenceQuorum(electorate, rules.quorum));
        expect(tally.cast + tally.notVoted).toBe(electorate);
        expect(tally.cast).toBe(ballots.length);
      }),
      RUNS,
    );
  });

  it('is the same in whatever order the ballots lie', () => {
    const shuffled = anyVote.chain((vote) =>
      fc
        .shuffledSubarray([...vote.ballots], { minLength: vote.ballots.length })
        .map((ballots) => [vote, { ...vote, ballots }] as const),
    );
    fc.assert(
      fc.property(shuffled, ([vote, other]) => {
        expect(count(other)).toEqual(count(vote));
      }),
      RUNS,
    );
  });

  it('does not turn against a proposal because somebody comes round to it', () => {
    const adopted = anyVote.filter((vote) => count(vote).outcome === 'adopted');
    fc.assert(
      fc.property(adopted, fc.nat(), (vote, which) => {
        const ballots = vote.ballots.with(which % vote.ballots.length, consent(vote.method));
        expect(count({ ...vote, ballots }).outcome).toBe('adopted');
      }),
      RUNS,
    );
  });

  it('does not turn against a proposal because one more agrees who was silent, or because a silent one leaves', () => {
    const adopted = anyVote.filter((vote) => count(vote).outcome === 'adopted' && count(vote).notVoted > 0);
    fc.assert(
      fc.property(adopted, (vote) => {
        const oneMore = { ...vote, ballots: [...vote.ballots, consent(vote.method)] };
        expect(count(oneMore).outcome).toBe('adopted');
        expect(count({ ...vote, electorate: vote.electorate - 1 }).outcome).toBe('adopted');
      }),
      RUNS,
    );
  });

  it('may turn for a proposal by a no or a block taken part in: who wants no quorum stays away', () => {
    const rules = startingRules(0);
    expect(tallyOf('simple-majority', ['yes', 'yes'], 9, rules).outcome).toBe('quorum_missed');
    expect(tallyOf('simple-majority', ['yes', 'yes', 'no'], 9, rules).outcome).toBe('adopted');
    expect(tallyOf('consensus', ['agree', 'block'], 9, rules).outcome).toBe('quorum_missed');
    expect(tallyOf('consensus', ['agree', 'block', 'agree'], 9, rules).outcome).toBe('blocked');
  });

  it('adopts nothing that nobody agreed to, and nothing that too few took part in', () => {
    fc.assert(
      fc.property(anyVote, (vote) => {
        const { outcome, cast, quorumNeeded: needed, counts } = count(vote);
        const agreed = (counts.agree ?? 0) + (counts.reservations ?? 0) + (counts.yes ?? 0);
        expect(outcome === 'adopted' && (agreed === 0 || cast < needed)).toBe(false);
      }),
      RUNS,
    );
  });
});

describe('the quorum', () => {
  it('is reached with exactly as many as it says it needs, and with more', () => {
    fc.assert(
      fc.property(fc.nat(500), share, fc.nat(500), (electorate, wanted, cast) => {
        expect(quorumReached(cast, electorate, wanted)).toBe(cast >= quorumNeeded(electorate, wanted));
      }),
      { numRuns: 5_000 },
    );
  });

  it('never asks for more than everyone', () => {
    fc.assert(
      fc.property(fc.nat(10_000), share, (electorate, wanted) => {
        expect(quorumNeeded(electorate, wanted)).toBeLessThanOrEqual(electorate);
      }),
    );
  });
});
