import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Answer, api, found, openVote, type Person, read, send, vote } from '../support/api.ts';
import { ownPostgres } from '../support/own-postgres.ts';
import { newFolder, postmasterOf, processesIn, type RunningNode, startNode, until } from '../support/process.ts';

/** A person's patience, and that of a proxy before the node; a statement is given five seconds. */
const ANSWER_MS = 7_000;

const HTML = { headers: { accept: 'text/html' } };

/** More than there are connections to the database. */
const MANY = 40;

/** What is asked of a node whose database is away: by a probe, by people, by programs. */
async function answersWithout(
  node: RunningNode,
  ana: Person,
  proposal: string,
  many = 0,
): Promise<Record<string, Answer>> {
  const asked = {
    // First, so that it gets a connection that is open already.
    write: vote(node, ana, proposal, 'no'),
    live: send(node, 'GET', '/health/live'),
    ready: send(node, 'GET', '/health/ready'),
    page: send(node, 'GET', '/sign-in', HTML),
    membersPage: send(node, 'GET', '/today', { headers: { ...HTML.headers, cookie: 'session=of-somebody' } }),
    publicApi: send(node, 'GET', '/api/v1/collective'),
    api: send(node, 'GET', `/api/v1/proposals/${proposal}`, { token: ana.token }),
    ...Object.fromEntries(
      Array.from({ length: many }, (_, index) => [
        `one of many, ${index}`,
        send(node, 'GET', '/api/v1/me', { token: ana.token }),
      ]),
    ),
  };
  const answers = await Promise.all(Object.entries(asked).map(async ([name, answer]) => [name, await answer] as const));
  return Object.fromEntries(answers);
}

function expectToBeSaid(answers: Record<string, Answer>): void {
  for (const [name, { status, headers, milliseconds }] of Object.entries(answers)) {
    expect([name, status]).toEqual([name, name === 'live' ? 200 : 503]);
    if (name !== 'live') expect([name, Number(headers['retry-after'])]).toEqual([name, expect.toSatisfy((s) => s > 0)]);
    expect([name, milliseconds]).toEqual([name, expect.toSatisfy((each) => each < ANSWER_MS)]);
  }
  expect(answers.live?.milliseconds).toBeLessThan(1_000);
  expect(answers.page?.headers['content-type']).toContain('text/html');
  expect(answers.write?.headers['content-type']).toContain('application/problem+json');
  // Nobody is told what a driver says, or where the database is.
  for (const { text } of Object.values(answers)) expect(text).not.toMatch(/ECONN|postgres|127\.0\.0\.1|select/i);
}

const isReady = (node: RunningNode) => async () => (await send(node, 'GET', '/health/ready')).status === 200;

