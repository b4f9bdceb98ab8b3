import { and, asc, count, desc, eq, gt, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import type { Locale } from '../platform/i18n.ts';
import type { Invitation } from './invitation.ts';
import { invitations, members, recoveryCodes } from './schema.ts';

export interface Member {
  readonly id: string;
  readonly handle: string | null;
  readonly passphraseHash: string | null;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly joinedAt: Date;
  readonly leftAt: Date | null;
}

export interface NewMember {
  readonly id: string;
  readonly handle: string;
  readonly salt: Uint8Array;
  readonly passphraseHash: string;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly joinedAt: Date;
}

const memberColumns = {
  id: members.id,
  handle: members.handle,
  passphraseHash: members.passphraseHash,
  locale: members.locale,
  timeZone: members.timeZone,
  joinedAt: members.joinedAt,
  leftAt: members.leftAt,
};

/** False when somebody has this handle already. */
export async function insertMember(tx: Tx, member: NewMember): Promise<boolean> {
  const rows = await tx.insert(members).values(member).onConflictDoNothing().returning({ id: members.id });
  return rows.length === 1;
}

/** A member who acts cannot leave before what they do is committed. */
export async function memberForShare(tx: Tx, id: string): Promise<Member | undefined> {
  const [row] = await tx.select(memberColumns).from(members).where(eq(members.id, id)).for('share');
  return row;
}

export async function memberForUpdate(tx: Tx, id: string): Promise<Member | undefined> {
  const [row] = await tx.select(memberColumns).from(members).where(eq(members.id, id)).for('update');
  return row;
}

export async function memberByHandle(db: Reader, handle: string): Promise<Member | undefined> {
  const [row] = await db.select(memberColumns).from(members).where(eq(members.handle, handle));
  return row;
}

export async function memberById(db: Reader, id: string): Promise<Member | undefined> {
  const [row] = await db.select(memberColumns).from(members).where(eq(members.id, id));
  return row;
}

/** The handles of those named; who has erased theirs is missing. */
export async function handlesOf(db: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: members.id, handle: members.handle })
    .from(members)
    .where(inArray(members.id, [...new Set(ids)]));
  return new Map(rows.flatMap(({ id, handle }) => (handle === null ? [] : [[id, handle] as const])));
}

/** Everyone who belongs now; none of them can leave before this transaction has ended. */
export async function rollForShare(tx: Tx): Promise<string[]> {
  const rows = await tx
    .select({ id: members.id })
    .from(members)
    .where(isNull(members.leftAt))
    .orderBy(asc(members.id))
    .for('share');
  return rows.map(({ id }) => id);
}

export interface MemberListed {
  readonly id: string;
  readonly handle: string;
  readonly joinedAt: Date;
}

export const MEMBERS_PER_PAGE = 50;

/** Active members by handle, a page at a time: nobody takes the whole list with one request. */
export const membersPage = async (db: Reader, after: string | undefined): Promise<MemberListed[]> => {
  const rows = await db
    .select({ id: members.id, handle: members.handle, joinedAt: members.joinedAt })
    .from(members)
    .where(and(isNull(members.leftAt), after ? gt(members.handle, after) : undefined))
    .orderBy(asc(members.handle))
    .limit(MEMBERS_PER_PAGE + 1);
  return rows.flatMap((row) => (row.handle === null ? [] : [{ ...row, handle: row.handle }]));
};

export async function countActive(db: Reader): Promise<number> {
  const [row] = await db.select({ active: count() }).from(members).where(isNull(members.leftAt));
  return row?.active ?? 0;
}

export async function savePassphrase(tx: Tx, id: string, passphraseHash: string): Promise<void> {
  await tx.update(members).set({ passphraseHash }).where(eq(members.id, id));
}

export async function saveSettings(tx: Tx, id: string, settings: { locale: Locale; timeZone: string }): Promise<void> {
  await tx.update(members).set(settings).where(eq(members.id, id));
}

/** A leaver keeps nothing to come back with; the handle goes too if they wish. */
export async function saveLeaving(tx: Tx, id: string, leftAt: Date, eraseHandle: boolean): Promise<void> {
  const erased = eraseHandle ? { handle: null, salt: null } : {};
  await tx
    .update(members)
    .set({ leftAt, passphraseHash: null, ...erased })
    .where(eq(members.id, id));
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.member, id));
}

