import type { ExtractTablesWithRelations } from 'drizzle-orm';
import type { PgDatabase, PgTransaction } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { lentConnections, type OpenConnection } from './lent-connections.ts';

type NoSchema = Record<string, never>;

/** Enough to read. A transaction is one too, so a read can always join a unit of work. */
export type Reader = PgDatabase<PostgresJsQueryResultHKT, NoSchema, ExtractTablesWithRelations<NoSchema>>;

/** Needed to write: only a unit of work hands one out (see `work.ts`). */
export type Tx = PgTransaction<PostgresJsQueryResultHKT, NoSchema, ExtractTablesWithRelations<NoSchema>>;

/** Where PostgreSQL listens: a server of the operator's choice, or the socket of the embedded one. */
export type DatabaseAddress =
  | { readonly url: string }
  | { readonly host: string; readonly port: number; readonly user: string; readonly database: string };

export type Database = ReturnType<typeof openDatabase>;

export interface DatabaseOptions {
  /** Connections at once. Commands are short; more only makes them wait inside PostgreSQL. */
  readonly max?: number;
  readonly statementTimeoutMs?: number;
  /** Tests stand between a transaction and its connection. */
  readonly through?: (open: OpenConnection) => OpenConnection;
}

/** Opens nothing yet: the first query connects. A lost server is an error of one query, not of the process. */
export function openDatabase(address: DatabaseAddress, given: DatabaseOptions = {}) {
  const { max = 10, statementTimeoutMs = 5_000, through = (open) => open } = given;
  const settings = {
    statement_timeout: statementTimeoutMs,
    lock_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 15_000,
    // A plan is kept from when it was made: with a table that was empty then, a look through all of it was the
    // cheapest, and is not any more when it has grown. Whatever is asked here has its index.
    enable_seqscan: 'off',
  };
  // Drizzle sets its parsers here; each connection takes them from here when it is opened.
  const options = { parsers: {}, serializers: {} };
  const open: OpenConnection = (onclose) => {
    const client = connect(address, 1, settings, onclose);
    Object.assign(client.options.parsers, options.parsers);
    Object.assign(client.options.serializers, options.serializers);
    return client;
  };
  const connections = lentConnections(through(open), max);
  const db = drizzle({ client: { ...connections, options } as unknown as postgres.Sql, casing: 'snake_case' });
  // Opens nothing before it is asked; only tests ask it.
  const client = connect(address, 2, settings);
  const close = async () => void (await Promise.all([connections.close(), client.end({ timeout: 5 })]));
  return Object.assign(db, { client, close });
}

/** A bare client, for what needs a session of its own: migrations, locks, notifications. */
export function connect(
  address: DatabaseAddress,
  max: number,
  settings: Record<string, number | string> = {},
  onclose: () => void = () => {},
): postgres.Sql {
  const options: postgres.Options<Record<string, never>> = {
    max,
    onclose,
    onnotice: () => {},
    connect_timeout: 5,
    idle_timeout: 0,
    max_lifetime: null,
    connection: { application_name: 'kunveno', ...settings },
    // Retries are the caller's: a request must answer 503 now rather than wait for a server that may not return.
    backoff: (attempt) => Math.min(0.1 * 2 ** attempt, 2),
  };
  return 'url' in address ? postgres(address.url, options) : postgres({ ...address, ...options });
}

const UNAVAILABLE = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND', // the name of a container that is stopped
  'EAI_AGAIN',
  'EMFILE', // no descriptor is left for a connection
  'ENFILE',
  'ENOENT',
  'EPIPE',
  '08006', // connection failure
  '25P03', // idle for too long within a transaction, as after a pause of the whole machine
  '25006', // read-only transaction: a standby, or a server that protects a full disk
  '53100', // disk full
  '53200', // out of memory
  '53300', // too many connections
  '55P03', // lock not available in time
  '57014', // cancelled by the statement timeout
  '57P01', // the administrator ends the session
  '57P02', // crash shutdown
  '57P03', // still starting
]);

const RETRYABLE = new Set(['40001', '40P01']);

/** True when PostgreSQL could not be asked at all, or had no time: the request may be sent again later. */
export const isDatabaseUnavailable = (error: unknown): boolean => UNAVAILABLE.has(codeOf(error) ?? '');

/** True when PostgreSQL chose this transaction to lose a conflict: it can be run again at once. */
export const isSerializationConflict = (error: unknown): boolean => RETRYABLE.has(codeOf(error) ?? '');

/** Drizzle wraps what the driver threw; the code sits on the cause. */
function codeOf(error: unknown): string | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 4; current = current.cause, depth += 1) {
    if ('code' in current && typeof current.code === 'string') return current.code;
  }
  return undefined;
}
