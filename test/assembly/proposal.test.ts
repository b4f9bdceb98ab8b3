import { describe, expect, it } from 'vitest';
import {
  type Proposal,
  proposalStatus,
  requireDraft,
  requireEditable,
  requireVisible,
} from '../../src/assembly/proposal.ts';
import { refusal } from '../support/refusal.ts';

const WRITTEN = new Date('2026-03-01T12:00:00Z');
const CLOSING = new Date('2026-03-08T12:00:00.000Z');

const draft: Proposal = {
  id: 'p1',
  author: 'ana',
  method: 'consensus',
  effect: null,
  reviewAfterDays: 180,
  writtenAt: WRITTEN,
  discussedFrom: null,
  withdrawnAt: null,
  openedAt: null,
  closesAt: null,
};
const discussed: Proposal = { ...draft, discussedFrom: WRITTEN };
const votedOn: Proposal = { ...discussed, openedAt: WRITTEN, closesAt: CLOSING };
const takenBack: Proposal = { ...discussed, withdrawnAt: WRITTEN };

describe('a proposal', () => {
  it.each`
    status             | proposal     | decided
    ${'draft'}         | ${draft}     | ${undefined}
    ${'discussion'}    | ${discussed} | ${undefined}
    ${'withdrawn'}     | ${takenBack} | ${undefined}
    ${'voting'}        | ${votedOn}   | ${undefined}
    ${'adopted'}       | ${votedOn}   | ${'adopted'}
    ${'not_adopted'}   | ${votedOn}   | ${'not_adopted'}
    ${'quorum_missed'} | ${votedOn}   | ${'quorum_missed'}
    ${'blocked'}       | ${votedOn}   | ${'blocked'}
  `('is "$status" from what is written down', ({ status, proposal, decided }) => {
    expect(proposalStatus(proposal, decided)).toBe(status);
  });

  it.each`
    what                 | proposal     | author   | others
    ${'a draft'}         | ${draft}     | ${true}  | ${false}
    ${'a discussed one'} | ${discussed} | ${true}  | ${true}
    ${'one voted on'}    | ${votedOn}   | ${true}  | ${true}
    ${'one taken back'}  | ${takenBack} | ${true}  | ${true}
    ${'one that is not'} | ${undefined} | ${false} | ${false}
  `('exists for its author ($author) and for others ($others): $what', ({ proposal, author, others }) => {
    const exists = (member: string) => {
      try {
        requireVisible(proposal, member);
        return true;
      } catch (error) {
        expect(error).toEqual(refusal('proposal.not_found', { kind: 'missing' }));
        return false;
      }
    };
    expect({ author: exists('ana'), others: exists('bo') }).toEqual({ author, others });
  });
});

describe('rewriting a proposal', () => {
  it.each`
    what                   | proposal
    ${'a draft'}           | ${draft}
    ${'what is discussed'} | ${discussed}
  `('is for its author, as long as it is $what', ({ proposal }) => {
    expect(() => requireEditable(proposal, 'ana')).not.toThrow();
    expect(() => requireEditable(proposal, 'bo')).toThrow(refusal('proposal.not_yours', { kind: 'forbidden' }));
  });

  it.each`
    what                        | proposal     | code
    ${'once it is voted on'}    | ${votedOn}   | ${'proposal.text_frozen'}
    ${'once it was taken back'} | ${takenBack} | ${'proposal.withdrawn'}
  `('is over $what', ({ proposal, code }) => {
    expect(() => requireEditable(proposal, 'ana')).toThrow(refusal(code, { kind: 'conflict' }));
  });
});

describe('opening a discussion', () => {
  it.each`
    who                                   | proposal     | member   | code
    ${'whoever did not write it'}         | ${draft}     | ${'bo'}  | ${'proposal.not_yours'}
    ${'its author a second time'}         | ${discussed} | ${'ana'} | ${'proposal.already_discussed'}
    ${'its author, after taking it back'} | ${takenBack} | ${'ana'} | ${'proposal.withdrawn'}
    ${'its author, once it is voted on'}  | ${votedOn}   | ${'ana'} | ${'proposal.text_frozen'}
  `('is refused to $who', ({ proposal, member, code }) => {
    expect(() => requireDraft(proposal, member)).toThrow(refusal(code));
  });

  it('is for the author of a draft', () => {
    expect(() => requireDraft(draft, 'ana')).not.toThrow();
  });
});
