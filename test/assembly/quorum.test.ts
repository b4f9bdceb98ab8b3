import { describe, expect, it } from 'vitest';
import { quorumNeeded, quorumReached } from '../../src/assembly/quorum.ts';

const third = { numerator: 1, denominator: 3 };
const half = { numerator: 1, denominator: 2 };
const twoThirds = { numerator: 2, denominator: 3 };
const none = { numerator: 0, denominator: 1 };
const all = { numerator: 1, denominator: 1 };

describe('a quorum', () => {
  it.each`
    share        | electorate | needed
    ${third}     | ${0}       | ${0}
    ${third}     | ${1}       | ${1}
    ${third}     | ${2}       | ${2}
    ${third}     | ${3}       | ${3}
    ${third}     | ${4}       | ${3}
    ${third}     | ${5}       | ${3}
    ${third}     | ${9}       | ${3}
    ${third}     | ${10}      | ${4}
    ${third}     | ${12}      | ${4}
    ${third}     | ${13}      | ${5}
    ${third}     | ${100}     | ${34}
    ${half}      | ${6}       | ${3}
    ${half}      | ${7}       | ${4}
    ${twoThirds} | ${3}       | ${3}
    ${twoThirds} | ${9}       | ${6}
    ${twoThirds} | ${10}      | ${7}
    ${none}      | ${100}     | ${3}
    ${none}      | ${2}       | ${2}
    ${all}       | ${7}       | ${7}
  `(
    'of $share.numerator/$share.denominator among $electorate needs $needed, and one fewer will not do',
    ({ share, electorate, needed }) => {
      expect(quorumNeeded(electorate, share)).toBe(needed);
      expect(quorumReached(needed, electorate, share)).toBe(true);
      expect(quorumReached(needed - 1, electorate, share)).toBe(false);
    },
  );

  it('is exact where floating point is not: a tenth of 30 is 3, 29 hundredths of 100 are 29', () => {
    expect(quorumNeeded(30, { numerator: 1, denominator: 10 })).toBe(3);
    expect(quorumNeeded(100, { numerator: 29, denominator: 100 })).toBe(29);
    expect(quorumNeeded(1_000_000, { numerator: 57, denominator: 100 })).toBe(570_000);
  });
});
