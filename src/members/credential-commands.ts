import { sha256 } from '../kernel/digest.ts';
import { newId, newSecret } from '../kernel/id.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import type { ActingAs, Actor, UnitOfWork, Work } from '../platform/work.ts';
import { giveRecoveryCodes, openSession } from './commands.ts';
import {
  attemptsForUpdate,
  clearAttempts,
  deleteCredentialsOf,
  deleteSession,
  deleteSessionByDigest,
  deleteSessionsOf,
  deleteToken,
  insertToken,
  isKnownDevice,
  knowDevice,
  saveAttempts,
} from './credential-store.ts';
import { daysAfter, normalRecoveryCode } from './credentials.ts';
import { memberRecovered, passphraseChanged, tokenMade, tokenRevoked } from './events.ts';
import { hashPassphrase, verifyPassphrase } from './passphrase.ts';
import {
  attemptsKey,
  EVERYONE_KEY,
  requireNoSpray,
  requireNotTooFast,
  SPRAY_WINDOW_SECONDS,
  wrong,
} from './sign-in.ts';
import {
  hasRecoveryCode,
  type Member,
  memberByHandle,
  memberById,
  memberForUpdate,
  savePassphrase,
  useRecoveryCode,
} from './store.ts';

export interface TokenWish {
  readonly label: string;
  readonly scope: 'act' | 'read';
  readonly days: number;
  readonly madeBy: 'page' | 'api' | 'terminal';
}

export interface Claim {
  readonly handle: string;
  /** The cookie of a device on which this member may have signed in before. */
  readonly device: string | undefined;
  /** The secret of a session that the new one takes the place of. */
  readonly session?: string | undefined;
}

export const credentialCommands = (db: Database, inUnitOfWork: UnitOfWork, actingAs: ActingAs) => {
  const proofs = proving(db, inUnitOfWork);
  return {
    confirm: proofs.confirm,
    ...sessionCommands(inUnitOfWork, actingAs, proofs),
    ...tokenCommands(inUnitOfWork, actingAs, proofs),
    ...passphraseCommands(db, inUnitOfWork, actingAs, proofs),
  };
};

export type CredentialCommands = ReturnType<typeof credentialCommands>;
type Proofs = ReturnType<typeof proving>;

function proving(db: Database, inUnitOfWork: UnitOfWork) {
  /**
   * Proves a claim to be a member by something only they know. Each try is counted before it is
   * checked, so that tries in parallel are counted too; success takes its own back.
   */
  const prove = async (claim: Claim, isTrue: (member: Member | undefined) => Promise<boolean>): Promise<Member> => {
    const member = await memberByHandle(db, claim.handle);
    const device = claim.device && sha256(claim.device);
    const known = member && device ? await isKnownDevice(db, device, member.id) : false;
    const key = attemptsKey(claim.handle, known ? device : undefined);
    await inUnitOfWork((work) => countAttempt(work, key, known));
    const proven = await isTrue(member);
    if (!member || member.leftAt || !proven) throw wrong();
    await inUnitOfWork((work) => clearAttempts(work.tx, key, known ? undefined : EVERYONE_KEY));
    return member;
  };

  return {
    prove,

    byPassphrase: (claim: Claim, passphrase: string) =>
      prove(claim, (member) => verifyPassphrase(passphrase, member?.passphraseHash)),

    /** For acts that even an open session is not enough for. */
    async confirm(actor: Actor, passphrase: string): Promise<void> {
      const member = await memberById(db, actor.member);
      const key = attemptsKey(actor.member, 'confirm');
      await inUnitOfWork((work) => countAttempt(work, key, true));
      if (!(await verifyPassphrase(passphrase, member?.passphraseHash))) {
        throw new Refusal('forbidden', 'passphrase.wrong', {}, 'passphrase');
      }
      await inUnitOfWork((work) => clearAttempts(work.tx, key, undefined));
    },
  };
}

const sessionCommands = (inUnitOfWork: UnitOfWork, actingAs: ActingAs, proofs: Proofs) => ({
  /** Opens a session and makes this device known. Returns the secrets for both cookies. */
  async signIn(claim: Claim, passphrase: string): Promise<{ session: string; device: string }> {
    const member = await proofs.byPassphrase(claim, passphrase);
    return inUnitOfWork(async (work) => {
      await stillMember(work, member.id);
      const device = claim.device ?? newSecret(work.random);
      if (claim.session) await deleteSessionByDigest(work.tx, sha256(claim.session));
      await knowDevice(work.tx, sha256(device), member.id, work.now);
      return { session: await openSession(work, member.id), device };
    });
  },

  signOut: (actor: Actor, session: string) => inUnitOfWork((work) => deleteSession(work.tx, session, actor.member)),

  endSession: (actor: Actor, session: string) =>
    actingAs(actor, async (work) => {
      if (!(await deleteSession(work.tx, session, actor.member))) throw new Refusal('missing', 'session.not_found');
    }),

  endOtherSessions: (actor: Actor, current: string) =>
    actingAs(actor, (work) => deleteSessionsOf(work.tx, actor.member, current)),
});

