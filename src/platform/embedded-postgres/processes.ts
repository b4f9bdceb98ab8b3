import { spawn } from 'node:child_process';
import { access, constants, readFile, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';

export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A program together with the account it runs under. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly path: string;
  readonly identity: { readonly uid?: number; readonly gid?: number };
}

/**
 * The node's own environment stays with the node: it holds secrets, and PGDATA, PGOPTIONS or a locale
 * in it would change what PostgreSQL does. A fixed TZ also saves initdb a search through all time zones.
 */
export function spawnOptions(command: Command) {
  return { cwd: command.cwd, env: { PATH: command.path, LC_ALL: 'C', TZ: 'UTC' }, ...command.identity };
}

/** initdb takes a second, and on a slow card perhaps twenty. */
const RUN_MS_MAX = 120_000;

export interface Finished {
  readonly ok: boolean;
  readonly output: string;
}

/** Runs a program to its end; a program that cannot be started at all is one that failed. */
export function run(command: Command): Promise<Finished> {
  return new Promise((resolve) => {
    let output = '';
    const collect = (chunk: string) => {
      output = (output + chunk).slice(-8_000);
    };
    try {
      const child = spawn(command.program, command.args, {
        ...spawnOptions(command),
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: RUN_MS_MAX,
      });
      child.stdout.setEncoding('utf8').on('data', collect);
      child.stderr.setEncoding('utf8').on('data', collect);
      child.on('error', (error) => resolve({ ok: false, output: error.message }));
      child.on('close', (code, signal) => {
        resolve({ ok: code === 0, output: output.trim() || `it ended with ${signal ?? `code ${code}`}` });
      });
    } catch (error) {
      // Node throws, rather than emits, when it may not switch to another user.
      resolve({ ok: false, output: (error as Error).message });
    }
  });
}

export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

export async function findInPath(program: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(':').filter((entry) => entry.startsWith('/'))) {
    const file = join(folder, program);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

/** 'other' is a process that has nothing to do with this cluster and only came by the same number. */
export type ProcessState = 'gone' | 'zombie' | 'postmaster' | 'other';

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export async function processState(pid: number, cluster: string): Promise<ProcessState> {
  if (!exists(pid)) return 'gone';
  const seen = process.platform === 'linux' ? await seenInProc(pid) : await seenByPs(pid);
  if (!seen) return exists(pid) ? 'other' : 'gone';
  if (seen.zombie) return 'zombie';
  // A postmaster works in its cluster's directory, also after that was moved; and it was told it by -D.
  const program = basename(seen.command[0] ?? '');
  const isOurs = seen.folder === cluster || seen.command.includes(cluster);
  // One that is just ending has lost its command line, and not yet its files.
  return isOurs && (program === '' || /postgres|postmaster/.test(program)) ? 'postmaster' : 'other';
}

/** A zombie has ended, though its number still answers. */
export async function isAtWork(pid: number): Promise<boolean> {
  const state = await processState(pid, '');
  return state === 'other' || state === 'postmaster';
}

interface Seen {
  readonly zombie: boolean;
  readonly command: readonly string[];
  readonly folder: string | undefined;
}

async function seenInProc(pid: number): Promise<Seen | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name before it stands in brackets and may hold brackets and blanks itself.
    const state = stat.slice(stat.lastIndexOf(')') + 2)[0] ?? '';
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return { zombie: state === 'Z' || state === 'X', command, folder };
  } catch {
    return undefined;
  }
}

async function seenByPs(pid: number): Promise<Seen | undefined> {
  const args = ['-ww', '-o', 'stat=,command=', '-p', String(pid)];
  const { ok, output } = await run({ program: 'ps', args, cwd: '/', path: DEFAULT_PATH, identity: {} });
  const [, state = '', command = ''] = /^(\S+)\s+(.*)$/s.exec(output) ?? [];
  if (!ok || state === '') return undefined;
  // ps joins the arguments with blanks: take the program, and what stands between -D and the next option.
  const [program = '', folder = ''] = command.split(/ -D (.*?) -[a-z] /s);
  return { zombie: state.startsWith('Z'), command: [program, folder], folder: undefined };
}
