import { describe, expect, it } from 'vitest';
import { answerToFollow } from '../../src/peers/follower.ts';

describe('somebody who wants to follow', () => {
  it.each`
    standing      | approves | onlyLetIn | answer
    ${'heard'}    | ${false} | ${false}  | ${'accept'}
    ${'held'}     | ${false} | ${false}  | ${'accept'}
    ${'kept_out'} | ${false} | ${false}  | ${'ignore'}
    ${'heard'}    | ${true}  | ${false}  | ${'wait'}
    ${'held'}     | ${true}  | ${false}  | ${'wait'}
    ${'kept_out'} | ${true}  | ${false}  | ${'ignore'}
    ${'heard'}    | ${false} | ${true}   | ${'accept'}
    ${'held'}     | ${false} | ${true}   | ${'wait'}
    ${'kept_out'} | ${false} | ${true}   | ${'ignore'}
    ${'heard'}    | ${true}  | ${true}   | ${'wait'}
  `(
    'is answered with $answer when $standing, approval being $approves and only those let in being heard $onlyLetIn',
    ({ standing, answer, ...setting }) => {
      expect(answerToFollow(standing, { wasKeptOut: false, ...setting })).toBe(answer);
    },
  );

  it('waits while they say that they were somebody who is kept out, unless they have been let in since', () => {
    const setting = { approves: false, onlyLetIn: false, wasKeptOut: true };
    expect(answerToFollow('held', setting)).toBe('wait');
    expect(answerToFollow('heard', setting)).toBe('accept');
    expect(answerToFollow('kept_out', setting)).toBe('ignore');
  });
});
