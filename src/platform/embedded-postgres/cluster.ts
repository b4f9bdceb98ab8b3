import { open, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { asAccount } from './account.ts';
import type { Layout } from './directory.ts';
import { cannotStart, unusableDirectory } from './error.ts';
import type { Installation } from './installation.ts';
import { run } from './processes.ts';
import { makeWhole } from './unfinished.ts';

export const USER = 'kunveno';

/** initdb makes this database; another of our own name would cost a CREATE DATABASE at the first start. */
export const DATABASE = 'postgres';

/** The major version that made the cluster; undefined where there is none yet. */
export async function clusterVersion({ cluster }: Layout): Promise<number | undefined> {
  const entries = await readdir(cluster).catch(() => []);
  if (entries.length === 0) return undefined;
  const version = Number.parseInt(await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => ''), 10);
  if (Number.isNaN(version)) throw unusableDirectory(cluster, 'there are files in it, but no PostgreSQL database');
  return version;
}

/** Answers whether this call made it. */
export async function createCluster(layout: Layout, installation: Installation, durable: boolean): Promise<boolean> {
  const { directory, cluster } = layout;
  const made = await makeWhole(directory, basename(cluster), async (path) => {
    const args = initdbArguments(path, installation.version, durable);
    const { ok, output } = await run(
      asAccount(installation.account, join(installation.bin, 'initdb'), args, directory, installation.path),
    );
    if (!ok) throw cannotStart('its database could not be created', output.split('\n').slice(-10).join('\n'));
  });
  if (made && durable) await syncFolder(directory);
  return made;
}

/** Trust is safe behind a directory of mode 0700, and a password would lie in a file of the same directory. */
function initdbArguments(path: string, version: number, durable: boolean): string[] {
  return [
    ...['--pgdata', path, '--username', USER, '--auth', 'trust', '--encoding', 'UTF8', '--data-checksums'],
    '--no-instructions',
    ...localeArguments(version),
    ...syncArguments(version, durable),
  ];
}

/** The builtin provider sorts the same on every machine and survives an upgrade of the C library. */
function localeArguments(version: number): string[] {
  if (version >= 17) return ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  return [process.platform === 'linux' ? '--locale=C.UTF-8' : '--locale=C'];
}

/** One syncfs costs less than a thousand fsyncs. */
function syncArguments(version: number, durable: boolean): string[] {
  if (!durable) return ['--no-sync'];
  return version >= 17 && process.platform === 'linux' ? ['--sync-method=syncfs'] : [];
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
