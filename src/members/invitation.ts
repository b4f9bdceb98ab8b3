import { refusalsOf } from '../kernel/refusal.ts';

export type InvitationRefusal =
  | 'invitation.gone'
  | 'invitation.too_many_open'
  | 'invitation.no_mandate'
  | 'invitation.not_found';
const refusal = refusalsOf<InvitationRefusal>();

export interface Invitation {
  readonly id: string;
  readonly inviter: string;
  readonly mandate: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly withdrawnAt: Date | null;
}

export type InvitationStatus = 'open' | 'used' | 'withdrawn' | 'expired';

export const INVITATION_DAYS = 7;

/** How many unused invitations one mandate holder may have out: whoever takes over an account cannot flood the assembly. */
export const OPEN_INVITATIONS_MAX = 30;

export function invitationStatus(invitation: Invitation, now: Date): InvitationStatus {
  if (invitation.usedAt) return 'used';
  if (invitation.withdrawnAt) return 'withdrawn';
  return now >= invitation.expiresAt ? 'expired' : 'open';
}

/**
 * An invitation works once, until it expires, and for as long as the mandate lives under which
 * it was made. All other cases are told apart to nobody: the link is simply gone.
 */
export function requireRedeemable(
  invitation: Invitation | undefined,
  mandateLives: boolean,
  now: Date,
): asserts invitation is Invitation {
  if (!invitation || !mandateLives || invitationStatus(invitation, now) !== 'open') {
    throw refusal('gone', 'invitation.gone');
  }
}

export function requireRoomForInvitation(openNow: number): void {
  if (openNow >= OPEN_INVITATIONS_MAX) {
    throw refusal('conflict', 'invitation.too_many_open', { max: OPEN_INVITATIONS_MAX });
  }
}
