import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type postgres from 'postgres';
import { connect } from '../../src/platform/database.ts';
import { openEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.ts';
import { api, found, type Person, send } from '../support/api.ts';
import {
  type Arrived,
  following,
  type Neighbour,
  type Neighbours,
  openNeighbours,
} from '../support/federation/neighbours.ts';
import { inDatabase, type OwnPostgres, ownPostgres } from '../support/own-postgres.ts';
import { newFolder, type RunningNode, startNode, until, within } from '../support/process.ts';

const OPEN = { ALLOW_PRIVATE_PEERS: 'true', INBOX_PER_SERVER: '100000', LOG_LEVEL: 'warn' } as const;

interface Place {
  /** None: its own PostgreSQL, in its folder. */
  readonly DATABASE_URL?: string;
  readonly DATA_DIR: string;
  readonly PORT: string;
}

const begin = async (place: Place): Promise<RunningNode> => (await startNode({ ...OPEN, ...place })).ready();

/** A collective whose followers all have said so, and been answered. */
async function openPlace({ all, deliver }: Pick<Neighbours, 'all' | 'deliver'>, server?: OwnPostgres) {
  const database = server ? { DATABASE_URL: await server.newDatabase() } : {};
  const DATA_DIR = join(await newFolder(), 'data');
  const node = await (await startNode({ ...OPEN, ...database, DATA_DIR })).ready();
  const [ana] = (await found(node, await node.foundingSecret(), ['ana'])) as [Person];
  await Promise.all(all.map((each) => deliver(() => node, each, following(each, node))));
  const place: Place = { ...database, DATA_DIR, PORT: String(node.port) };
  expect(await until(async () => (await statesIn(place)).delivered === all.length, 20_000)).toBe(true);
  return { place, node, ana };
}

/** In whatever database it has. */
async function inDatabaseOf<T>({ DATABASE_URL, DATA_DIR }: Place, job: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  if (DATABASE_URL) return inDatabase(DATABASE_URL, job);
  const server = await openEmbeddedPostgres({ directory: join(DATA_DIR, 'postgres'), mode: 'join' });
  const sql = connect(server.address, 1);
  try {
    return await job(sql);
  } finally {
    await sql.end({ timeout: 1 });
    await server.stop();
  }
}

const statesIn = (place: Place): Promise<Readonly<Record<string, number>>> =>
  inDatabaseOf(place, async (sql) => {
    const rows = await sql<{ state: string; total: number }[]>`
      select state, count(*)::int as total from deliveries group by state`;
    return Object.fromEntries(rows.map(({ state, total }) => [state, total]));
  });

/** A notice that is changed and another that is withdrawn: three activities about the one, two about the other. */
async function story(node: RunningNode, { token }: Person, number: number): Promise<void> {
  const words = { title: `Notice ${number}`, body: 'We meet at four.', language: 'en' };
  const { id } = await api<{ id: string }>(node, 'POST', '/notices', { token, body: words });
  await api(node, 'PUT', `/notices/${id}`, { token, body: { ...words, body: 'At five.', version: 1 } });
  await api(node, 'PUT', `/notices/${id}`, { token, body: { ...words, body: 'At six.', version: 2 } });
  const { id: mistake } = await api<{ id: string }>(node, 'POST', '/notices', { token, body: words });
  await api(node, 'DELETE', `/notices/${mistake}`, { token });
}

const withoutAccepts = ({ got }: Neighbour): Arrived[] => got.filter(({ type }) => type !== 'Accept');

/** For each thing what reached an inbox about it, each message where it came first. */
function firstOf(neighbour: Neighbour): ReadonlyMap<string, readonly string[]> {
  const firsts = new Map(
    withoutAccepts(neighbour)
      .toReversed()
      .map((each) => [each.id, each]),
  );
  const inOrder = withoutAccepts(neighbour).filter((each) => firsts.get(each.id) === each);
  const things = Map.groupBy(inOrder, ({ object }) => object);
  return new Map([...things].map(([object, all]) => [object, all.map(({ type }) => type)]));
}

const FOLLOWERS = 25;

describe('what goes out', () => {
  it('reaches everybody, in order and under one id, however often the node is killed on the way', async () => {
    await using neighbours = await openNeighbours(FOLLOWERS);
    const { place, node, ana } = await openPlace(neighbours);
    const now = { node };
    // The one that has got so many is where the node is killed: before it could write down that it was there.
    let toKill = 0;
    for (const neighbour of neighbours.all) {
      neighbour.answer = async () => {
        toKill -= 1;
        if (toKill === 0) await now.node.kill();
        // Slow enough that most is still on its way when the story has been told.
        await pause(100);
        return 202;
      };
    }
    for (const [number, after] of [7, 31, 60].entries()) {
      await story(now.node, ana, number);
      toKill = after;
      expect(await until(() => toKill <= 0, 15_000)).toBe(true);
      await now.node.end;
      now.node = await begin(place);
    }
    toKill = Number.POSITIVE_INFINITY;
    const over = async () => (await statesIn(place)).waiting === undefined;
    expect(await until(over, 20_000)).toBe(true);
    // What was withdrawn while it waited is taken back; nothing else fails.
    expect((await statesIn(place)).failed).toBeUndefined();

    for (const neighbour of neighbours.all) {
      const orders = [...firstOf(neighbour).values()].map((types) => types.join(' '));
      expect(orders.filter((order) => order === 'Create Update Update')).toHaveLength(3);
      // Of what was withdrawn before it went out only the end may arrive.
      expect(orders.filter((order) => /^(Create )?Delete$/.test(order))).toHaveLength(3);
      const bodies = Map.groupBy(withoutAccepts(neighbour), ({ id }) => id);
      for (const copies of bodies.values()) expect(new Set(copies.map(({ body }) => body)).size).toBe(1);
    }
    expect(await now.node.stop()).toEqual({ code: 0, signal: null });
  });

  it('waits while PostgreSQL is away or a peer says nothing, and goes on by itself', async () => {
    const server = await ownPostgres();
    await using neighbours = await openNeighbours(6);
    const { place, node, ana } = await openPlace(neighbours, server);
    const [silent, broken, ...healthy] = neighbours.all as [Neighbour, Neighbour, ...Neighbour[]];
    silent.answer = () => 'never';
    broken.answer = () => 'reset';
    await story(node, ana, 1);
    await server.stop('killed');
    await pause(500);
    await server.start();
    const all = (neighbour: Neighbour) => [...firstOf(neighbour).values()].flat().length >= 4;
    expect(await until(() => healthy.every(all), 20_000)).toBe(true);
    expect(await within(20_000, node.stop())).toEqual({ code: 0, signal: null });
    expect((await statesIn(place)).waiting).toBeGreaterThan(0);
  });
});

const HOSTS = 250;
const DEAD = 10;

describe('very many deliveries that wait', () => {
  it('are taken up in turn for every host, in bounded memory, while the pages go on answering', async () => {
    const server = await ownPostgres();
    await using neighbours = await openNeighbours(HOSTS);
    const { place, node, ana } = await openPlace({ ...neighbours, all: neighbours.all.slice(0, 1) }, server);
    await api(node, 'POST', '/notices', { token: ana.token, body: { title: 'One', body: 'For all', language: 'en' } });
    expect(await node.stop()).toEqual({ code: 0, signal: null });
    const dead = new Set(neighbours.all.slice(0, DEAD));
    for (const each of dead) each.answer = () => 503;
    const inboxes = neighbours.all.map(({ inbox, host }) => ({ inbox, host }));
    const EACH = 40;
    await inDatabaseOf(place, async (sql) => {
      await sql`insert into activities (id, sender, type, object, body, digest, listed, made_at)
        select a.id || '#' || n, sender, type, object || '#' || n, body, digest, false, made_at
        from activities a, generate_series(1, ${EACH}) as n where type = 'Create'`;
      await sql`insert into deliveries (activity, inbox, host, object, state, made_at, next_at)
        select a.number, i.inbox, i.host, a.object, 'waiting', now(), now()
        from activities a, jsonb_to_recordset(${sql.json(inboxes)}) as i(inbox text, host text)
        where a.id like '%#%'`;
    });
    const counts: number[] = [];
    for (const each of neighbours.all) each.got.splice(0);
    const again = await begin(place);
    const alive = neighbours.all.filter((each) => !dead.has(each));
    let most = 0;
    const isOver = async () => {
      counts.push(Math.max(...alive.map(({ got }) => got.length)) - Math.min(...alive.map(({ got }) => got.length)));
      most = Math.max(most, again.memoryMb());
      expect((await send(again, 'GET', '/health/ready')).status).toBe(200);
      expect((await send(again, 'GET', '/')).status).toBe(200);
      return alive.every(({ got }) => got.length >= EACH);
    };
    expect(await until(isOver, 120_000)).toBe(true);
    for (const each of alive) expect(each.got).toHaveLength(EACH);
    // No host is far ahead of another while there is something for all of them.
    expect(Math.max(...counts)).toBeLessThan(EACH);
    expect(most).toBeLessThan(300);
    const { delivered = 0 } = await statesIn(place);
    expect(delivered).toBeGreaterThanOrEqual(alive.length * EACH);
    // Those that are down were asked a few times, and left alone.
    for (const each of dead) expect(each.got.length).toBeLessThan(EACH);
    expect(await again.stop()).toEqual({ code: 0, signal: null });
  });
});
