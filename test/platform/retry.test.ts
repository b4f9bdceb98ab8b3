import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Work } from '../../src/platform/work.ts';
import { type TestHouse, testHouse } from '../support/house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse({ max: 4 });
});
afterAll(() => house[Symbol.asyncDispose]());

const write = ({ tx, now }: Work, id: string) =>
  tx.execute(sql`insert into submissions (id, carried_out_at) values (${id}, ${now.toISOString()}::timestamptz)`);
const written = async (id: string): Promise<number> =>
  (await house.sql`select id from submissions where id = ${id}`).length;

/** As PostgreSQL says it when two transactions cannot both have been first (SQLSTATE 40001). */
const collide = ({ tx }: Work) =>
  tx.execute(sql`do $$ begin raise exception 'could not serialize access' using errcode = '40001'; end $$`);

describe('a unit of work that collides with another', () => {
  it.each([1, 2, 4])('%i times is begun again, and leaves its effect once', async (times) => {
    const id = `collides ${times} times`;
    let attempts = 0;
    await house.inUnitOfWork(async (work) => {
      attempts += 1;
      await write(work, id);
      if (attempts <= times) await collide(work);
    });
    expect([attempts, await written(id)]).toEqual([times + 1, 1]);
  });

  it('again and again is given up after a few times, and leaves nothing', async () => {
    let attempts = 0;
    const always = house.inUnitOfWork(async (work) => {
      attempts += 1;
      await write(work, 'collides always');
      await collide(work);
    });
    await expect(always).rejects.toThrow();
    expect([attempts, await written('collides always')]).toEqual([5, 0]);
  });

  it('because each waits for the other ends with both done', async () => {
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let attempts = 0;
    const locking = (id: string, one: number, other: number, mine: typeof first, theirs: typeof first) =>
      house.inUnitOfWork(async (work) => {
        attempts += 1;
        await work.tx.execute(sql`select pg_advisory_xact_lock(77, ${one})`);
        mine.resolve();
        await theirs.promise;
        await work.tx.execute(sql`select pg_advisory_xact_lock(77, ${other})`);
        await write(work, id);
      });
    await Promise.all([locking('waits for b', 1, 2, first, second), locking('waits for a', 2, 1, second, first)]);
    expect([await written('waits for b'), await written('waits for a'), attempts]).toEqual([1, 1, 3]);
  });
});
