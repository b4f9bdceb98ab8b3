import { copyFile, type FileHandle, open, readFile, rename, rm, stat, truncate } from 'node:fs/promises';
import type { Layout, Owner } from './directory.ts';

const LOG_BYTES_MAX = 1_000_000;
const CHECK_EVERY_MS = 60_000;

/** A new log for each start; the one before it stays, since it may say why this start was needed. */
export async function openLog({ log }: Layout, owner: Owner | undefined): Promise<FileHandle> {
  await rename(log, `${log}.1`).catch(() => undefined);
  const handle = await open(log, 'a', 0o600);
  if (owner) await handle.chown(owner.uid, owner.gid);
  return handle;
}

export async function lastLinesOf({ log }: Layout, count = 10): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-count).join('\n');
}

/** The server appends, so it goes on at the new end of a file that was cut; no other process is needed for it. */
export async function trimLog({ log }: Layout, bytesMax = LOG_BYTES_MAX): Promise<void> {
  const size = await stat(log).then(
    (stats) => stats.size,
    () => 0,
  );
  if (size <= bytesMax) return;
  // The old one may be root's, from a command that root ran.
  await rm(`${log}.1`, { force: true });
  await copyFile(log, `${log}.1`);
  await truncate(log, 0);
}

/** Answers the way to end it. */
export function keepLogShort(layout: Layout): () => void {
  const timer = setInterval(() => trimLog(layout).catch(() => undefined), CHECK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
