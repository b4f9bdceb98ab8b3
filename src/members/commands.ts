import { SALT_BYTES, sha256 } from '../kernel/digest.ts';
import { newId, newSecret } from '../kernel/id.ts';
import { Refusal, refusalsOf } from '../kernel/refusal.ts';
import type { CoverOf } from '../platform/authority.ts';
import type { Tx } from '../platform/database.ts';
import type { Locale } from '../platform/i18n.ts';
import { claimOnce } from '../platform/once.ts';
import type { ActingAs, Actor, UnitOfWork, Work } from '../platform/work.ts';
import { deleteCredentialsOf, insertSession } from './credential-store.ts';
import {
  daysAfter,
  isoWeek,
  newRecoveryCode,
  normalRecoveryCode,
  RECOVERY_CODES,
  SESSION_DAYS,
} from './credentials.ts';
import { invitationMade, invitationWithdrawn, memberJoined, memberLeft } from './events.ts';
import { INVITATION_DAYS, requireRedeemable, requireRoomForInvitation } from './invitation.ts';
import { type MemberRefusal, requireActive } from './member.ts';
import {
  countOpenInvitations,
  insertInvitation,
  insertMember,
  invitationForUpdate,
  memberForShare,
  memberForUpdate,
  replaceRecoveryCodes,
  saveLeaving,
  saveRedemption,
  saveSettings,
  withdrawInvitation,
} from './store.ts';

const refusal = refusalsOf<MemberRefusal>();

/** Someone who comes in, as they introduce themselves. The passphrase is hashed before any transaction begins. */
export interface Newcomer {
  readonly handle: string;
  readonly passphraseHash: string;
  readonly locale: Locale;
  readonly timeZone: string;
}

/** What a newcomer is shown once, and what signs them in. */
export interface Welcome {
  readonly member: string;
  readonly recoveryCodes: readonly string[];
  readonly session: string;
}

/** What members need to know of mandates. */
export interface MandateQueries {
  readonly coverOf: CoverOf;
  mandateLives(tx: Tx, mandate: string, now: Date): Promise<boolean>;
}

/** Every command of a member begins here: in good standing, and not carried out before. */
export const actingAsMember =
  (inUnitOfWork: UnitOfWork): ActingAs =>
  (actor, job, company) =>
    inUnitOfWork(async (work) => {
      requireActive(await memberForShare(work.tx, actor.member));
      await claimOnce(work, actor.member, actor.once);
      return job(work);
    }, company);

export const membersCommands = (inUnitOfWork: UnitOfWork, actingAs: ActingAs, mandates: MandateQueries) => ({
  /** Makes a link that admits one person. Its secret is returned once and stored as a digest. */
  invite: (actor: Actor) =>
    actingAs(
      actor,
      async (work) => {
        requireRoomForInvitation(await countOpenInvitations(work.tx, actor.member, work.now));
        const secret = newSecret(work.random);
        const id = newId(work.random);
        const expiresAt = daysAfter(work.now, INVITATION_DAYS);
        const row = { id, digest: sha256(secret), inviter: actor.member, createdAt: work.now, expiresAt };
        const written = await insertInvitation(work.tx, row, mandates.coverOf(actor.member, 'invite', work.now));
        if (!written) throw new Refusal('forbidden', 'invitation.no_mandate');
        await work.emit(invitationMade({ invitation: id, inviter: actor.member, mandate: written.mandate }));
        return { id, secret, expiresAt };
      },
      'alone',
    ),

  withdrawInvitation: (actor: Actor, id: string) =>
    actingAs(actor, async (work) => {
      if (!(await withdrawInvitation(work.tx, id, actor.member, work.now))) {
        throw new Refusal('missing', 'invitation.not_found');
      }
      await work.emit(invitationWithdrawn({ invitation: id }));
    }),

  join: (secret: string, newcomer: Newcomer): Promise<Welcome> =>
    inUnitOfWork(async (work) => {
      const invitation = await invitationForUpdate(work.tx, sha256(secret));
      const lives = invitation ? await mandates.mandateLives(work.tx, invitation.mandate, work.now) : false;
      requireRedeemable(invitation, lives, work.now);
      const welcome = await admit(work, newcomer, invitation.id);
      await saveRedemption(work.tx, invitation.id, welcome.member, work.now);
      return welcome;
    }),

  /** Ends membership and, with it, sessions, tokens, mandates, and votes that are still open. */
  leave: (actor: Actor, eraseHandle: boolean) =>
    inUnitOfWork(async (work) => {
      requireActive(await memberForUpdate(work.tx, actor.member));
      await deleteCredentialsOf(work.tx, actor.member);
      await saveLeaving(work.tx, actor.member, work.now, eraseHandle);
      await work.emit(memberLeft({ member: actor.member }));
    }, 'alone'),

  changeSettings: (actor: Actor, settings: { locale: Locale; timeZone: string }) =>
    actingAs(actor, (work) => saveSettings(work.tx, actor.member, settings)),
});

export type MembersCommands = ReturnType<typeof membersCommands>;

/** Takes someone in, inside the transaction that justifies it: the founding, or the use of an invitation. */
export async function admit(work: Work, newcomer: Newcomer, invitation: string | null): Promise<Welcome> {
  const member = newId(work.random);
  const salt = work.random.bytes(SALT_BYTES);
  if (!(await insertMember(work.tx, { id: member, salt, joinedAt: work.now, ...newcomer }))) {
    throw refusal('conflict', 'member.handle_taken', {}, 'handle');
  }
  const recoveryCodes = await giveRecoveryCodes(work, member);
  const session = await openSession(work, member);
  await work.emit(memberJoined({ member, invitation }));
  return { member, recoveryCodes, session };
}

export async function giveRecoveryCodes(work: Work, member: string): Promise<readonly string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => newRecoveryCode(work.random));
  const digests = codes.map((code) => sha256(normalRecoveryCode(code)));
  await replaceRecoveryCodes(work.tx, member, digests);
  return codes;
}

/** Returns the secret for the cookie: 256 random bits, of which only the digest is kept. */
export async function openSession(work: Work, member: string): Promise<string> {
  const secret = newSecret(work.random);
  await insertSession(work.tx, {
    id: newId(work.random),
    digest: sha256(secret),
    member,
    startedAt: work.now,
    expiresAt: daysAfter(work.now, SESSION_DAYS),
    lastUsedWeek: isoWeek(work.now),
  });
  return secret;
}
