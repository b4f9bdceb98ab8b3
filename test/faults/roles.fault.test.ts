import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { api, found, openVote, type Person, read, send, vote } from '../support/api.ts';
import { answering, following, liking, openNeighbours } from '../support/federation/neighbours.ts';
import { inDatabase, ownPostgres } from '../support/own-postgres.ts';
import { newFolder, type RunningNode, startNode, until } from '../support/process.ts';

const OPEN = { ALLOW_PRIVATE_PEERS: 'true', INBOX_PER_SERVER: '100000', LOG_LEVEL: 'warn' } as const;
const NEIGHBOURS = 8;
const NOTICE = { title: 'Sunday', body: 'We meet at four.', language: 'en' };

const countsIn = (url: string) =>
  inDatabase(url, async (sql) => {
    const [row] = await sql<{ waiting: number; heard: number; likes: number; undelivered: number }[]>`
      select (select count(*)::int from waiting_messages) as waiting,
        (select count(*)::int from received) as heard,
        (select count(*)::int from appreciations) as likes,
        (select count(*)::int from deliveries where state = 'waiting') as undelivered`;
    return row ?? expect.unreachable();
  });

describe('a node as several processes over one PostgreSQL', () => {
  it('does the same as one: what one takes in another hears, delivers and decides, and each sees what the others did', async () => {
    const server = await ownPostgres();
    await using neighbours = await openNeighbours(NEIGHBOURS);
    const DATABASE_URL = await server.newDatabase();
    const shared = { ...OPEN, DATABASE_URL, DATA_DIR: join(await newFolder(), 'data') };
    const web = await (await startNode({ ...shared, ROLE: 'web' })).ready();
    const { ORIGIN } = { ORIGIN: web.origin };
    const other = await (await startNode({ ...shared, ROLE: 'web', ORIGIN })).ready();
    const [ana] = (await found(web, await other.foundingSecret(), ['ana'])) as [Person];
    const { id: notice } = await api<{ id: string }>(web, 'POST', '/notices', { token: ana.token, body: NOTICE });
    const object = `${web.origin}/objects/${notice}`;

    // Nobody works yet: what comes is taken, and waits.
    for (const each of neighbours.all) await neighbours.deliver(() => web, each, following(each, web));
    expect(await countsIn(DATABASE_URL)).toEqual({ waiting: NEIGHBOURS, heard: 0, likes: 0, undelivered: 0 });
    const page = async (node: RunningNode) =>
      (await send(node, 'GET', `/published/${notice}`, { headers: { accept: 'text/html' } })).text;
    expect(await page(web)).not.toContain('<p>7</p>');
    expect(await page(other)).not.toContain('<p>7</p>');

    const working = { ...shared, ROLE: 'worker', ORIGIN } as const;
    const workers = [await (await startNode(working)).ready(), await (await startNode(working)).ready()] as const;
    const isDone = async () => {
      const { waiting, undelivered } = await countsIn(DATABASE_URL);
      return waiting + undelivered === 0;
    };
    expect(await until(isDone, 15_000)).toBe(true);
    for (const { got } of neighbours.all) expect(got.map(({ type }) => type)).toEqual(['Accept']);

    // Somebody is let in through one door, speaks through it, and is read at the other.
    const [mira] = neighbours.all as [(typeof neighbours.all)[0], ...typeof neighbours.all];
    const judged = { subject: 'server', name: new URL(mira.id).host, verdict: 'let_in', reason: '', reviewOn: null };
    await api(web, 'POST', '/standings', { token: ana.token, body: judged });
    await neighbours.deliver(() => web, mira, answering(mira, 7, object));
    expect(await until(async () => (await page(other)).includes('<p>7</p>'), 10_000)).toBe(true);

    // One of two workers is killed while there is much to do: the other goes on, and nothing is done twice.
    const sent = neighbours.all.flatMap((each) =>
      Array.from({ length: 12 }, (_, number) =>
        neighbours.deliver(() => (number % 2 ? web : other), each, liking(each, number, object)),
      ),
    );
    await api(other, 'POST', '/notices', { token: ana.token, body: { ...NOTICE, title: 'Monday' } });
    await workers[0].kill();
    await Promise.all(sent);
    expect(await until(async () => (await countsIn(DATABASE_URL)).waiting === 0, 15_000)).toBe(true);
    expect(await countsIn(DATABASE_URL)).toMatchObject({ heard: NEIGHBOURS * 13 + 1, likes: NEIGHBOURS * 12 });
    const haveIt = () => neighbours.all.every(({ got }) => got.some(({ body }) => body.includes('Monday')));
    expect(await until(haveIt, 90_000)).toBe(true);

    // What closes is decided by the worker, and by whoever asks before it.
    const { id } = await openVote(web, ana, 2);
    expect((await vote(other, ana, id, 'yes')).status).toBe(200);
    expect(await until(async () => (await read(other, ana, id)).status === 'adopted', 8_000)).toBe(true);
    for (const node of [web, other, workers[1]]) expect(await node.stop()).toEqual({ code: 0, signal: null });
  });
});