describe('a PostgreSQL of the operator’s that goes away', () => {
  it.each(['stopped', 'killed', 'frozen'] as const)(
    'and is %s: 503 until it is back, and nothing is lost',
    async (how) => {
      const server = await ownPostgres();
      const node = await (await startNode({ DATABASE_URL: await server.newDatabase() })).ready();
      const [ana] = (await found(node, await node.foundingSecret(), ['ana'])) as [Person];
      const { id, closesAt } = await openVote(node, ana, 600);
      expect((await vote(node, ana, id, 'yes')).status).toBe(200);

      if (how === 'frozen') server.freeze();
      else await server.stop(how === 'killed' ? 'killed' : 'immediately');
      expectToBeSaid(await answersWithout(node, ana, id, how === 'killed' ? 0 : MANY));

      if (how === 'frozen') server.thaw();
      else await server.start();
      expect(await until(isReady(node), 10_000)).toBe(true);
      // What was answered with 503 is not done behind the back of whoever was told so.
      await pause(500);
      const { ownBallot, voting } = await read(node, ana, id);
      expect([ownBallot?.choice, voting?.closesAt]).toEqual(['yes', closesAt.toISOString()]);
      expect((await vote(node, ana, id, 'abstain')).status).toBe(200);
      // The worker and the ears for other processes are back as well: what is due is written down by itself.
      await api(node, 'POST', `/proposals/${id}/early-closing`, { token: ana.token });
      expect(await until(async () => (await read(node, ana, id)).status !== 'voting', 8_000)).toBe(true);
      expect((await read(node, ana, id)).decision).toMatchObject({ counts: { yes: 0, no: 0, abstain: 1 } });
      expect(await node.stop()).toEqual({ code: 0, signal: null });
    },
  );

  it('does not keep a node that is asked to stop while it is frozen', async () => {
    const server = await ownPostgres();
    const node = await (await startNode({ DATABASE_URL: await server.newDatabase() })).ready();
    await node.foundingSecret();
    server.freeze();
    const asked = send(node, 'GET', '/api/v1/collective');
    await pause(200);
    expect(await node.stop()).toEqual({ code: 0, signal: null });
    expect((await asked).status).toBe(503);
  });

  it('is missed at the start: a sentence and exit code 1', async () => {
    const server = await ownPostgres();
    const DATABASE_URL = await server.newDatabase();
    await server.stop('immediately');
    const node = await startNode({ DATABASE_URL });
    expect(await node.end).toEqual({ code: 1, signal: null });
    expect(node.log()).toMatch(/^kunveno: .*PostgreSQL.*DATABASE_URL/);
    expect(node.log()).not.toMatch(/\n\s+at /);
  });
});

describe('an embedded PostgreSQL that is killed under its node', () => {
  it('is missed with 503 rather than a crash, and its node starts it again', async () => {
    const DATA_DIR = await newFolder();
    const node = await (await startNode({ DATA_DIR })).ready();
    const [ana] = (await found(node, await node.foundingSecret(), ['ana'])) as [Person];
    const { id } = await openVote(node, ana, 600);
    expect((await vote(node, ana, id, 'yes')).status).toBe(200);

    for (const pid of processesIn(DATA_DIR)) process.kill(pid, 'SIGKILL');
    const write = await vote(node, ana, id, 'no');
    expect([write.status, Number(write.headers['retry-after']) > 0]).toEqual([503, true]);
    expect(await until(isReady(node), 20_000)).toBe(true);
    expect((await read(node, ana, id)).ownBallot?.choice).toBe('yes');
    expect((await vote(node, ana, id, 'abstain')).status).toBe(200);

    // Once more, and it is asked to stop while the server is being started again: nothing of it is left behind.
    for (const pid of processesIn(DATA_DIR)) process.kill(pid, 'SIGKILL');
    await pause(300);
    expect(await node.stop()).toEqual({ code: 0, signal: null });
    expect(processesIn(DATA_DIR)).toEqual([]);
    const again = await (await startNode({ DATA_DIR })).ready();
    expect((await read(again, ana, id)).ownBallot?.choice).toBe('abstain');
    expect(await again.stop()).toEqual({ code: 0, signal: null });
    expect(processesIn(DATA_DIR)).toEqual([]);
  });

  it('begins again by itself when only one of its sessions is killed', async () => {
    const DATA_DIR = await newFolder();
    const node = await (await startNode({ DATA_DIR })).ready();
    const [ana] = (await found(node, await node.foundingSecret(), ['ana'])) as [Person];
    const postmaster = await postmasterOf(`${DATA_DIR}/postgres`);
    // PostgreSQL ends all sessions when one of them dies like this: it may have left shared memory half written.
    process.kill(
      Number(
        processesIn(DATA_DIR)
          .filter((pid) => pid !== postmaster)
          .at(-1),
      ),
      'SIGKILL',
    );
    const isBack = async () => (await send(node, 'GET', '/api/v1/me', { token: ana.token })).status === 200;
    expect(await until(isBack, 10_000)).toBe(true);
    expect(await postmasterOf(`${DATA_DIR}/postgres`)).toBe(postmaster);
    expect(await node.stop()).toEqual({ code: 0, signal: null });
    expect(processesIn(DATA_DIR)).toEqual([]);
  });
});
