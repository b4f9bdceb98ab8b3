import { describe, expect, it } from 'vitest';
import { ballots, found, openVote, type Person, read, send, untilAfter, vote } from '../support/api.ts';
import { inDatabase, ownPostgres } from '../support/own-postgres.ts';
import { kunveno, newFolder, type RunningNode, startNode, until } from '../support/process.ts';

describe('two nodes', () => {
  it('cannot share a DATA_DIR: the second says so, and the first goes on', async () => {
    const DATA_DIR = await newFolder();
    const first = await (await startNode({ DATA_DIR })).ready();
    const [ana] = (await found(first, await first.foundingSecret(), ['ana'])) as [Person];

    const second = await startNode({ DATA_DIR });
    expect(await second.end).toEqual({ code: 1, signal: null });
    expect(second.log()).toMatch(/^kunveno: Another node .* already runs on .*DATABASE_URL/);
    expect(second.log()).not.toMatch(/\n\s+at /);

    expect((await send(first, 'GET', '/api/v1/me', { token: ana.token })).status).toBe(200);
    expect(await first.stop()).toEqual({ code: 0, signal: null });
  });

  it('start at once on one new database, migrate it once, and count as one', async () => {
    const server = await ownPostgres();
    const DATABASE_URL = await server.newDatabase();
    const ORIGIN = 'http://behind-one-proxy.localhost';
    const [here, there] = (await Promise.all([1, 2].map(() => startNode({ DATABASE_URL, ORIGIN })))) as [
      RunningNode,
      RunningNode,
    ];
    await Promise.all([here.ready(), there.ready()]);
    const migrations = await inDatabase(DATABASE_URL, (sql) => sql`select hash from drizzle.__drizzle_migrations`);
    expect(new Set(migrations.map(({ hash }) => hash)).size).toBe(migrations.length);

    // Each start shows a new link and forgets the one before, so one of the two is still good.
    const { link } = JSON.parse((await kunveno(['found', '--link', '--json'], { DATABASE_URL, ORIGIN })).output);
    const secret = new URL(link).pathname.split('/').at(-1) ?? '';
    const people = await found(here, secret, ['ana', 'ben', 'cleo']);
    const [ana, ben, cleo] = people as [Person, Person, Person];
    const { id, closesAt } = await openVote(here, ana, 2);
    expect((await vote(here, ana, id, 'yes')).status).toBe(200);
    expect((await vote(there, ben, id, 'yes')).status).toBe(200);
    expect((await vote(there, cleo, id, 'no')).status).toBe(200);
    expect((await vote(here, cleo, id, 'abstain')).status).toBe(200);
    await untilAfter(closesAt);
    const [seenHere, seenThere] = await Promise.all([read(here, ana, id), read(there, ana, id)]);
    expect(seenHere).toEqual(seenThere);
    expect(seenHere.decision).toMatchObject({ outcome: 'adopted', counts: { yes: 2, no: 0, abstain: 1 } });
    expect(await ballots(there, ana, id)).toEqual(await ballots(here, ana, id));
    expect(await Promise.all([here.stop(), there.stop()])).toEqual(Array(2).fill({ code: 0, signal: null }));
  });

  it('can be one that serves and one that works', async () => {
    const server = await ownPostgres();
    const DATABASE_URL = await server.newDatabase();
    const web = await (await startNode({ DATABASE_URL, ROLE: 'web' })).ready();
    const worker = await (await startNode({ DATABASE_URL, ROLE: 'worker' })).ready();
    await expect(send(worker, 'GET', '/health/live')).rejects.toThrow('ECONNREFUSED');
    expect(worker.output()).not.toContain('/founding/');

    const people = await found(web, await web.foundingSecret(), ['ana', 'ben', 'cleo']);
    const { id, closesAt } = await openVote(web, people[0] as Person, 2);
    for (const each of people) expect((await vote(web, each, id, 'yes')).status).toBe(200);
    const written = () =>
      inDatabase(DATABASE_URL, (sql) => sql<{ decided_at: Date }[]>`select decided_at from decisions`);
    expect(await written()).toEqual([]);
    await untilAfter(closesAt);
    // Nobody asks the web: it is the worker that writes the decision down, at its time.
    expect(await until(async () => (await written()).length === 1, 3_000)).toBe(true);
    expect((await written()).map(({ decided_at }) => decided_at)).toEqual([closesAt]);
    expect((await read(web, people[0] as Person, id)).status).toBe('adopted');
    expect(await Promise.all([web.stop(), worker.stop()])).toEqual(Array(2).fill({ code: 0, signal: null }));
  });
});

describe('an older node', () => {
  it('leaves a database alone that a newer one has written', async () => {
    const server = await ownPostgres();
    const DATABASE_URL = await server.newDatabase();
    await (await (await startNode({ DATABASE_URL })).ready()).stop();
    const later = Date.UTC(2100, 0);
    await inDatabase(
      DATABASE_URL,
      (sql) => sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', ${later})`,
    );
    const before = await tablesOf(DATABASE_URL);

    const node = await startNode({ DATABASE_URL });
    expect(await node.end).toEqual({ code: 1, signal: null });
    expect(node.log()).toMatch(/^kunveno: This database was written by a newer version of Kunveno\. .*backup/m);
    expect(node.output()).not.toContain('✓ schema');
    expect(await tablesOf(DATABASE_URL)).toEqual(before);
  });
});

const tablesOf = (url: string) =>
  inDatabase(url, (sql) => sql`select relname, reltuples from pg_class where relkind = 'r' order by oid`);
