import { describe, expect, it } from 'vitest';
import { requireDiscussionOpen, requireWithdrawable } from '../../src/assembly/comment.ts';
import type { Proposal } from '../../src/assembly/proposal.ts';
import { refusal } from '../support/refusal.ts';

const WRITTEN = new Date('2026-03-01T12:00:00Z');
const CLOSING = new Date('2026-03-08T12:00:00.000Z');
const JUST_BEFORE = new Date(CLOSING.getTime() - 1);

const discussed: Proposal = {
  id: 'p1',
  author: 'ana',
  method: 'consensus',
  effect: null,
  reviewAfterDays: 180,
  writtenAt: WRITTEN,
  discussedFrom: WRITTEN,
  withdrawnAt: null,
  openedAt: null,
  closesAt: null,
};
const votedOn: Proposal = { ...discussed, openedAt: WRITTEN, closesAt: CLOSING };

describe('a comment', () => {
  it.each`
    when                       | proposal     | now
    ${'while it is discussed'} | ${discussed} | ${JUST_BEFORE}
    ${'until the vote closes'} | ${votedOn}   | ${JUST_BEFORE}
  `('can be written $when', ({ proposal, now }) => {
    expect(() => requireDiscussionOpen(proposal, now)).not.toThrow();
  });

  it.each`
    when                        | proposal
    ${'on a draft'}             | ${{ ...discussed, discussedFrom: null }}
    ${'on what was taken back'} | ${{ ...discussed, withdrawnAt: WRITTEN }}
    ${'from the closing on'}    | ${votedOn}
  `('cannot be written $when', ({ proposal }) => {
    expect(() => requireDiscussionOpen(proposal, CLOSING)).toThrow(refusal('comment.discussion_over'));
  });

  it.each`
    who                            | comment                                   | code
    ${'where there is none'}       | ${undefined}                              | ${'comment.not_found'}
    ${'by anybody but its author'} | ${{ author: 'ana', withdrawnAt: null }}   | ${'comment.not_yours'}
    ${'a second time'}             | ${{ author: 'bo', withdrawnAt: WRITTEN }} | ${'comment.gone'}
  `('cannot be taken back $who', ({ comment, code }) => {
    expect(() => requireWithdrawable(comment, 'bo')).toThrow(refusal(code));
  });

  it('can be taken back by its author, also after the vote', () => {
    expect(() => requireWithdrawable({ author: 'bo', withdrawnAt: null }, 'bo')).not.toThrow();
  });
});
