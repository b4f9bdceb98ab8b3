import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import postgres from 'postgres';
import { asAccount } from '../../src/platform/embedded-postgres/account.ts';
import { defaultPlaces } from '../../src/platform/embedded-postgres/binaries.ts';
import { createCluster, USER } from '../../src/platform/embedded-postgres/cluster.ts';
import { prepareDirectory } from '../../src/platform/embedded-postgres/directory.ts';
import { chooseInstallation } from '../../src/platform/embedded-postgres/installation.ts';
import { spawnOptions } from '../../src/platform/embedded-postgres/processes.ts';
import { freePort, newFolder, processesIn, until } from './process.ts';

/** A PostgreSQL that an operator keeps, for `DATABASE_URL`: the node did not start it and cannot start it again. */
export interface OwnPostgres {
  /** A new, empty database. */
  newDatabase(): Promise<string>;
  /** As an operator's service manager does it, or as a machine that has no memory left. */
  stop(how: 'immediately' | 'killed'): Promise<void>;
  start(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

/** In a folder of the caller's, or of its own. */
export async function ownPostgres(folder?: string): Promise<OwnPostgres> {
  const layout = await prepareDirectory(join(folder ?? (await newFolder()), 'own-postgres'));
  const path = process.env.PATH ?? '';
  const installation = await chooseInstallation(layout, defaultPlaces(), path);
  await createCluster(layout, installation, false);
  const port = await freePort();
  const url = (database: string) => `postgres://${USER}@127.0.0.1:${port}/${database}`;
  const args = ['-D', layout.cluster, '-h', '127.0.0.1', '-p', String(port), '-k', '', '-c', 'fsync=off'];
  const signalAll = (signal: NodeJS.Signals) => {
    for (const pid of processesIn(layout.directory)) {
      try {
        process.kill(pid, signal);
      } catch {
        // Gone by itself.
      }
    }
  };
  let child: ReturnType<typeof spawn> | undefined;
  const start = async () => {
    const command = asAccount(installation.account, join(installation.bin, 'postgres'), args, layout.directory, path);
    child = spawn(command.program, command.args, { ...spawnOptions(command), stdio: 'ignore' });
    if (!(await until(() => answers(url('postgres')), 20_000))) throw new Error('PostgreSQL does not answer');
  };
  await start();
  return {
    start,
    async newDatabase() {
      const name = `kunveno_${randomBytes(6).toString('hex')}`;
      await inDatabase(url('postgres'), (sql) => sql.unsafe(`create database ${name}`));
      return url(name);
    },
    async stop(how) {
      const gone = child && once(child, 'exit');
      if (how === 'killed') signalAll('SIGKILL');
      else child?.kill('SIGQUIT');
      await gone;
      await until(() => processesIn(layout.directory).length === 0);
    },
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
  };
}

export async function inDatabase<T>(url: string, job: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    return await job(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const answers = (url: string): Promise<boolean> =>
  inDatabase(url, (sql) => sql`select 1`).then(
    () => true,
    () => false,
  );
