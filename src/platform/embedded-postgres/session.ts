import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { CLUSTER_NAME } from './settings.ts';

/** Two-number advisory locks have a space of their own, apart from the one-number locks of the application. */
const LOCK_CLASS = 0x6b756e76;
const OWNER = `${LOCK_CLASS}, 1`;
const IN_USE = `${LOCK_CLASS}, 2`;
const RETRY_MS = 250;
const RETRY_MAX_MS = 15_000;
const END_SECONDS = 1;
/** EINVAL is a path too long for any server to listen at. */
const NOBODY_LISTENS = new Set(['ECONNREFUSED', 'ENOENT', 'EINVAL']);

export interface SocketAddress {
  /** The directory that holds the Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

export interface Session {
  readonly durable: boolean;
  /** Begins to leave; answers whether the server should end with this session. */
  leave(): Promise<boolean>;
  close(): Promise<void>;
}

export type Entry =
  | { readonly outcome: 'entered'; readonly session: Session }
  | { readonly outcome: 'occupied'; readonly owner: number | undefined }
  | { readonly outcome: 'closing' }
  /** 'absent': nobody listens at the socket. 'unreachable': someone does, but does not let us in. */
  | { readonly outcome: 'absent' | 'unreachable'; readonly reason: string };

/**
 * A connection that does nothing but hold locks, as long as its process lives: a killed owner's lock is gone with
 * its connection, which no lock file can promise. Every process holds `IN_USE` shared, so that the last one knows.
 */
export async function enterServer(
  address: SocketAddress,
  mode: 'own' | 'join',
  revive: () => Promise<void> = async () => {},
): Promise<Entry> {
  const state = { entered: false, lost: false, regaining: undefined as Promise<void> | undefined };
  let reviving: Promise<void> = Promise.resolve();
  const leaving = new AbortController();
  const sql = connect(address, mode, () => {
    if (!state.entered || leaving.signal.aborted) return;
    state.regaining ??= regain().finally(() => {
      state.regaining = undefined;
    });
  });

  /**
   * After a backend crash the server restarts by itself, and all locks are gone. One of which nothing is left,
   * its node starts again; should that not work, it may later.
   */
  async function regain(): Promise<void> {
    for (let waitMs = RETRY_MS; !leaving.signal.aborted; ) {
      try {
        const locks = await takeLocks(sql, mode);
        state.lost = !locks.owner;
        if (locks.owner && locks.present) return;
      } catch (error) {
        if (mode === 'own' && isAbsence(error) && !leaving.signal.aborted) {
          reviving = revive().catch(() => undefined);
          await reviving;
          waitMs = Math.min(waitMs * 2, RETRY_MAX_MS);
        }
      }
      await pause(waitMs, undefined, { ref: false, signal: leaving.signal }).catch(() => undefined);
    }
  }

  const close = async () => {
    leaving.abort();
    // The driver waits in vain for a query that is still connecting; it fails at once when the server is gone.
    await Promise.race([state.regaining, pause(END_SECONDS * 1_000, undefined, { ref: false })]);
    await sql.end({ timeout: END_SECONDS }).catch(() => undefined);
  };
  const leave = async () => {
    leaving.abort();
    // One that is just being started has to be there to be stopped.
    await reviving;
    return mode === 'own' ? !state.lost : leavesEmpty(sql);
  };
  try {
    const locks = await takeLocks(sql, mode);
    state.entered = locks.owner && locks.present;
    if (state.entered) return { outcome: 'entered', session: { durable: locks.durable, leave, close } };
    const entry: Entry = locks.owner ? { outcome: 'closing' } : { outcome: 'occupied', owner: await ownerOf(sql) };
    await close();
    return entry;
  } catch (error) {
    await close();
    return { outcome: isAbsence(error) ? 'absent' : 'unreachable', reason: (error as Error).message };
  }
}

const isAbsence = (error: unknown): boolean => NOBODY_LISTENS.has((error as NodeJS.ErrnoException).code ?? '');

function connect(address: SocketAddress, mode: 'own' | 'join', onclose: () => void): postgres.Sql {
  return postgres({
    ...address,
    ...{ max: 1, idle_timeout: 0, max_lifetime: null, connect_timeout: 15, backoff: () => 0.05 },
    ...{ ssl: false, fetch_types: false, prepare: false },
    // Locks are seen under PostgreSQL's process numbers; ours stands in this name.
    connection: { application_name: `kunveno ${mode} ${process.pid}` },
    onnotice: () => undefined,
    onclose,
  });
}

interface Locks {
  readonly owner: boolean;
  readonly present: boolean;
  readonly durable: boolean;
}

async function takeLocks(sql: postgres.Sql, mode: 'own' | 'join'): Promise<Locks> {
  const owner = mode === 'own' ? `pg_try_advisory_lock(${OWNER})` : 'true';
  const [locks] = await sql.unsafe<Locks[]>(
    `select ${owner} as owner, pg_try_advisory_lock_shared(${IN_USE}) as present,
            current_setting('fsync') = 'on' as durable`,
  );
  if (!locks) throw new Error('the server gave no answer');
  return locks;
}

async function ownerOf(sql: postgres.Sql): Promise<number | undefined> {
  const [row] = await sql.unsafe<{ name: string }[]>(
    `select application_name as name from pg_stat_activity join pg_locks using (pid)
      where locktype = 'advisory' and granted and (classid::bigint, objid::bigint) = (${OWNER})`,
  );
  return Number(row?.name.split(' ').at(-1)) || undefined;
}

/**
 * A server that a command started ends with the last command, and one that a node started does not. The lock is
 * kept while the server stops: whoever comes now finds it closing, and waits to start it anew.
 */
async function leavesEmpty(sql: postgres.Sql): Promise<boolean> {
  try {
    const [row] = await sql.unsafe<{ last: boolean }[]>(
      `select pg_advisory_unlock_shared(${IN_USE}) and pg_try_advisory_lock(${IN_USE})
              and current_setting('cluster_name') = '${CLUSTER_NAME.join}' as last`,
    );
    return row?.last ?? false;
  } catch {
    return false;
  }
}
