import { copyFile, open, readFile, rename, rm, stat, truncate } from 'node:fs/promises';
import type { Layout, Owner } from './directory.ts';

const LOG_BYTES_MAX = 1_000_000;
const CHECK_EVERY_MS = 60_000;

/** The log of one start: another start may put its own in its place at any moment. */
export interface StartLog {
  readonly fd: number;
  lastLines(): Promise<string>;
  /** Puts the log that was there before back into its place: it is that of the server which runs. */
  giveWay(): Promise<void>;
  close(): Promise<void>;
}

/** A new log for each start; the one before it stays, since it may say why this start was needed. */
export async function openLog({ log }: Layout, owner: Owner | undefined): Promise<StartLog> {
  await rename(log, `${log}.1`).catch(() => undefined);
  const handle = await open(log, 'a+', 0o600);
  if (owner) await handle.chown(owner.uid, owner.gid);
  return {
    fd: handle.fd,
    async lastLines() {
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
      return lastLinesOf(buffer.toString('utf8', 0, bytesRead));
    },
    async giveWay() {
      const [mine, there] = [await handle.stat(), await stat(log).catch(() => undefined)];
      if (mine.ino === there?.ino) await rename(`${log}.1`, log).catch(() => undefined);
    },
    close: () => handle.close(),
  };
}

export async function lastWords({ log }: Layout): Promise<string> {
  return lastLinesOf(await readFile(log, 'utf8').catch(() => ''));
}

function lastLinesOf(text: string): string {
  return text.trim().split('\n').slice(-10).join('\n');
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
