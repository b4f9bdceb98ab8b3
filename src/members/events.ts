import type { DomainEvent } from '../kernel/event.ts';

export type MemberJoined = DomainEvent<'member.joined', { member: string; invitation: string | null }>;
export type MemberLeft = DomainEvent<'member.left', { member: string }>;
export type MemberRecovered = DomainEvent<'member.recovered', { member: string }>;
export type PassphraseChanged = DomainEvent<'passphrase.changed', { member: string }>;
export type InvitationMade = DomainEvent<'invitation.made', { invitation: string; inviter: string; mandate: string }>;
export type InvitationWithdrawn = DomainEvent<'invitation.withdrawn', { invitation: string }>;
export type TokenMade = DomainEvent<'token.made', { token: string; member: string; by: string }>;
export type TokenRevoked = DomainEvent<'token.revoked', { token: string; member: string }>;

export type MembersEvent =
  | MemberJoined
  | MemberLeft
  | MemberRecovered
  | PassphraseChanged
  | InvitationMade
  | InvitationWithdrawn
  | TokenMade
  | TokenRevoked;

export const memberJoined = (data: MemberJoined['data']): MemberJoined => ({ type: 'member.joined', data });
export const memberLeft = (data: MemberLeft['data']): MemberLeft => ({ type: 'member.left', data });
export const memberRecovered = (data: MemberRecovered['data']): MemberRecovered => ({ type: 'member.recovered', data });
export const passphraseChanged = (data: PassphraseChanged['data']): PassphraseChanged => ({
  type: 'passphrase.changed',
  data,
});
export const invitationMade = (data: InvitationMade['data']): InvitationMade => ({ type: 'invitation.made', data });
export const invitationWithdrawn = (data: InvitationWithdrawn['data']): InvitationWithdrawn => ({
  type: 'invitation.withdrawn',
  data,
});
export const tokenMade = (data: TokenMade['data']): TokenMade => ({ type: 'token.made', data });
export const tokenRevoked = (data: TokenRevoked['data']): TokenRevoked => ({ type: 'token.revoked', data });