const tokenCommands = (inUnitOfWork: UnitOfWork, actingAs: ActingAs, proofs: Proofs) => ({
  makeToken: (actor: Actor, wish: TokenWish) => actingAs(actor, (work) => writeToken(work, actor.member, wish)),

  /** A token without a session: for the passphrase, by the API or on the terminal. */
  async makeTokenFor(claim: Claim, passphrase: string, wish: TokenWish) {
    const member = await proofs.byPassphrase(claim, passphrase);
    return inUnitOfWork(async (work) => {
      await stillMember(work, member.id);
      return writeToken(work, member.id, wish);
    });
  },

  revokeToken: (actor: Actor, token: string) =>
    actingAs(actor, async (work) => {
      if (!(await deleteToken(work.tx, token, actor.member))) throw new Refusal('missing', 'token.not_found');
      await work.emit(tokenRevoked({ token, member: actor.member }));
    }),
});

const passphraseCommands = (db: Database, inUnitOfWork: UnitOfWork, actingAs: ActingAs, proofs: Proofs) => ({
  /** A new passphrase ends every other session. */
  async changePassphrase(actor: Actor, input: { current: string; next: string; session: string }): Promise<void> {
    await proofs.confirm(actor, input.current);
    const passphraseHash = await hashPassphrase(input.next);
    await actingAs(actor, async (work) => {
      await savePassphrase(work.tx, actor.member, passphraseHash);
      await deleteSessionsOf(work.tx, actor.member, input.session);
      await work.emit(passphraseChanged({ member: actor.member }));
    });
  },

  async renewRecoveryCodes(actor: Actor, passphrase: string): Promise<readonly string[]> {
    await proofs.confirm(actor, passphrase);
    return actingAs(actor, (work) => giveRecoveryCodes(work, actor.member));
  },

  /** A recovery code works once: it sets a new passphrase, and ends all sessions but the one it opens. */
  async recover(claim: Claim, code: string, passphrase: string): Promise<{ session: string }> {
    const digest = sha256(normalRecoveryCode(code));
    const member = await proofs.prove(claim, async (found) =>
      found === undefined ? false : hasRecoveryCode(db, found.id, digest),
    );
    // Only now what is costly: whoever guesses does not get to keep the node busy.
    const passphraseHash = await hashPassphrase(passphrase);
    return inUnitOfWork(async (work) => {
      await stillMember(work, member.id);
      if (!(await useRecoveryCode(work.tx, member.id, digest, work.now))) throw wrong();
      await savePassphrase(work.tx, member.id, passphraseHash);
      // Whoever had to recover may have been robbed: nothing that was handed out before is good any more.
      await deleteCredentialsOf(work.tx, member.id);
      await work.emit(memberRecovered({ member: member.id }));
      return { session: await openSession(work, member.id) };
    });
  },
});

async function countAttempt(work: Work, key: string, knownDevice: boolean): Promise<void> {
  const everyone = await attemptsForUpdate(work.tx, EVERYONE_KEY, work.now);
  requireNoSpray(everyone, knownDevice, work.now);
  const attempts = await attemptsForUpdate(work.tx, key, work.now);
  requireNotTooFast(attempts, work.now);
  await saveAttempts(work.tx, key, { failures: attempts.failures + 1, triedAt: work.now });
  if (knownDevice) return;
  const windowOver = work.now.getTime() - everyone.triedAt.getTime() >= SPRAY_WINDOW_SECONDS * 1_000;
  const next = windowOver ? { failures: 1, triedAt: work.now } : { ...everyone, failures: everyone.failures + 1 };
  await saveAttempts(work.tx, EVERYONE_KEY, next);
}

async function stillMember(work: Work, id: string): Promise<void> {
  const member = await memberForUpdate(work.tx, id);
  if (!member || member.leftAt) throw wrong();
}

async function writeToken(work: Work, member: string, { label, scope, days, madeBy }: TokenWish) {
  const secret = newSecret(work.random);
  const id = newId(work.random);
  const expiresAt = daysAfter(work.now, days);
  await insertToken(work.tx, {
    id,
    digest: sha256(secret),
    member,
    label,
    scope,
    madeBy,
    createdAt: work.now,
    expiresAt,
  });
  await work.emit(tokenMade({ token: id, member, by: madeBy }));
  return { id, secret, expiresAt };
}
