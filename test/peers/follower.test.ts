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
      expect(answerToFollow(standing, setting)).toBe(answer);
    },
  );
});
