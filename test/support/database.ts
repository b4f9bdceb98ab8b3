import { randomBytes } from 'node:crypto';
import type postgres from 'postgres';
import { inject } from 'vitest';
import { connect, type Database, type DatabaseAddress, openDatabase } from '../../src/platform/database.ts';
import { asAdmin, inDatabase } from './postgres.ts';

export interface TestDatabase extends AsyncDisposable {
  readonly db: Database;
  /** Beside the node, for what only a test asks. */
  readonly sql: postgres.Sql;
  readonly address: DatabaseAddress;
}

/** Databases of this worker: those in use, and those that were given back, by name. They go with the server. */
const inUse = new Set<TestDatabase>();
const spare: string[] = [];

/** Whatever a test file has not given back by itself goes back when the file ends. */
export async function giveBackDatabases(): Promise<void> {
  for (const database of inUse) await database[Symbol.asyncDispose]();
}

/** A migrated, empty database for the caller alone. Few connections: the server that all share has forty. */
export async function cloneDatabase(max = 4): Promise<TestDatabase> {
  const name = spare.pop() ?? (await makeClone());
  const address = inDatabase(inject('postgres'), name);
  const db = openDatabase(address, { max });
  const sql = connect(address, 2);
  const database: TestDatabase = {
    db,
    sql,
    address,
    async [Symbol.asyncDispose]() {
      if (!inUse.delete(database)) return;
      await db.close();
      await sql.unsafe(EMPTY);
      await sql.end({ timeout: 5 });
      spare.push(name);
    },
  };
  inUse.add(database);
  return database;
}

async function makeClone(): Promise<string> {
  const template = inject('template');
  // Named after the template, by which those of this run are found at its end.
  const name = `${template}_${randomBytes(8).toString('hex')}`;
  await asAdmin(inject('postgres'), (sql) =>
    sql.unsafe(`create database ${name} template ${template} strategy file_copy`),
  );
  return name;
}

/**
 * Empties every table, which takes a twentieth of the time of another clone. Triggers are off: what the
 * node itself may never remove goes too. Whoever is still connected is sent away first.
 */
const EMPTY = `do $$
declare name text;
begin
  perform pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid();
  set local session_replication_role = replica;
  for name in select quote_ident(tablename) from pg_tables where schemaname = 'public' loop
    execute 'delete from ' || name;
  end loop;
  for name in select quote_ident(sequencename) from pg_sequences where schemaname = 'public' loop
    execute 'alter sequence ' || name || ' restart';
  end loop;
end $$`;
