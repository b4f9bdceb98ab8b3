import { describe, expect, it } from 'vitest';
import { simpleMajority } from '../../src/assembly/simple-majority.ts';

describe('a simple majority', () => {
  it.each`
    yes   | no    | abstain | result           | ground
    ${1}  | ${0}  | ${0}    | ${'adopted'}     | ${'more_yes'}
    ${1}  | ${0}  | ${40}   | ${'adopted'}     | ${'more_yes'}
    ${21} | ${20} | ${0}    | ${'adopted'}     | ${'more_yes'}
    ${20} | ${20} | ${3}    | ${'not_adopted'} | ${'tie'}
    ${1}  | ${1}  | ${0}    | ${'not_adopted'} | ${'tie'}
    ${20} | ${21} | ${0}    | ${'not_adopted'} | ${'more_no'}
    ${0}  | ${1}  | ${0}    | ${'not_adopted'} | ${'more_no'}
  `('with $yes yes, $no no and $abstain abstaining is $result', ({ yes, no, abstain, result, ground }) => {
    expect(simpleMajority({ yes, no, abstain })).toEqual({ result, ground });
  });

  it('is not had by silence: with nobody on either side nothing changes', () => {
    expect(simpleMajority({ yes: 0, no: 0, abstain: 5 })).toEqual({ result: 'not_adopted', ground: 'tie' });
  });
});
