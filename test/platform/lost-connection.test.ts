import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { isDatabaseUnavailable, openDatabase } from '../../src/platform/database.ts';
import { cuttableLine } from '../support/cut.ts';
import { cloneDatabase } from '../support/database.ts';

const outcomeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'done',
    (error: unknown) => (isDatabaseUnavailable(error) ? 'unavailable' : Promise.reject(error)),
  );

describe('a connection that is lost in the middle of a transaction', () => {
  it.each([1, 2, 3, 4, 5])('is replaced at once, wherever it broke: after statement %i', async (statements) => {
    await using database = await cloneDatabase();
    await using line = await cuttableLine(database.address);
    const db = openDatabase(line.address, { max: 1 });
    const once = () =>
      db.transaction(async (tx) => {
        await tx.execute(sql`select 1`);
        await tx.transaction(async (nested) => void (await nested.execute(sql`select ${2}::int`)));
        await tx.execute(sql`select 3`);
      });
    await once();

    for (let time = 0; time < 2; time += 1) {
      line.cutAfter(statements);
      expect(await outcomeOf(once())).toBe('unavailable');
      expect(line.mend()).toBe(true);
      const started = performance.now();
      expect(await outcomeOf(once())).toBe('done');
      expect(performance.now() - started).toBeLessThan(1_500);
    }
    void db.close().catch(() => undefined);
  });

  it('takes nobody else with it: what others do at that moment is done or refused, and nothing is done by halves', async () => {
    await using database = await cloneDatabase();
    await using line = await cuttableLine(database.address);
    await database.sql`create table if not exists public.halves (work int not null, half int not null)`;
    const db = openDatabase(line.address, { max: 3 });
    const write = (work: number) =>
      db.transaction(async (tx) => {
        for (const half of [1, 2]) await tx.execute(sql`insert into halves values (${work}, ${half})`);
      });
    const answers: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      line.cutAfter(4 + round * 3);
      const all = Array.from({ length: 12 }, (_, n) => outcomeOf(write(round * 100 + n)));
      answers.push(...(await Promise.all(all)));
      line.mend();
    }
    const halves = await database.sql`select work from halves group by work having count(*) <> 2`;
    expect([...halves]).toEqual([]);
    expect(answers.filter((answer) => answer === 'done').length).toBeGreaterThan(40);
    await database.sql`drop table public.halves`;
    void db.close().catch(() => undefined);
  });

  it.each(['while a statement runs', 'between two statements'])('was ended by the administrator %s', async (when) => {
    await using database = await cloneDatabase();
    const db = openDatabase(database.address, { max: 1 });
    const transaction = db.transaction(async (tx) => {
      const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      const ended = pause(50).then(() => database.sql`select pg_terminate_backend(${row?.pid ?? 0})`);
      if (when === 'between two statements') await ended.then(() => pause(50));
      await tx.execute(sql`select pg_sleep(5)`);
    });
    expect(await outcomeOf(transaction)).toBe('unavailable');
    expect(await outcomeOf(db.execute(sql`select 1`))).toBe('done');
    expect(await outcomeOf(db.transaction((tx) => tx.execute(sql`select 1`)))).toBe('done');
    void db.close().catch(() => undefined);
  });

  it('does not go on within another transaction that uses a new one', async () => {
    await using database = await cloneDatabase();
    await database.sql`create table if not exists public.halves (work int not null, half int not null)`;
    const db = openDatabase(database.address, { max: 1 });
    const write = (work: number, half: number) => sql`insert into halves values (${work}, ${half})`;
    const anotherHasBegun = Promise.withResolvers<void>();
    const firstHasTried = Promise.withResolvers<void>();

    const first = db.transaction(async (tx) => {
      const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      await tx.execute(write(1, 1));
      await database.sql`select pg_terminate_backend(${row?.pid ?? 0})`;
      // A pool that lends its one connection to one at a time lets the other wait until this one is over.
      await Promise.race([anotherHasBegun.promise, pause(500)]);
      await tx.execute(write(1, 2)).finally(firstHasTried.resolve);
    });
    const another = pause(100).then(() =>
      db.transaction(async (tx) => {
        await tx.execute(write(2, 1));
        anotherHasBegun.resolve();
        await firstHasTried.promise;
        await tx.execute(write(2, 2));
      }),
    );
    expect(await Promise.all([outcomeOf(first), outcomeOf(another)])).toEqual(['unavailable', 'done']);
    const written = await database.sql`select work, half from halves order by work, half`;
    expect(written.map(({ work, half }) => `${work}.${half}`)).toEqual(['2.1', '2.2']);
    await database.sql`drop table public.halves`;
    void db.close().catch(() => undefined);
  });
});

describe('a connection that is reset in the middle of a transaction', () => {
  it.each([1, 2, 3, 4, 5, 6])('is told to whoever waits for it: after statement %i', async (statements) => {
    await using database = await cloneDatabase();
    await using line = await cuttableLine(database.address);
    const db = openDatabase(line.address, { max: 1 });
    const once = () =>
      db.transaction(async (tx) => {
        await tx.execute(sql`select 1`);
        await tx.transaction(async (nested) => void (await nested.execute(sql`select ${2}::int`)));
      });
    await once();
    for (let time = 0; time < 2; time += 1) {
      line.resetAfter(statements);
      expect(await outcomeOf(once())).toBe('unavailable');
      expect(line.mend()).toBe(true);
      expect(await outcomeOf(once())).toBe('done');
    }
    void db.close().catch(() => undefined);
  });
});
