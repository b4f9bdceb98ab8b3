import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '../../config.ts';
import { CommandError, say, tell } from '../terminal.ts';
import { apiOf } from './api.ts';
import { startDemoNode } from './process.ts';
import { gather, play } from './story.ts';

export const help = `kunveno demo [--json] [--once]

Founds a collective of seven on this machine (port 4001, under DATA_DIR/demo), plays its first
decisions through the public API, then stays up until it is stopped. Where to look and how to
sign in is printed, and written to DATA_DIR/demo.json. What an earlier demo left is removed.

  --json   prints what demo.json holds
  --once   stops when the story is told`;

const PORT = 4_001;

export async function demo(config: Config, args: readonly string[]): Promise<number> {
  const options = { json: { type: 'boolean', default: false }, once: { type: 'boolean', default: false } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const base = resolve(config.DATA_DIR);
  const directory = join(base, 'demo');
  await rm(directory, { recursive: true, force: true });
  if (await stat(directory).catch(() => undefined)) throw new CommandError(`${directory} could not be emptied.`);
  await mkdir(directory, { recursive: true, mode: 0o700 });

  tell('Starting a node …');
  const node = await startDemoNode(PORT, join(directory, String(PORT)));
  try {
    const api = apiOf(node.origin);
    tell('Seven people found a collective …');
    const cast = await gather(api, node.foundingSecret);
    tell('… and decide their first questions.');
    await play(api, cast);
    const { name, address } = await api<{ name: string; address: string }>('GET', '/collective');
    const members = Object.values(cast).map(({ handle, passphrase, token }) => ({
      handle,
      passphrase,
      token,
      signInUrl: new URL(`/sign-in?handle=${encodeURIComponent(handle)}`, node.origin).href,
    }));
    const nodes = [{ name, origin: node.origin, address, members }];
    await writeFile(join(base, 'demo.json'), `${JSON.stringify(nodes, null, 2)}\n`, { mode: 0o600 });
    if (values.json) say(JSON.stringify(nodes));
    else sayWhereToLook(nodes[0]!, join(base, 'demo.json'));
    if (!values.once) await untilStopped();
    return 0;
  } finally {
    await node.stop();
  }
}

interface Shown {
  readonly name: string;
  readonly origin: string;
  readonly members: readonly { readonly handle: string; readonly passphrase: string }[];
}

function sayWhereToLook({ name, origin, members }: Shown, file: string): void {
  say(`\n${name}: ${origin}\n`);
  say('Sign in as one of them:\n');
  for (const { handle, passphrase } of members) say(`  ${handle.padEnd(10)} ${passphrase}`);
  say('\nOlive was convenor first; saffron has been offered it by a decision, and can accept it.');
  say('One vote is open, one proposal is being discussed. Decisions stand under “Memory”.');
  say(`\nThe same as JSON, with tokens for the API: ${file}`);
  say('Ctrl-C stops the node.');
}

const untilStopped = (): Promise<void> =>
  new Promise((resolveStop) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolveStop());
  });
