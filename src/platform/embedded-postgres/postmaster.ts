import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Layout, PORT } from './directory.ts';
import { EmbeddedPostgresError } from './error.ts';
import { processState } from './processes.ts';

/** What postmaster.pid says; a server that is just writing it may not have said all of it. */
export interface PostmasterFile {
  readonly text: string;
  readonly pid: number | undefined;
  readonly port: number | undefined;
  readonly socketDirectory: string | undefined;
  readonly ready: boolean;
}

const fileOf = ({ cluster }: Layout) => join(cluster, 'postmaster.pid');

export async function readPostmasterFile(layout: Layout): Promise<PostmasterFile | undefined> {
  const text = await readFile(fileOf(layout), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const [pid, , , port, socketDirectory, , , status] = text.split('\n');
  return {
    text,
    pid: Math.abs(Number.parseInt(pid ?? '', 10)) || undefined,
    port: Number.parseInt(port ?? '', 10) || undefined,
    socketDirectory: socketDirectory || undefined,
    ready: status?.trim() === 'ready',
  };
}

/**
 * PostgreSQL takes any living process of the number in postmaster.pid for its predecessor, also a stranger and a
 * zombie, and does not start. Backends that outlive a killed postmaster are not forgotten when the file goes:
 * PostgreSQL finds their shared memory by the cluster's inode.
 */
export async function retirePostmasterFile(layout: Layout, seen: PostmasterFile): Promise<void> {
  await removeIfSame(fileOf(layout), seen.text);
}

/** The socket has a lock file of its own, with the same number in it, and is judged in the same way. */
export async function retireSocketLock({ socketDirectory, cluster }: Layout): Promise<void> {
  const file = join(socketDirectory, `.s.PGSQL.${PORT}.lock`);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const pid = Number.parseInt(text, 10);
  const state = pid > 0 ? await processState(pid, cluster) : 'other';
  if (state === 'other' || state === 'zombie') await removeIfSame(file, text);
}

/**
 * A file is moved aside first and looked at again: should another node have started a server
 * meanwhile, it is theirs and goes back, since a postmaster that misses its file shuts down.
 */
async function removeIfSame(file: string, text: string): Promise<void> {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(file, aside);
    if ((await readFile(aside, 'utf8')) !== text) await link(aside, file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Fast first: it ends sessions and writes a checkpoint. Without one, the next start recovers from the log. */
const SHUTDOWNS = [
  { signal: 'SIGINT', patienceMs: 60_000 },
  { signal: 'SIGQUIT', patienceMs: 10_000 },
] as const;

/**
 * Stops the server, or only the one of a given number, and waits until it is
 * gone. The number is checked: it may have become another process's.
 */
export async function stopPostmaster(layout: Layout, only?: number): Promise<void> {
  const pid = (await readPostmasterFile(layout))?.pid;
  if (pid === undefined || (only ?? pid) !== pid || (await processState(pid, layout.cluster)) !== 'postmaster') return;
  for (const { signal, patienceMs } of SHUTDOWNS) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw cannotStop(layout, pid, (error as Error).message);
    }
    const until = performance.now() + patienceMs;
    while (performance.now() < until) {
      if ((await processState(pid, layout.cluster)) !== 'postmaster') return;
      await pause(10);
    }
  }
  throw cannotStop(layout, pid, 'it does not answer its signals');
}

function cannotStop({ directory }: Layout, pid: number, why: string): EmbeddedPostgresError {
  const message = `The embedded PostgreSQL in ${directory} (process ${pid}) could not be stopped: ${why}.`;
  return new EmbeddedPostgresError('cannot_stop', message);
}