export async function replaceRecoveryCodes(tx: Tx, member: string, digests: readonly string[]): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.member, member));
  await tx.insert(recoveryCodes).values(digests.map((digest) => ({ digest, member })));
}

export async function hasRecoveryCode(db: Reader, member: string, digest: string): Promise<boolean> {
  const rows = await db
    .select({ digest: recoveryCodes.digest })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.digest, digest), eq(recoveryCodes.member, member), isNull(recoveryCodes.usedAt)));
  return rows.length === 1;
}

/** True for the one who uses an unused code of this member first. */
export async function useRecoveryCode(tx: Tx, member: string, digest: string, usedAt: Date): Promise<boolean> {
  const rows = await tx
    .update(recoveryCodes)
    .set({ usedAt })
    .where(and(eq(recoveryCodes.digest, digest), eq(recoveryCodes.member, member), isNull(recoveryCodes.usedAt)))
    .returning({ digest: recoveryCodes.digest });
  return rows.length === 1;
}

export async function unusedRecoveryCodes(db: Reader, member: string): Promise<number> {
  const [row] = await db
    .select({ unused: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.member, member), isNull(recoveryCodes.usedAt)));
  return row?.unused ?? 0;
}

/** Writes the invitation only where a live mandate covers it, in one statement. False when none does. */
export async function insertInvitation(
  tx: Tx,
  row: { id: string; digest: string; inviter: string; createdAt: Date; expiresAt: Date },
  cover: SQL,
): Promise<{ mandate: string } | undefined> {
  const rows = await tx.execute<{ mandate: string }>(sql`
    with cover as (${cover})
    insert into ${invitations} (id, digest, inviter, mandate, created_at, expires_at)
    select ${row.id}, ${row.digest}, ${row.inviter}, cover.id,
      ${row.createdAt.toISOString()}::timestamptz, ${row.expiresAt.toISOString()}::timestamptz
    from cover returning mandate`);
  return rows[0];
}

export async function invitationForUpdate(tx: Tx, digest: string): Promise<Invitation | undefined> {
  const [row] = await tx.select().from(invitations).where(eq(invitations.digest, digest)).for('update');
  return row;
}

export async function invitationByDigest(db: Reader, digest: string): Promise<Invitation | undefined> {
  const [row] = await db.select().from(invitations).where(eq(invitations.digest, digest));
  return row;
}

export async function saveRedemption(tx: Tx, id: string, usedBy: string, usedAt: Date): Promise<void> {
  await tx.update(invitations).set({ usedBy, usedAt }).where(eq(invitations.id, id));
}

/** True when there was an open invitation of this inviter to withdraw. */
export async function withdrawInvitation(tx: Tx, id: string, inviter: string, withdrawnAt: Date): Promise<boolean> {
  const rows = await tx
    .update(invitations)
    .set({ withdrawnAt })
    .where(
      and(
        eq(invitations.id, id),
        eq(invitations.inviter, inviter),
        isNull(invitations.usedAt),
        isNull(invitations.withdrawnAt),
      ),
    )
    .returning({ id: invitations.id });
  return rows.length === 1;
}

export const invitationsOf = (db: Reader, inviter: string): Promise<Invitation[]> =>
  db.select().from(invitations).where(eq(invitations.inviter, inviter)).orderBy(desc(invitations.createdAt)).limit(60);

export async function countOpenInvitations(tx: Tx, inviter: string, now: Date): Promise<number> {
  const [row] = await tx
    .select({ open: count() })
    .from(invitations)
    .where(
      and(
        eq(invitations.inviter, inviter),
        isNull(invitations.usedAt),
        isNull(invitations.withdrawnAt),
        gt(invitations.expiresAt, now),
      ),
    );
  return row?.open ?? 0;
}

/** Links that can no longer be used are forgotten after a while; who joined stays in the journal. */
export async function forgetInvitations(tx: Tx, before: Date): Promise<void> {
  await tx.delete(invitations).where(or(lt(invitations.expiresAt, before), lt(invitations.withdrawnAt, before)));
}
