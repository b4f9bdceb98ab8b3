import { once } from 'node:events';
import { Agent } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Choice, found, openVote, type Person, read, send } from '../support/api.ts';
import { kunveno, newFolder, processesIn, type RunningNode, startNode, until, within } from '../support/process.ts';

const HANDLES = ['ana', 'ben', 'cleo', 'dan', 'eva', 'finn', 'gul', 'hiro'];

interface Heard {
  /** The last choice that was acknowledged. */
  choice: Choice | undefined;
  readonly refused: { status: number; connection: string | undefined }[];
  /** How requests ended that got no answer. */
  readonly broken: { code: string; onKeptConnection: boolean }[];
}

/** Votes over one kept connection, as a browser or a proxy does, until nobody takes the connection any more. */
async function keepVoting(node: RunningNode, { token }: Person, proposal: string): Promise<Heard> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const heard: Heard = { choice: undefined, refused: [], broken: [] };
  const path = `/api/v1/proposals/${proposal}/ballot`;
  for (let first = true; ; first = false) {
    const choice = heard.choice === 'yes' ? 'no' : 'yes';
    try {
      const { status, headers } = await send(node, 'PUT', path, { token, agent, body: { choice } });
      if (status === 200) heard.choice = choice;
      else heard.refused.push({ status, connection: headers.connection });
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') return heard;
      heard.broken.push({ code, onKeptConnection: !first });
    }
  }
}

describe('a node that is asked to stop', () => {
  it('answers what it has taken, is gone within ten seconds, and leaves no PostgreSQL behind', async () => {
    const DATA_DIR = await newFolder();
    const node = await (await startNode({ DATA_DIR })).ready();
    const people = await found(node, await node.foundingSecret(), HANDLES);
    const { id } = await openVote(node, people[0] as Person, 600);
    const clients = people.map((each) => keepVoting(node, each, id));
    await pause(500);
    node.signal('SIGTERM');
    expect(await within(10_000, node.end)).toEqual({ code: 0, signal: null });
    expect(node.output()).toMatch(/Stopping …\nStopped\.\n$/);
    expect(processesIn(DATA_DIR)).toEqual([]);

    const heard = await Promise.all(clients);
    for (const { status, connection } of heard.flatMap(({ refused }) => refused)) {
      expect([status, connection]).toEqual([503, 'close']);
    }
    // Only a request that crosses the end of its kept connection is lost, and that it can always be.
    for (const { onKeptConnection } of heard.flatMap(({ broken }) => broken)) expect(onKeptConnection).toBe(true);
    const again = await (await startNode({ DATA_DIR })).ready();
    for (const [index, { choice, broken }] of heard.entries()) {
      const kept = (await read(again, people[index] as Person, id)).ownBallot?.choice;
      if (broken.length === 0) expect(kept).toBe(choice);
      else expect(['yes', 'no']).toContain(kept);
    }
    await again.stop();
  });

  it.each([
    ['Kunveno', 0],
    ['opening', 100],
    ['opening', 500],
    ['✓ database', 0],
    ['✓ schema', 20],
  ])('also while it starts: after “%s” and %i ms', async (words, milliseconds) => {
    const DATA_DIR = await newFolder();
    const node = await startNode({ DATA_DIR });
    await node.says(words);
    await pause(milliseconds);
    node.signal('SIGTERM');
    expect(await within(20_000, node.end)).toEqual({ code: 0, signal: null });
    expect(await until(() => processesIn(DATA_DIR).length === 0)).toBe(true);
    expect(node.log()).not.toMatch(/"level":[56]0|\n\s+at /);
  });

  it('does not wait when it is asked twice', async () => {
    const DATA_DIR = await newFolder();
    const node = await (await startNode({ DATA_DIR })).ready();
    node.signal('SIGINT');
    node.signal('SIGINT');
    expect(await within(5_000, node.end)).not.toBe('late');
    // What was left of PostgreSQL is taken over by the next.
    await (await (await startNode({ DATA_DIR })).ready()).stop();
    expect(processesIn(DATA_DIR)).toEqual([]);
  });
});

describe('a node that cannot start', () => {
  it('on a port in use says so, and leaves no PostgreSQL behind', async () => {
    const occupier = createServer().listen(0, '127.0.0.1');
    await once(occupier, 'listening');
    const DATA_DIR = await newFolder();
    const node = await startNode({ DATA_DIR, PORT: String((occupier.address() as AddressInfo).port) });
    expect(await within(20_000, node.end)).toEqual({ code: 1, signal: null });
    expect(node.log()).toMatch(/^kunveno: This port is in use .* PORT\./m);
    expect(node.log()).not.toMatch(/\n\s+at /);
    expect(node.output()).not.toContain('✓ ready');
    expect(processesIn(DATA_DIR)).toEqual([]);
    occupier.close();
  });

  it.each([
    [{ ORIGIN: 'http://port.example' }, /plain http/],
    [{ PORT: '70000' }, /PORT/],
    [{ DATABASE_URL: 'mysql://localhost/x' }, /DATABASE_URL/],
  ])('with %o says what is wrong with it', async (environment, sentence) => {
    const { code, errors } = await kunveno(['start'], { DATA_DIR: join(await newFolder(), 'none'), ...environment });
    expect(code).toBe(1);
    expect(errors).toMatch(sentence);
    expect(errors).not.toMatch(/\n\s+at /);
  });
});
