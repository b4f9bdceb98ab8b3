import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DatabaseAddress } from '../../src/platform/database.ts';
import { api, found, type Person } from '../support/api.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { type ShufflingProxy, shufflingProxy } from '../support/federation/shuffling-proxy.ts';
import { freePort, type RunningNode, startNode } from '../support/process.ts';

interface Side {
  readonly node: RunningNode;
  readonly proxy: ShufflingProxy;
  readonly database: TestDatabase;
  readonly ana: Person;
  readonly everyone: readonly Person[];
  readonly address: string;
  readonly directory: string;
}

let harbour: Side;
let quay: Side;

beforeAll(async () => {
  [harbour, quay] = await Promise.all([startSide(), startSide()]);
}, 60_000);
afterAll(async () => {
  await Promise.all([harbour, quay].map((side) => side?.node.stop()));
  for (const side of [harbour, quay]) {
    await side?.proxy[Symbol.asyncDispose]();
    await side?.database[Symbol.asyncDispose]();
    if (side) await rm(side.directory, { recursive: true, force: true });
  }
});

/** A node in a process of its own, from the source, behind a network that triples and shuffles what is delivered. */
async function startSide(): Promise<Side> {
  const proxy = await shufflingProxy();
  const port = await freePort();
  proxy.to(port);
  const database = await cloneDatabase(2);
  const ORIGIN = `http://localhost:${proxy.port}`;
  const directory = await mkdtemp(join(tmpdir(), 'kunveno-side-'));
  const environment = { PORT: String(port), ORIGIN, DATA_DIR: directory };
  const settings = ['NODE_OPTIONS=--import tsx', 'ALLOW_PRIVATE_PEERS=true', 'LOG_LEVEL=info'];
  const through = ['env', ...settings, ...settingsFor(database.address)];
  const node = await (await startNode(environment, { program: 'src/main.ts', through, kept: true })).ready();
  const everyone = await found(node, await node.foundingSecret(), ['ana', 'bo', 'cleo']);
  const [ana] = everyone as [Person, ...Person[]];
  return { node, proxy, database, ana, everyone, address: `@harbour@localhost:${proxy.port}`, directory };
}

/** The same server, as the environment names it: a socket in a folder stands in no address. */
function settingsFor(address: DatabaseAddress): string[] {
  if ('url' in address) return [`DATABASE_URL=${address.url}`];
  const { host, port, user, database } = address;
  return [`DATABASE_URL=postgres:///${database}`, `PGHOST=${host}`, `PGPORT=${port}`, `PGUSER=${user}`];
}

const call = <T = Record<string, unknown>>(side: Side, method: string, path: string, body?: object): Promise<T> =>
  api<T>(side.node, method, path, { token: side.ana.token, ...(body ? { body } : {}) });

const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 50 });
const follows = (side: Side) => call<{ following: { id: string; status: string }[] }>(side, 'GET', '/following');
const posts = async (side: Side) =>
  (await call<{ posts: { id: string; title: string | null; content: string | null }[] }>(side, 'GET', '/posts')).posts;

/** What the assembly adopts when everybody says yes. */
async function adopt(side: Side, text: object): Promise<void> {
  const body = { summary: 'In a sentence.', body: 'In full.', language: 'en', method: 'simple-majority', ...text };
  const { id } = await call<{ id: string }>(side, 'POST', '/proposals', body);
  await call(side, 'POST', `/proposals/${id}/discussion`);
  const closes = new Date(Date.now() + 3_600_000).toISOString().slice(0, 19);
  await call(side, 'POST', `/proposals/${id}/vote`, { version: 1, closes });
  for (const { token } of side.everyone) {
    await api(side.node, 'PUT', `/proposals/${id}/ballot`, { token, body: { choice: 'yes' } });
  }
  await call(side, 'POST', `/proposals/${id}/early-closing`);
}

