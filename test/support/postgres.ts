import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { connect, type DatabaseAddress } from '../../src/platform/database.ts';
import { openEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.ts';
import { migrateDatabase } from '../../src/platform/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgres: DatabaseAddress;
    readonly template: string;
  }
}

/** The server of `TEST_DATABASE_URL`, given as an admin's address, or else an embedded one that this run starts. */
async function startServer(): Promise<{ address: DatabaseAddress; stop(): Promise<void> }> {
  const url = process.env.TEST_DATABASE_URL;
  if (url) return { address: { url }, stop: async () => {} };
  const directory = await mkdtemp(join(tmpdir(), 'kunveno-test-'));
  const server = await openEmbeddedPostgres({ directory, mode: 'own', durable: false });
  return {
    address: server.address,
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** One server, and in it one migrated database that can be cloned in a few milliseconds. */
export async function startTemplate(): Promise<{ address: DatabaseAddress; template: string; stop(): Promise<void> }> {
  const { address, stop } = await startServer();
  const template = `kunveno_template_${randomBytes(6).toString('hex')}`;
  await asAdmin(address, (sql) => sql.unsafe(`create database ${template}`));
  await migrateDatabase(inDatabase(address, template));
  return {
    address,
    template,
    async stop() {
      await asAdmin(address, async (sql) => {
        const made = await sql<{ name: string }[]>`
          select datname as name from pg_database where starts_with(datname, ${template})`;
        for (const { name } of made) await sql.unsafe(`drop database ${name} with (force)`);
      });
      await stop();
    },
  };
}

/** Runs once, for every test. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { address, template, stop } = await startTemplate();
  project.provide('postgres', address);
  project.provide('template', template);
  return stop;
}

/** The same server, another database. */
export const inDatabase = (address: DatabaseAddress, database: string): DatabaseAddress =>
  'url' in address
    ? { url: Object.assign(new URL(address.url), { pathname: `/${database}` }).href }
    : { ...address, database };

export async function asAdmin<T>(address: DatabaseAddress, job: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = connect(address, 1);
  try {
    return await job(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
