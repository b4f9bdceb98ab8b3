import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { api, found, type Person } from '../support/api.ts';
import {
  answering,
  following,
  liking,
  type Neighbour,
  type Neighbours,
  openNeighbours,
} from '../support/federation/neighbours.ts';
import { inDatabase, type OwnPostgres, ownPostgres } from '../support/own-postgres.ts';
import { newFolder, type RunningNode, startNode, until } from '../support/process.ts';

const OPEN = { ALLOW_PRIVATE_PEERS: 'true', INBOX_PER_SERVER: '100000', LOG_LEVEL: 'warn' } as const;

interface Place {
  readonly DATABASE_URL: string;
  readonly DATA_DIR: string;
  readonly PORT: string;
}

const PORT_FROM = (node: RunningNode): string => String(node.port);

/** A collective on a database that its keeper keeps, with a notice that can be answered. */
async function openPlace(server: OwnPostgres) {
  const DATABASE_URL = await server.newDatabase();
  const DATA_DIR = join(await newFolder(), 'data');
  const node = await (await startNode({ ...OPEN, DATABASE_URL, DATA_DIR })).ready();
  const [ana] = (await found(node, await node.foundingSecret(), ['ana'])) as [Person];
  const { id } = await api<{ id: string }>(node, 'POST', '/notices', { token: ana.token, body: NOTICE });
  const place: Place = { DATABASE_URL, DATA_DIR, PORT: PORT_FROM(node) };
  return { place, node, ana, notice: `${node.origin}/objects/${id}` };
}

const NOTICE = { title: 'Sunday', body: 'We meet at four.', language: 'en' };
const begin = async (place: Place): Promise<RunningNode> => (await startNode({ ...OPEN, ...place })).ready();

interface Sent {
  answers: number;
  likes: number;
}

/** Answers and likes, one after the other, each as often as it takes; until it is told to stop. */
async function keepSending(
  { deliver }: Neighbours,
  by: Neighbour,
  to: { node: RunningNode; readonly notice: string; over: boolean },
): Promise<Sent> {
  const sent = { answers: 0, likes: 0 };
  await deliver(() => to.node, by, following(by, to.node));
  for (let number = 1; !to.over; number += 1) {
    await deliver(() => to.node, by, answering(by, number, to.notice));
    sent.answers += 1;
    await deliver(() => to.node, by, liking(by, number, to.notice));
    sent.likes += 1;
  }
  return sent;
}

interface Kept {
  readonly waiting: number;
  readonly notes: number;
  readonly likes: number;
  readonly follows: number;
  readonly heard: number;
  readonly events: number;
  readonly totals: number;
  readonly other: number;
}

const keptIn = (url: string): Promise<Kept> =>
  inDatabase(url, async (sql) => {
    const [row] = await sql<Kept[]>`
      select (select count(*)::int from waiting_messages) as waiting,
        (select count(*)::int from remote_notes) as notes,
        (select count(*)::int from appreciations) as likes,
        (select count(*)::int from follows_received where state = 'accepted') as follows,
        (select count(*)::int from received where outcome = 'done') as heard,
        (select count(*)::int from journal where type in ('voice.heard', 'appreciation.heard', 'follower.came')) as events,
        (select sum(total)::int from voice_totals where subject = 'publication') as totals,
        (select count(*)::int from received where outcome <> 'done') as other`;
    return row as Kept;
  });

const SENDERS = 12;

describe('messages of others', () => {
  it('are lost and doubled by nothing, however often the node is killed while they come', async () => {
    const server = await ownPostgres();
    await using neighbours = await openNeighbours(SENDERS);
    const { place, node, notice } = await openPlace(server);
    const to = { node, notice, over: false };
    const sending = neighbours.all.map((each) => keepSending(neighbours, each, to));

    for (const [round, milliseconds] of [700, 250, 400, 90].entries()) {
      await pause(milliseconds);
      // What was answered with 202 may not have been heard: that is the point.
      await to.node.kill();
      if (round === 2) {
        await server.stop('killed');
        await server.start();
      }
      to.node = await begin(place);
    }
    await pause(500);
    to.over = true;
    const sent = await Promise.all(sending);
    const answers = sent.reduce((sum, each) => sum + each.answers, 0);
    const likes = sent.reduce((sum, each) => sum + each.likes, 0);
    expect(answers).toBeGreaterThan(SENDERS * 3);

    expect(await until(async () => (await keptIn(place.DATABASE_URL)).waiting === 0, 10_000)).toBe(true);
    const all = answers + likes + SENDERS;
    expect(await keptIn(place.DATABASE_URL)).toEqual({
      ...{ waiting: 0, notes: answers, likes, follows: SENDERS, heard: all, events: all, totals: answers, other: 0 },
    });
    // Each follow was answered, by one and the same answer however often that was sent.
    const isAnswered = () => neighbours.all.every(({ got }) => got.some(({ type }) => type === 'Accept'));
    expect(await until(isAnswered, 10_000)).toBe(true);
    for (const { got } of neighbours.all) {
      expect(new Set(got.filter(({ type }) => type === 'Accept').map(({ id }) => id)).size).toBe(1);
    }
    expect(await to.node.stop()).toEqual({ code: 0, signal: null });
  });

  it.each(['stopped', 'frozen'] as const)(
    'are answered with 503 and a time while PostgreSQL is %s, and taken when it is back',
    async (how) => {
      const server = await ownPostgres();
      await using neighbours = await openNeighbours(8);
      const { place, node, notice } = await openPlace(server);
      for (const each of neighbours.all) await neighbours.deliver(() => node, each, following(each, node));
      const say = (number: number) =>
        Promise.all(neighbours.all.map((each) => neighbours.post(node, each, answering(each, number, notice))));
      expect((await say(1)).map(({ status }) => status)).toEqual(neighbours.all.map(() => 202));

      if (how === 'frozen') server.freeze();
      else await server.stop('immediately');
      for (const { status, retryAfter } of await say(2)) {
        expect(status).toBe(503);
        expect(retryAfter).toBeGreaterThan(0);
      }
      if (how === 'frozen') server.thaw();
      else await server.start();
      for (const each of neighbours.all) await neighbours.deliver(() => node, each, answering(each, 2, notice));
      const isHeard = async () => {
        const { waiting, notes } = await keptIn(place.DATABASE_URL);
        return waiting === 0 && notes === 16;
      };
      expect(await until(isHeard, 15_000)).toBe(true);
      expect((await keptIn(place.DATABASE_URL)).other).toBe(0);
      expect(await node.stop()).toEqual({ code: 0, signal: null });
    },
  );

  it('that were taken before the node was asked to stop are heard by the next', async () => {
    const server = await ownPostgres();
    await using neighbours = await openNeighbours(SENDERS);
    const { place, node, notice } = await openPlace(server);
    const to = { node, notice, over: false };
    const sending = neighbours.all.map((each) => keepSending(neighbours, each, to));
    await pause(600);
    expect(await node.stop()).toEqual({ code: 0, signal: null });
    to.node = await begin(place);
    to.over = true;
    const sent = await Promise.all(sending);
    const answers = sent.reduce((sum, each) => sum + each.answers, 0);
    expect(await until(async () => (await keptIn(place.DATABASE_URL)).waiting === 0, 10_000)).toBe(true);
    expect(await keptIn(place.DATABASE_URL)).toMatchObject({ notes: answers, totals: answers, follows: SENDERS });
    await to.node.stop();
  });
});
