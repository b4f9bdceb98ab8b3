import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '../../config.ts';
import { CommandError, say, tell } from '../terminal.ts';
import { type Api, apiOf, type DemoMember } from './api.ts';
import { followEachOther, gatherNeighbours, talk } from './neighbours.ts';
import { type DemoNode, startDemoNode } from './process.ts';
import { gather, play } from './story.ts';

export const help = `kunveno demo [--json] [--once]

Founds two collectives on this machine, each on a node of its own (ports 4001 and 4002, under
DATA_DIR/demo), plays their first decisions through the public API, lets them follow, publish and
answer over real federation, then stays up until it is stopped. Where to look and how to sign in
is printed, and written to DATA_DIR/demo.json. What an earlier demo left is removed.

  --json   prints what demo.json holds
  --once   stops when the story is told`;

const PORTS = [4_001, 4_002] as const;

export async function demo(config: Config, args: readonly string[]): Promise<number> {
  const options = { json: { type: 'boolean', default: false }, once: { type: 'boolean', default: false } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const base = resolve(config.DATA_DIR);
  const directory = join(base, 'demo');
  await rm(directory, { recursive: true, force: true });
  if (await stat(directory).catch(() => undefined)) throw new CommandError(`${directory} could not be emptied.`);
  await mkdir(directory, { recursive: true, mode: 0o700 });

  tell('Starting two nodes …');
  await using nodes = new AsyncDisposableStack();
  const started = await Promise.allSettled(PORTS.map((port) => startDemoNode(port, join(directory, String(port)))));
  for (const node of started) if (node.status === 'fulfilled') nodes.defer(() => node.value.stop());
  const [tenants, committee] = started.map((node) => {
    if (node.status === 'rejected') throw node.reason;
    return node.value;
  }) as [DemoNode, DemoNode];

  const shown = await tellStory(tenants, committee);
  await writeFile(join(base, 'demo.json'), `${JSON.stringify(shown, null, 2)}\n`, { mode: 0o600 });
  if (values.json) say(JSON.stringify(shown));
  else sayWhereToLook(shown, join(base, 'demo.json'));
  if (!values.once) await untilStopped();
  return 0;
}

async function tellStory(tenants: DemoNode, committee: DemoNode): Promise<Shown[]> {
  const [here, there] = [apiOf(tenants.origin), apiOf(committee.origin)];
  tell('Seven tenants and four dock workers found a collective each …');
  const cast = await gather(here, tenants.foundingSecret);
  const neighbours = await gatherNeighbours(there, committee.foundingSecret);
  tell('… which follow each other …');
  const parties = [
    { api: here, origin: tenants.origin, handle: 'tenants', token: cast.olive.token },
    { api: there, origin: committee.origin, handle: 'comite', token: neighbours.dalia.token },
  ] as const;
  await followEachOther(...parties);
  tell('… decide their first questions …');
  await play(here, cast);
  tell('… publish, and answer each other.');
  await talk(...parties, neighbours);
  return [
    await shownOf(here, tenants, Object.values(cast)),
    await shownOf(there, committee, Object.values(neighbours)),
  ];
}

interface Shown {
  readonly name: string;
  readonly origin: string;
  readonly actor: string;
  readonly address: string;
  readonly members: readonly (DemoMember & { readonly signInUrl: string })[];
}

async function shownOf(api: Api, { origin }: DemoNode, members: readonly DemoMember[]): Promise<Shown> {
  const { name, address } = await api<{ name: string; address: string }>('GET', '/collective');
  const signInUrl = (handle: string) => new URL(`/sign-in?handle=${encodeURIComponent(handle)}`, origin).href;
  const signedIn = members.map((member) => ({ ...member, signInUrl: signInUrl(member.handle) }));
  return { name, origin, actor: `${origin}/actor`, address, members: signedIn };
}

function sayWhereToLook(all: readonly Shown[], file: string): void {
  for (const { name, origin, address, members } of all) {
    say(`\n${name} (${address}): ${origin}\n`);
    for (const { handle, passphrase } of members) say(`  ${handle.padEnd(10)} ${passphrase}`);
  }
  say('\nThe kitchen was decided and published on the first node, and answered from the second:');
  say('look under “Solidarity”, and at what each has published. One vote is open.');
  say(`\nThe same as JSON, with tokens for the API: ${file}`);
  say('Ctrl-C stops both nodes.');
}

const untilStopped = (): Promise<void> =>
  new Promise((resolveStop) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolveStop());
  });
