import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { CommandError } from '../terminal.ts';

export interface DemoNode {
  readonly origin: string;
  /** The secret of the founding link that the node showed when it started. */
  readonly foundingSecret: string;
  stop(): Promise<void>;
}

const START_MS = 60_000;

/** Starts a node as a process of its own, as anyone would, and reads its founding link from what it prints. */
export async function startDemoNode(port: number, directory: string): Promise<DemoNode> {
  const origin = `http://localhost:${port}`;
  const environment = { ...process.env, PORT: String(port), ORIGIN: origin, DATA_DIR: directory, LOG_LEVEL: 'error' };
  const neighbours = { ALLOW_PRIVATE_PEERS: 'true', FEDERATION: 'quarantine', DATABASE_URL: '' };
  const entry = process.argv[1] ?? '';
  const child = spawn(process.execPath, [...process.execArgv, entry, 'start'], {
    env: { ...environment, ...neighbours },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  try {
    return { origin, foundingSecret: await secretFrom(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function secretFrom(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new CommandError('The node of the demo could not be started.');
  const timer = setTimeout(() => child.kill('SIGTERM'), START_MS);
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const secret = /\/founding\/([a-z2-7]{52})/.exec(line)?.[1];
      if (secret) return secret;
    }
  } finally {
    clearTimeout(timer);
    // What it prints from now on is read and thrown away, so that it never waits for a reader.
    child.stdout.resume();
  }
  throw new CommandError('The node of the demo did not start; see above.');
}
