import { describe, expect, it } from 'vitest';
import { withDatabases } from './databases.ts';
import { complaintOf, lineOf, simulate } from './simulation.ts';

/** What once went wrong, and the seeds with which that was seen. */
const FAILED_BEFORE = [
  { seed: 303, days: 14, peers: 50, what: 'what was on its way as it was taken back was tried again for days' },
  { seed: 307, days: 14, peers: 50, what: 'after a long outage of ours everybody else waited for hours' },
] as const;

describe('a node among fifty others', () => {
  it.each([{ seed: 101, days: 30, peers: 50, what: 'a whole month' }, ...FAILED_BEFORE])(
    'keeps its promises with seed $seed: $what',
    async (given) => {
      await withDatabases(async (newDatabase) => {
        const report = await simulate({ ...given, address: await newDatabase() });
        console.log(lineOf(report));
        expect(
          report.faults.map(({ check }) => check),
          complaintOf(report),
        ).toEqual([]);
      });
    },
  );

  it('has the same history each time', async () => {
    await withDatabases(async (newDatabase) => {
      const short = { days: 11, peers: 12, seed: 7 };
      const one = await simulate({ ...short, address: await newDatabase() });
      const other = await simulate({ ...short, address: await newDatabase() });
      expect([one.delivered > 0, other.history]).toEqual([true, one.history]);
    });
  });
});
