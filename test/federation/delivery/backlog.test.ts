import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../../../src/platform/database.ts';
import { leaseDue, nextDue } from '../../../src/platform/federation/delivery/deliveries.ts';
import { settle } from '../../../src/platform/federation/delivery/settle.ts';
import { judge } from '../../../src/platform/federation/delivery/answers.ts';
import { insertBacklog, openPostOffice, type PostOffice } from '../../support/federation/post-office.ts';

const ROWS = 100_000;
const HOSTS = 500;

let office: PostOffice;
beforeAll(async () => {
  office = await openPostOffice();
  await insertBacklog(office.database.sql, ROWS, HOSTS, office.clock.now());
  await office.database.sql`analyze deliveries`;
}, 60_000);
afterAll(() => office[Symbol.asyncDispose]());

/** How often all of the table is read by a job, and how many of its rows by index. */
async function readBy<T>(tx: Tx, job: () => Promise<T>): Promise<{ whole: number; rows: number; result: T }> {
  const before = await readSoFar(tx);
  const result = await job();
  const after = await readSoFar(tx);
  return { whole: after.whole - before.whole, rows: after.rows - before.rows, result };
}

async function readSoFar(tx: Tx): Promise<{ whole: number; rows: number }> {
  const [row] = await tx.execute<{ whole: number; rows: number }>(sql`
    select seq_scan::int as whole, idx_tup_fetch::int as rows
    from pg_stat_xact_user_tables where relname = 'deliveries'`);
  return row ?? { whole: 0, rows: 0 };
}

describe('a backlog of a hundred thousand deliveries', () => {
  it('is taken from by index alone, from many hosts at a time, and settled so', async () => {
    const { units } = office.open({ limits: { batch: 0 } });
    let after = '';
    const hosts = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      const wish = { room: 128, perHost: 2, leaseMs: 60_000, after };
      const leased = await units.inUnitOfWork((work) => readBy(work.tx, () => leaseDue(work, wish)));
      const { taken, last } = leased.result;
      after = last;
      for (const { host } of taken) hosts.add(host);
      expect(taken).toHaveLength(128);
      expect(leased.whole).toBe(0);
      expect(leased.rows).toBeLessThan(ROWS / 2);

      const tried = taken.map((delivery) => ({ delivery, outcome: judge({ status: 202, headers: {} }) }));
      const settled = await units.inUnitOfWork((work) =>
        readBy(work.tx, () => settle(work, tried, { ours: false, random01: () => 0.5 })),
      );
      expect(settled.whole).toBe(0);
      expect(settled.rows).toBeLessThan(1_000);
    }
    expect(hosts.size).toBe(3 * 64);
  });

  it('tells when the next of it is due by index alone', async () => {
    const read = await office.database.db.transaction((tx) =>
      readBy(tx, () => nextDue(tx, new Date(office.clock.now().getTime() - 1))),
    );
    expect(read.result).toEqual(office.clock.now());
    expect(read.whole).toBe(0);
  });
});
