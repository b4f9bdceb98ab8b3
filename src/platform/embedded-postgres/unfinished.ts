import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAtWork } from './processes.ts';

const PREFIX = 'unfinished-';
const madeHere = new Set<string>();

/**
 * Makes a folder that is either complete or not there: it grows under another name and is renamed at the end.
 * Answers false when someone else finished theirs first; then theirs stays and ours is thrown away.
 */
export async function makeWhole(
  directory: string,
  name: string,
  make: (path: string) => Promise<void>,
): Promise<boolean> {
  const temporary = `${PREFIX}${process.pid}-${randomBytes(6).toString('hex')}`;
  madeHere.add(temporary);
  try {
    await make(join(directory, temporary));
    await rename(join(directory, temporary), join(directory, name));
    return true;
  } catch (error) {
    await remove(join(directory, temporary));
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  } finally {
    madeHere.delete(temporary);
  }
}

/** What a killed process left behind. In a container its number often comes back as ours. */
export async function sweepUnfinished(directory: string): Promise<void> {
  for (const entry of await readdir(directory)) {
    const maker = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(entry)?.[1]);
    if (Number.isNaN(maker) || madeHere.has(entry)) continue;
    if (maker === process.pid || !(await isAtWork(maker))) await remove(join(directory, entry));
  }
}

/** Retries: an orphaned initdb may still be writing into it, until it notices that its files are gone. */
async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => undefined);
}
