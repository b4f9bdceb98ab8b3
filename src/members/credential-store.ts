import { and, desc, eq, gt, isNull, lt, ne, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import type { Viewer } from '../platform/http/context.ts';
import { knownDevices, members, sessions, signInAttempts, tokens } from './schema.ts';
import type { Attempts } from './sign-in.ts';

const viewerColumns = {
  id: members.id,
  handle: members.handle,
  locale: members.locale,
  timeZone: members.timeZone,
};

/** Who holds this session, if it has neither ended nor run out, and they have not left. */
export async function viewerBySession(db: Reader, digest: string, now: Date, week: string) {
  const [row] = await db
    .select({ ...viewerColumns, credential: sessions.id, lastUsedWeek: sessions.lastUsedWeek })
    .from(sessions)
    .innerJoin(members, eq(members.id, sessions.member))
    .where(and(eq(sessions.digest, digest), gt(sessions.expiresAt, now), isNull(members.leftAt)));
  if (!row) return undefined;
  if (row.lastUsedWeek !== week) {
    await db.update(sessions).set({ lastUsedWeek: week }).where(eq(sessions.id, row.credential));
  }
  return viewer({ ...row, scope: 'act' });
}

export async function viewerByToken(db: Reader, digest: string, now: Date, week: string) {
  const [row] = await db
    .select({ ...viewerColumns, credential: tokens.id, scope: tokens.scope, lastUsedWeek: tokens.lastUsedWeek })
    .from(tokens)
    .innerJoin(members, eq(members.id, tokens.member))
    .where(and(eq(tokens.digest, digest), gt(tokens.expiresAt, now), isNull(members.leftAt)));
  if (!row) return undefined;
  if (row.lastUsedWeek !== week) {
    await db.update(tokens).set({ lastUsedWeek: week }).where(eq(tokens.id, row.credential));
  }
  return viewer(row);
}

type Found = Omit<Viewer, 'handle'> & { readonly handle: string | null };

const viewer = ({ id, handle, locale, timeZone, credential, scope }: Found): Viewer => ({
  id,
  handle: handle ?? '',
  locale,
  timeZone,
  credential,
  scope,
});

export interface NewSession {
  readonly id: string;
  readonly digest: string;
  readonly member: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedWeek: string;
}

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tx.insert(sessions).values(session);
}

export const sessionsOf = (db: Reader, member: string, now: Date) =>
  db
    .select({
      id: sessions.id,
      startedAt: sessions.startedAt,
      expiresAt: sessions.expiresAt,
      week: sessions.lastUsedWeek,
    })
    .from(sessions)
    .where(and(eq(sessions.member, member), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.startedAt));

export async function deleteSession(tx: Tx, id: string, member: string): Promise<boolean> {
  const rows = await tx
    .delete(sessions)
    .where(and(eq(sessions.id, id), eq(sessions.member, member)))
    .returning({ id: sessions.id });
  return rows.length === 1;
}

/** Whoever signs in again on the same device leaves nothing behind. */
export async function deleteSessionByDigest(tx: Tx, digest: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.digest, digest));
}

/** Ends all sessions of a member, or all but the one they are in. */
export async function deleteSessionsOf(tx: Tx, member: string, except?: string): Promise<void> {
  await tx.delete(sessions).where(and(eq(sessions.member, member), except ? ne(sessions.id, except) : undefined));
}

export interface NewToken {
  readonly id: string;
  readonly digest: string;
  readonly member: string;
  readonly label: string;
  readonly scope: 'act' | 'read';
  readonly madeBy: 'page' | 'api' | 'terminal';
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export async function insertToken(tx: Tx, token: NewToken): Promise<void> {
  await tx.insert(tokens).values(token);
}

export const tokensOf = (db: Reader, member: string, now: Date) =>
  db
    .select({
      id: tokens.id,
      label: tokens.label,
      scope: tokens.scope,
      madeBy: tokens.madeBy,
      createdAt: tokens.createdAt,
      expiresAt: tokens.expiresAt,
      week: tokens.lastUsedWeek,
    })
    .from(tokens)
    .where(and(eq(tokens.member, member), gt(tokens.expiresAt, now)))
    .orderBy(desc(tokens.createdAt));

export async function deleteToken(tx: Tx, id: string, member: string): Promise<boolean> {
  const rows = await tx
    .delete(tokens)
    .where(and(eq(tokens.id, id), eq(tokens.member, member)))
    .returning({ id: tokens.id });
  return rows.length === 1;
}

/** Everything by which a member could still be taken for themselves: sessions, tokens, known devices. */
export async function deleteCredentialsOf(tx: Tx, member: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.member, member));
  await tx.delete(tokens).where(eq(tokens.member, member));
  await tx.delete(knownDevices).where(eq(knownDevices.member, member));
}

export async function knowDevice(tx: Tx, digest: string, member: string, knownSince: Date): Promise<void> {
  await tx.insert(knownDevices).values({ digest, member, knownSince }).onConflictDoNothing();
}

export async function isKnownDevice(db: Reader, digest: string, member: string): Promise<boolean> {
  const rows = await db
    .select({ digest: knownDevices.digest })
    .from(knownDevices)
    .where(and(eq(knownDevices.digest, digest), eq(knownDevices.member, member)));
  return rows.length === 1;
}

/** The row of this key, made if need be, and locked: of many tries at once each sees those before it. */
export async function attemptsForUpdate(tx: Tx, key: string, now: Date): Promise<Attempts> {
  await tx.insert(signInAttempts).values({ key, failures: 0, triedAt: now }).onConflictDoNothing();
  const [row] = await tx
    .select({ failures: signInAttempts.failures, triedAt: signInAttempts.triedAt })
    .from(signInAttempts)
    .where(eq(signInAttempts.key, key))
    .for('update');
  return row ?? { failures: 0, triedAt: now };
}

export async function saveAttempts(tx: Tx, key: string, attempts: Attempts): Promise<void> {
  await tx.update(signInAttempts).set(attempts).where(eq(signInAttempts.key, key));
}

/** A try that turned out right is no failure, neither of this key nor of everyone, where it was counted there. */
export async function clearAttempts(tx: Tx, key: string, everyone: string | undefined): Promise<void> {
  // In the order in which a try is counted, so that two of them never wait for each other.
  if (everyone !== undefined) {
    await tx
      .update(signInAttempts)
      .set({ failures: sql`greatest(${signInAttempts.failures} - 1, 0)` })
      .where(eq(signInAttempts.key, everyone));
  }
  await tx.delete(signInAttempts).where(eq(signInAttempts.key, key));
}

/** What has run out, and tries that slow nobody down any more. */
export async function forgetCredentials(tx: Tx, now: Date, attemptsBefore: Date): Promise<void> {
  await tx.delete(sessions).where(lt(sessions.expiresAt, now));
  await tx.delete(tokens).where(lt(tokens.expiresAt, now));
  await tx.delete(signInAttempts).where(lt(signInAttempts.triedAt, attemptsBefore));
}
