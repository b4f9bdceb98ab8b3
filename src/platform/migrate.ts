import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import type postgres from 'postgres';
import { connect, type DatabaseAddress } from './database.ts';

/** Why a node does not start on a database, in a sentence for the person who starts it. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

/** Held while one process migrates; others that start at the same time wait for it, and then find nothing to do. */
const MIGRATION_LOCK = 7_199;

const OLDEST_POSTGRES = 150_000;

/** Beside the bundle in production, at the top of the tree in development. */
function migrationsFolder(): string {
  const candidates = ['./migrations/', '../../migrations/'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = candidates.find((path) => existsSync(`${path}meta/_journal.json`));
  if (!found) throw new SchemaError('The migrations are missing from this installation.');
  return found;
}

/**
 * Brings the schema up to date on a connection of its own, under an advisory lock: Drizzle's
 * migrator has none. Refuses a server that is too old, and a schema that is newer than this node.
 */
export async function migrateDatabase(address: DatabaseAddress): Promise<void> {
  const client = connect(address, 1);
  try {
    await requireVersion(client);
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    const folder = migrationsFolder();
    await requireNotNewer(client, folder);
    await migrate(drizzle({ client }), { migrationsFolder: folder });
  } finally {
    await client.end({ timeout: 5 });
  }
}

async function requireVersion(client: postgres.Sql): Promise<void> {
  const [row] = await client<{ version: string }[]>`select current_setting('server_version_num') as version`;
  if (Number(row?.version) < OLDEST_POSTGRES) {
    throw new SchemaError('This PostgreSQL is too old: version 15 or later is needed. See DATABASE_URL.');
  }
}

/** What Drizzle has applied, against what this node knows: one that it does not know came from a newer node. */
async function requireNotNewer(client: postgres.Sql, folder: string): Promise<void> {
  const [table] = await client<{ name: string | null }[]>`select to_regclass('drizzle.__drizzle_migrations') as name`;
  if (!table?.name) return;
  const [last] = await client<{ at: string }[]>`select max(created_at) as at from drizzle.__drizzle_migrations`;
  const journal = JSON.parse(readFileSync(`${folder}meta/_journal.json`, 'utf8')) as { entries: { when: number }[] };
  const newestKnown = Math.max(...journal.entries.map(({ when }) => when));
  if (Number(last?.at ?? 0) > newestKnown) {
    throw new SchemaError(
      'This database was written by a newer version of Kunveno. Start that version, or restore a backup from before.',
    );
  }
}
