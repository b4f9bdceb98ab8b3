import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { cleanUp } from './embedded-postgres.ts';

export { newFolder, postmasterOf, processesIn, until } from './embedded-postgres.ts';

/** What `npm run build` makes, and `npm start` runs. */
export const BUNDLE = join(import.meta.dirname, '../../dist/kunveno.js');
/** Whatever surprises a test in a process ends it after this long. */
const PATIENCE_MS = 60_000;
/** Ten seconds for requests that are on their way, and what closing the rest takes. */
const STOP_MS = 20_000;

export interface Environment {
  readonly DATA_DIR?: string;
  readonly DATABASE_URL?: string;
  readonly PORT?: string;
  readonly ORIGIN?: string;
  readonly HOST?: string;
  readonly ROLE?: 'all' | 'web' | 'worker';
  readonly ALLOW_PRIVATE_PEERS?: string;
  readonly INBOX_PER_SERVER?: string;
  readonly LOG_LEVEL?: string;
  readonly PATH?: string;
  readonly HOME?: string;
}

export interface Manner {
  /** Another bundle than that of this tree. */
  readonly program?: string;
  readonly node?: string;
  /** A program and its arguments that become the node: to run it as someone else, or with limits. */
  readonly through?: readonly string[];
  readonly cwd?: string;
  /** For more than one test: whoever starts it stops it. */
  readonly kept?: boolean;
}

export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Program {
  readonly pid: number;
  readonly end: Promise<End>;
  output(): string;
  log(): string;
  /** Waits for words on the standard output; fails when the program ends without them. */
  says(words: string | RegExp): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** What it holds in memory now (RSS). */
  memoryMb(): number;
  kill(): Promise<End>;
}

export interface RunningNode extends Program {
  readonly origin: string;
  readonly port: number;
  ready(): Promise<RunningNode>;
  /** The secret of the founding link that it shows. */
  foundingSecret(): Promise<string>;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<End>;
}

const running = new Set<ChildProcess>();

afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  await cleanUp();
});

/** A port that nobody listens to now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts a node as `npm start` does, on a port of its own if none is given. Says nothing of whether it will be ready. */
export async function startNode(environment: Environment, manner: Manner = {}): Promise<RunningNode> {
  const port = Number(environment.PORT ?? (await freePort()));
  const program = launch(['start'], { ...environment, PORT: String(port) }, manner);
  const node: RunningNode = {
    ...program,
    port,
    origin: environment.ORIGIN ?? `http://localhost:${port}`,
    async ready() {
      await program.says('✓ ready');
      return node;
    },
    async foundingSecret() {
      const [, secret = ''] = /\/founding\/([a-z2-7]{52})/.exec(await program.says(/\/founding\/[a-z2-7]{52}\n/)) ?? [];
      return secret;
    },
    async stop() {
      program.signal('SIGTERM');
      const end = await within(STOP_MS, program.end);
      if (end === 'late') throw new Error(`it does not stop:\n${program.output()}\n${program.log().slice(-2_000)}`);
      return end;
    },
  };
  return node;
}

export interface Finished extends End {
  readonly output: string;
  readonly errors: string;
}

/** Runs `kunveno …` to its end, with nothing on its standard input but what is given. */
export async function kunveno(args: readonly string[], environment: Environment, input = ''): Promise<Finished> {
  const program = launch(args, environment, {}, input);
  const { code, signal } = await program.end;
  return { code, signal, output: program.output(), errors: program.log() };
}

/** Only what is named is in its environment: whoever runs the tests may have a DATABASE_URL of their own. */
export function launch(
  args: readonly string[],
  environment: Environment,
  manner: Manner = {},
  input?: string,
): Program {
  const { program = BUNDLE, node = process.execPath, through = [], cwd } = manner;
  const [first = node, ...rest] = [...through, node, program, ...args];
  const child = spawn(first, rest, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8', ...environment },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (!manner.kept) running.add(child);
  child.stdin?.on('error', () => undefined).end(input);
  let output = '';
  let log = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
  });
  let ended = false;
  const end = new Promise<End>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      ended = true;
      running.delete(child);
      resolve({ code, signal });
    });
  });
  const says = async (words: string | RegExp): Promise<string> => {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      // Looked at before the output: what was said last counts, too.
      const over = ended || performance.now() > deadline;
      if (typeof words === 'string' ? output.includes(words) : words.test(output)) return output;
      if (over) throw new Error(`it ${ended ? 'ended' : 'goes on'} without ${words}:\n${output}\n${log.slice(-2_000)}`);
      await pause(10);
    }
  };
  return {
    pid: child.pid ?? 0,
    end,
    output: () => output,
    log: () => log,
    says,
    signal: (signal) => void child.kill(signal),
    memoryMb: () => residentMb(child.pid ?? 0),
    kill() {
      child.kill('SIGKILL');
      return end;
    },
  };
}

function residentMb(pid: number): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}

/** Resolves with 'late' rather than wait longer. */
export const within = <T>(milliseconds: number, promise: Promise<T>): Promise<T | 'late'> =>
  Promise.race([promise, pause(milliseconds, 'late' as const, { ref: false })]);
