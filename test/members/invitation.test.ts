import { describe, expect, it } from 'vitest';
import {
  type Invitation,
  invitationStatus,
  OPEN_INVITATIONS_MAX,
  requireRedeemable,
  requireRoomForInvitation,
} from '../../src/members/invitation.ts';
import { refusal } from '../support/refusal.ts';

const MADE = new Date('2026-03-01T12:00:00.000Z');
const EXPIRY = new Date('2026-03-08T12:00:00.000Z');
const JUST_BEFORE = new Date(EXPIRY.getTime() - 1);

const open: Invitation = {
  id: 'i1',
  inviter: 'ana',
  mandate: 'm1',
  createdAt: MADE,
  expiresAt: EXPIRY,
  usedAt: null,
  withdrawnAt: null,
};
const used = { ...open, usedAt: MADE };
const withdrawn = { ...open, withdrawnAt: MADE };

describe('an invitation', () => {
  it.each`
    invitation   | now            | status
    ${open}      | ${JUST_BEFORE} | ${'open'}
    ${open}      | ${EXPIRY}      | ${'expired'}
    ${used}      | ${JUST_BEFORE} | ${'used'}
    ${used}      | ${EXPIRY}      | ${'used'}
    ${withdrawn} | ${JUST_BEFORE} | ${'withdrawn'}
  `('is $status', ({ invitation, now, status }) => {
    expect(invitationStatus(invitation, now)).toBe(status);
  });

  it('admits until the millisecond before it expires, while its mandate lives', () => {
    expect(() => requireRedeemable(open, true, JUST_BEFORE)).not.toThrow();
  });

  it.each`
    when                             | invitation   | lives    | now
    ${'there is none'}               | ${undefined} | ${false} | ${MADE}
    ${'it has expired'}              | ${open}      | ${true}  | ${EXPIRY}
    ${'somebody came in by it'}      | ${used}      | ${true}  | ${MADE}
    ${'it was withdrawn'}            | ${withdrawn} | ${true}  | ${MADE}
    ${'its mandate lives no longer'} | ${open}      | ${false} | ${MADE}
  `('is simply gone when $when: all cases look the same from outside', ({ invitation, lives, now }) => {
    expect(() => requireRedeemable(invitation, lives, now)).toThrow(
      refusal('invitation.gone', { kind: 'gone', params: {} }),
    );
  });
});

describe('one more invitation', () => {
  it('can be made while fewer than thirty are out', () => {
    expect(OPEN_INVITATIONS_MAX).toBe(30);
    expect(() => requireRoomForInvitation(29)).not.toThrow();
    expect(() => requireRoomForInvitation(30)).toThrow(
      refusal('invitation.too_many_open', { kind: 'conflict', params: { max: 30 } }),
    );
  });
});
