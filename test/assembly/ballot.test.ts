import { describe, expect, it } from 'vitest';
import { acceptBallot, type Ballot } from '../../src/assembly/ballot.ts';
import { CHOICES_OF } from '../../src/assembly/outcome.ts';
import { refusal } from '../support/refusal.ts';

const CLOSING = new Date('2026-03-08T12:00:00.000Z');
const JUST_BEFORE = new Date('2026-03-08T11:59:59.999Z');

const byConsensus = { method: 'consensus', closesAt: CLOSING } as const;
const byMajority = { method: 'simple-majority', closesAt: CLOSING } as const;

const ballot = (choice: string, given: Partial<Ballot> = {}): Ballot => ({
  choice,
  reason: undefined,
  principle: undefined,
  ...given,
});

describe('a ballot', () => {
  it('counts until one millisecond before the closing, and not at the closing itself', () => {
    expect(acceptBallot(byConsensus, true, ballot('agree'), JUST_BEFORE)).toEqual(ballot('agree'));
    expect(() => acceptBallot(byConsensus, true, ballot('agree'), CLOSING)).toThrow(refusal('ballot.closed'));
  });

  it.each`
    who                                         | voting         | onRoll   | given                                              | code
    ${'anyone, while nothing is voted on'}      | ${undefined}   | ${true}  | ${ballot('agree')}                                 | ${'ballot.not_open'}
    ${'whoever was not on the roll'}            | ${byConsensus} | ${false} | ${ballot('agree')}                                 | ${'ballot.not_on_roll'}
    ${'whoever makes up a choice'}              | ${byConsensus} | ${true}  | ${ballot('perhaps')}                               | ${'ballot.no_such_choice'}
    ${'whoever takes a choice of elsewhere'}    | ${byConsensus} | ${true}  | ${ballot('yes')}                                   | ${'ballot.no_such_choice'}
    ${'whoever would block a majority'}         | ${byMajority}  | ${true}  | ${ballot('block')}                                 | ${'ballot.no_such_choice'}
    ${'whoever says "toString"'}                | ${byMajority}  | ${true}  | ${ballot('toString')}                              | ${'ballot.no_such_choice'}
    ${'whoever has reservations about nothing'} | ${byConsensus} | ${true}  | ${ballot('reservations')}                          | ${'ballot.reason_needed'}
    ${'whoever stands aside in silence'}        | ${byConsensus} | ${true}  | ${ballot('stand_aside')}                           | ${'ballot.reason_needed'}
    ${'whoever blocks without a reason'}        | ${byConsensus} | ${true}  | ${ballot('block', { principle: 'p' })}             | ${'ballot.reason_needed'}
    ${'whoever blocks for no principle'}        | ${byConsensus} | ${true}  | ${ballot('block', { reason: 'r' })}                | ${'ballot.principle_needed'}
    ${'whoever blocks with an empty principle'} | ${byConsensus} | ${true}  | ${ballot('block', { reason: 'r', principle: '' })} | ${'ballot.principle_needed'}
  `('is refused to $who', ({ voting, onRoll, given, code }) => {
    expect(() => acceptBallot(voting, onRoll, given, JUST_BEFORE)).toThrow(refusal(code));
  });

  it('is refused where its vote is decided, whatever a clock says that was set back', () => {
    const decided = { ...byConsensus, decidedAt: CLOSING };
    expect(() => acceptBallot(decided, true, ballot('agree'), JUST_BEFORE)).toThrow(refusal('ballot.closed'));
  });

  it('is refused for the closing before anything else is said about it', () => {
    expect(() => acceptBallot(byConsensus, false, ballot('perhaps'), CLOSING)).toThrow(refusal('ballot.closed'));
  });

  it.each(['reservations', 'stand_aside', 'block'])(
    'names the field in which the reason of "%s" is missing',
    (choice) => {
      expect(() => acceptBallot(byConsensus, true, ballot(choice), JUST_BEFORE)).toThrow(
        refusal('ballot.reason_needed', { kind: 'invalid', field: `reason_${choice}` }),
      );
    },
  );

  it.each(CHOICES_OF.consensus)('can say "%s" in a consensus', (choice) => {
    const given = ballot(choice, { reason: 'because', principle: 'care' });
    expect(acceptBallot(byConsensus, true, given, JUST_BEFORE).choice).toBe(choice);
  });

  it.each(CHOICES_OF['simple-majority'])('can say "%s" in a majority vote, without a reason', (choice) => {
    expect(acceptBallot(byMajority, true, ballot(choice), JUST_BEFORE)).toEqual(ballot(choice));
  });

  it.each`
    choice            | voting         | kept
    ${'agree'}        | ${byConsensus} | ${{ reason: undefined, principle: undefined }}
    ${'reservations'} | ${byConsensus} | ${{ reason: 'because', principle: undefined }}
    ${'stand_aside'}  | ${byConsensus} | ${{ reason: 'because', principle: undefined }}
    ${'block'}        | ${byConsensus} | ${{ reason: 'because', principle: 'care' }}
    ${'abstain'}      | ${byConsensus} | ${{ reason: undefined, principle: undefined }}
    ${'yes'}          | ${byMajority}  | ${{ reason: undefined, principle: undefined }}
    ${'no'}           | ${byMajority}  | ${{ reason: 'because', principle: undefined }}
  `('keeps only the words that belong to "$choice"', ({ choice, voting, kept }) => {
    const given = ballot(choice, { reason: 'because', principle: 'care' });
    expect(acceptBallot(voting, true, given, JUST_BEFORE)).toEqual({ choice, ...kept });
  });
});