describe('two nodes, between which everything is delivered three times and in any order', () => {
  it('follow each other by their handles', async () => {
    await call(quay, 'POST', '/following', { handle: harbour.address });
    await call(harbour, 'POST', '/following', { handle: quay.address });
    await eventually(async () => {
      for (const side of [harbour, quay]) expect((await follows(side)).following[0]?.status).toBe('following');
    });
    for (const side of [harbour, quay]) {
      expect(await call(side, 'GET', '/followers')).toMatchObject({ followers: [{ account: {} }] });
      const [row] = await side.database.sql`select count(*)::int as total from follows_received`;
      expect(row?.total).toBe(1);
    }
  });

  it('publish by a decision, and receive it once', async () => {
    await adopt(harbour, { title: 'A kitchen', effect: { type: 'publish', params: { what: 'proposal' } } });
    await eventually(async () => {
      const received = await posts(quay);
      expect(received.map(({ title }) => title).filter(Boolean)).toEqual(['A kitchen']);
      expect(received).toHaveLength(2);
    });
  });

  it('answer, and the answer stands under what was published', async () => {
    const article = (await posts(quay)).find(({ title }) => title === 'A kitchen');
    const answer = { title: 'Four of us', body: 'We come on **Mondays**.', language: 'en', answers: article?.id };
    await call(quay, 'POST', '/notices', answer);
    const publication = article?.id.split('/').at(-1);
    await eventually(async () => {
      const { voices } = await call<{ voices: { content: string; author: { address: string } }[] }>(
        harbour,
        'GET',
        `/voices?publication=${publication}`,
      );
      expect(voices).toHaveLength(1);
      expect(voices[0]).toMatchObject({ author: { address: quay.address } });
      expect(voices[0]?.content).toContain('We come on <strong>Mondays</strong>.');
    });
    const page = await fetch(`http://localhost:${harbour.proxy.port}/published/${publication}`);
    expect(await page.text()).toContain('We come on <strong>Mondays</strong>.');
  });

  it('change and take back, and what arrives last is not what counts', async () => {
    const words = { title: 'Sunday', body: 'At four.', language: 'en' };
    const { id: kept } = await call<{ id: string }>(harbour, 'POST', '/notices', words);
    await call(harbour, 'PUT', `/notices/${kept}`, { ...words, body: 'At five.', version: 1 });
    await call(harbour, 'PUT', `/notices/${kept}`, { ...words, body: 'At six.', version: 2 });
    const { id: mistake } = await call<{ id: string }>(harbour, 'POST', '/notices', { ...words, title: 'Mistake' });
    // Otherwise it would be taken back before it went out, and there would be nothing to cross on the way.
    const isOut = async () => {
      const rows = await harbour.database.sql`select state from deliveries
        where object like ${`%${mistake}`} and state = 'waiting'`;
      expect([...rows]).toEqual([]);
    };
    await vi.waitFor(isOut, { timeout: 15_000, interval: 5 });
    await call(harbour, 'DELETE', `/notices/${mistake}`);
    await eventually(async () => {
      const [row] = await quay.database.sql<{ received: number }[]>`
        select count(*)::int as received from received where type in ('Create', 'Update', 'Delete')`;
      expect(row?.received).toBe(7);
      const seen = await posts(quay);
      expect(seen.find(({ id }) => id.endsWith(kept))?.content).toContain('At six.');
      expect(seen.some(({ id }) => id.endsWith(mistake))).toBe(false);
    });
    const tombstone = await fetch(`http://localhost:${harbour.proxy.port}/published/${mistake}`);
    expect(tombstone.status).toBe(410);
  });

  it('stop following, and hear no more', async () => {
    const { following } = await follows(quay);
    await call(quay, 'DELETE', `/following/${following[0]?.id}`);
    await eventually(async () => {
      expect(await call(harbour, 'GET', '/followers')).toMatchObject({ followers: [] });
    });
    const before = harbour.proxy.count.came;
    await call(harbour, 'POST', '/notices', { title: 'Unheard', body: 'By the quay.', language: 'en' });
    const [row] = await harbour.database.sql<{ total: number }[]>`
      select count(*)::int as total from deliveries d join activities a on a.number = d.activity
      where a.body like '%Unheard%'`;
    expect(row?.total).toBe(0);
    expect(harbour.proxy.count.came).toBe(before);
  });

  it('have had each effect once, and been refused nothing', async () => {
    for (const { proxy, database } of [harbour, quay]) {
      expect(proxy.count.went).toBe(3 * proxy.count.came);
      expect(new Set(proxy.statuses)).toEqual(new Set([202]));
      const waiting = await database.sql`select host, state, last_answer from deliveries where state <> 'delivered'`;
      expect([...waiting]).toEqual([]);
    }
    const [row] = await quay.database.sql<{ heard: number; notes: number }[]>`
      select (select count(*)::int from journal where type = 'voice.heard') as heard,
        (select count(*)::int from remote_notes) as notes`;
    expect(row?.heard).toBe(row?.notes);
  });

  it('have written nothing of it into their logs but codes and hosts', () => {
    for (const { node } of [harbour, quay]) {
      expect(node.log()).not.toMatch(/kitchen|Mondays|Sunday|PRIVATE KEY|Signature/);
      expect(node.log()).not.toMatch(/"level":(50|60)/);
    }
  });
});
