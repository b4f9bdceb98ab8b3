import { describe, expect, it } from 'vitest';
import { tallyOf } from '../../src/assembly/outcome.ts';
import { startingRules } from '../../src/assembly/rules.ts';

const RULES = startingRules(0);

const times = (count: number, choice: string): string[] => Array.from({ length: count }, () => choice);

describe('the count of a vote', () => {
  it('says what was counted, over which base, and what follows', () => {
    const choices = [...times(5, 'agree'), 'reservations', 'stand_aside', ...times(2, 'abstain')];
    expect(tallyOf('consensus', choices, 12, RULES)).toEqual({
      method: 'consensus',
      electorate: 12,
      cast: 9,
      notVoted: 3,
      quorumNeeded: 4,
      counts: { agree: 5, reservations: 1, stand_aside: 1, block: 0, abstain: 2 },
      outcome: 'adopted',
      ground: 'agreement',
    });
  });

  it('names every choice of its method, also those that nobody made', () => {
    expect(tallyOf('simple-majority', [], 12, RULES).counts).toEqual({ yes: 0, no: 0, abstain: 0 });
  });

  it.each`
    method               | choices                                  | electorate | outcome            | ground
    ${'consensus'}       | ${times(3, 'agree')}                     | ${9}       | ${'adopted'}       | ${'agreement'}
    ${'consensus'}       | ${times(3, 'agree')}                     | ${10}      | ${'quorum_missed'} | ${'too_few'}
    ${'consensus'}       | ${times(2, 'agree')}                     | ${4}       | ${'quorum_missed'} | ${'too_few'}
    ${'consensus'}       | ${times(2, 'agree')}                     | ${2}       | ${'adopted'}       | ${'agreement'}
    ${'consensus'}       | ${['agree']}                             | ${1}       | ${'adopted'}       | ${'agreement'}
    ${'consensus'}       | ${['block']}                             | ${9}       | ${'quorum_missed'} | ${'too_few'}
    ${'consensus'}       | ${['block', 'agree', 'agree']}           | ${9}       | ${'blocked'}       | ${'block'}
    ${'consensus'}       | ${['agree', 'agree', 'stand_aside']}     | ${5}       | ${'adopted'}       | ${'agreement'}
    ${'consensus'}       | ${['agree', 'agree', 'stand_aside']}     | ${6}       | ${'not_adopted'}   | ${'weak_support'}
    ${'consensus'}       | ${[]}                                    | ${0}       | ${'not_adopted'}   | ${'nobody_agreed'}
    ${'simple-majority'} | ${['yes', 'abstain', 'abstain']}         | ${9}       | ${'adopted'}       | ${'more_yes'}
    ${'simple-majority'} | ${['yes', 'abstain']}                    | ${9}       | ${'quorum_missed'} | ${'too_few'}
    ${'simple-majority'} | ${times(3, 'no')}                        | ${10}      | ${'quorum_missed'} | ${'too_few'}
    ${'simple-majority'} | ${['yes', 'yes', 'no', 'no', 'abstain']} | ${5}       | ${'not_adopted'}   | ${'tie'}
    ${'simple-majority'} | ${[]}                                    | ${0}       | ${'not_adopted'}   | ${'tie'}
  `(
    'by $method of $choices among $electorate gives $outcome, by $ground',
    ({ method, choices, electorate, outcome, ground }) => {
      expect(tallyOf(method, choices, electorate, RULES)).toMatchObject({ outcome, ground });
    },
  );

  it('follows the rules that were fixed with the vote, not those of another time', () => {
    const stricter = { ...RULES, quorum: { numerator: 2, denominator: 3 } };
    expect(tallyOf('simple-majority', times(4, 'yes'), 9, RULES).outcome).toBe('adopted');
    expect(tallyOf('simple-majority', times(4, 'yes'), 9, stricter)).toMatchObject({
      outcome: 'quorum_missed',
      quorumNeeded: 6,
    });
  });
});
