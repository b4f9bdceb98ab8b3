import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { asAccount } from './account.ts';
import { type Layout, PORT, prepareSocketDirectory } from './directory.ts';
import { cannotStart } from './error.ts';
import type { Installation } from './installation.ts';
import { lastLinesOf, openLog } from './log.ts';
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
  const child = await spawnServer(layout, installation, serverSettings(purpose, installation.version));
  let failure: string | undefined;
  child.on('error', (error) => {
    failure ??= error.message;
  });
  child.on('exit', (code, signal) => {
    failure ??= `the server ended with ${signal ?? `code ${code}`}`;
  });

  while (performance.now() < deadline) {
    const file = await readPostmasterFile(layout);
    if (file?.ready && file.pid === child.pid) return true;
    if (failure !== undefined) {
      const log = await lastLinesOf(layout);
      if (/lock file .* already exists|is still in use/.test(log)) return false;
      throw cannotStart(failure, log);
    }
    await pause(POLL_MS);
  }
  await stopPostmaster(layout);
  throw cannotStart('it took too long', await lastLinesOf(layout));
}

/** Detached: in our process group a Ctrl-C would stop the database before the node has written its last words. */
async function spawnServer(
  layout: Layout,
  { account, bin, path }: Installation,
  settings: Record<string, string>,
): Promise<ChildProcess> {
  const { cluster, directory, socketDirectory } = layout;
  const quoted = `"${socketDirectory.replaceAll('"', '""')}"`;
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', cluster, '-k', quoted, '-p', String(PORT), ...options];
  const command = asAccount(account, join(bin, 'postgres'), args, directory, path);
  const log = await openLog(layout, account.owner);
  try {
    const stdio = ['ignore', log.fd, log.fd] as ['ignore', number, number];
    const child = spawn(command.program, command.args, { ...spawnOptions(command), detached: true, stdio });
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}
