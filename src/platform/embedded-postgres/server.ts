import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { asAccount } from './account.ts';
import { type Layout, PORT, prepareSocketDirectory } from './directory.ts';
import { cannotStart } from './error.ts';
import type { Installation } from './installation.ts';
import { openLog } from './log.ts';
import { readPostmasterFile, retireSocketLock, stopPostmaster } from './postmaster.ts';
import { spawnOptions } from './processes.ts';
import { type ServerPurpose, serverSettings } from './settings.ts';

const POLL_MS = 10;

/**
 * Starts the server and waits until it takes connections. Answers false when it gave way to another server on the
 * same cluster, or to the last processes of one that was killed: both are worth another look.
 */
export async function launchServer(
  layout: Layout,
  installation: Installation,
  purpose: ServerPurpose,
  deadline: number,
): Promise<boolean> {
  await prepareSocketDirectory(layout, installation.account.owner);
  await retireSocketLock(layout);
  const log = await openLog(layout, installation.account.owner);
  try {
    const child = spawnServer(layout, installation, serverSettings(purpose, installation.version), log.fd);
    const outcome = await outcomeOf(child, layout, deadline);
    if (outcome === 'ready') return true;
    const words = await log.lastLines();
    if (/lock file .* (already exists|is empty)|is still in use/.test(words)) {
      await log.giveWay();
      return false;
    }
    child.kill('SIGINT');
    if (child.pid !== undefined) await stopPostmaster(layout, child.pid);
    throw cannotStart(outcome, words);
  } finally {
    await log.close();
  }
}

/** Answers 'ready', or why it is not. */
async function outcomeOf(child: ChildProcess, layout: Layout, deadline: number): Promise<string> {
  let failure: string | undefined;
  child.on('error', (error) => {
    failure ??= error.message;
  });
  child.on('exit', (code, signal) => {
    failure ??= `the server ended with ${signal ?? `code ${code}`}`;
  });
  while (performance.now() < deadline) {
    const file = await readPostmasterFile(layout);
    if (file?.ready && file.pid === child.pid) return 'ready';
    if (failure !== undefined) return failure;
    await pause(POLL_MS);
  }
  return 'it took too long';
}

/** Detached: in our process group a Ctrl-C would stop the database before the node has written its last words. */
function spawnServer(
  layout: Layout,
  { account, bin, path }: Installation,
  settings: Record<string, string>,
  log: number,
): ChildProcess {
  const { cluster, directory, socketDirectory } = layout;
  const quoted = `"${socketDirectory.replaceAll('"', '""')}"`;
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', cluster, '-k', quoted, '-p', String(PORT), ...options];
  const command = asAccount(account, join(bin, 'postgres'), args, directory, path);
  const child = spawn(command.program, command.args, {
    ...spawnOptions(command),
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  return child;
}
