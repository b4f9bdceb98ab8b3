import { describe, expect, it } from 'vitest';
import { consensus } from '../../src/assembly/consensus.ts';

const counted = (given: Partial<Record<string, number>>) => ({
  ...{ agree: 0, reservations: 0, stand_aside: 0, block: 0, abstain: 0 },
  ...given,
});

describe('consensus', () => {
  it.each`
    electorate | given                                       | result           | ground
    ${2}       | ${{ agree: 2 }}                             | ${'adopted'}     | ${'agreement'}
    ${2}       | ${{ agree: 1, stand_aside: 1 }}             | ${'adopted'}     | ${'agreement'}
    ${2}       | ${{ stand_aside: 2 }}                       | ${'not_adopted'} | ${'nobody_agreed'}
    ${3}       | ${{ agree: 2, stand_aside: 1 }}             | ${'adopted'}     | ${'agreement'}
    ${3}       | ${{ agree: 1, stand_aside: 2 }}             | ${'not_adopted'} | ${'stand_asides'}
    ${4}       | ${{ agree: 1, stand_aside: 1, abstain: 2 }} | ${'adopted'}     | ${'agreement'}
    ${4}       | ${{ agree: 2, stand_aside: 2 }}             | ${'not_adopted'} | ${'stand_asides'}
    ${5}       | ${{ agree: 4, stand_aside: 1 }}             | ${'adopted'}     | ${'agreement'}
    ${5}       | ${{ reservations: 3, stand_aside: 2 }}      | ${'not_adopted'} | ${'stand_asides'}
    ${6}       | ${{ agree: 1, stand_aside: 1 }}             | ${'not_adopted'} | ${'weak_support'}
    ${6}       | ${{ agree: 3, stand_aside: 1 }}             | ${'adopted'}     | ${'agreement'}
  `('among $electorate, with $given, is $result by $ground', ({ electorate, given, result, ground }) => {
    expect(consensus(counted(given), electorate)).toEqual({ result, ground });
  });

  it.each`
    agree | asides | result
    ${4}  | ${2}   | ${'not_adopted'}
    ${5}  | ${2}   | ${'adopted'}
    ${6}  | ${3}   | ${'not_adopted'}
    ${7}  | ${3}   | ${'adopted'}
    ${66} | ${33}  | ${'not_adopted'}
    ${67} | ${33}  | ${'adopted'}
  `('is $result when $asides stand aside and $agree agree: less than a third may', ({ agree, asides, result }) => {
    expect(consensus(counted({ agree, stand_aside: asides }), 200).result).toBe(result);
  });

  it('counts those who abstain neither for nor against: they take no position', () => {
    expect(consensus(counted({ agree: 2, stand_aside: 1, abstain: 40 }), 60).ground).toBe('weak_support');
    expect(consensus(counted({ agree: 3, stand_aside: 1, abstain: 40 }), 60).ground).toBe('agreement');
  });

  it('counts who agrees with reservations as agreeing', () => {
    expect(consensus(counted({ reservations: 3, stand_aside: 1 }), 6).result).toBe('adopted');
  });

  it.each([2, 3, 5, 6, 100])('is blocked by one of %i, whatever the others say', (electorate) => {
    const others = { agree: electorate - 1, block: 1 };
    expect(consensus(counted(others), electorate)).toEqual({ result: 'blocked', ground: 'block' });
    expect(consensus(counted({ block: electorate }), electorate).result).toBe('blocked');
  });

  it.each([0, 1, 3, 5, 6, 100])('is not what nobody of %i agreed to: absence is not consent', (electorate) => {
    expect(consensus(counted({ abstain: electorate }), electorate).ground).toBe('nobody_agreed');
  });
});
