import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisions } from '../../src/assembly/schema.ts';
import { collective } from '../../src/collective/store.ts';
import type { Reader } from '../../src/platform/database.ts';
import { leavesOf } from '../../src/platform/record.ts';
import { type Acquaintance, anyStep, type Step, TIME_ZONE, take } from '../support/history.ts';
import { AssemblyOnPaper, type Expected } from '../support/history-model.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { found } from '../support/people.ts';
import { rowsOf } from '../support/rows.ts';

/** A few minutes before the year ends in Madrid: histories go on into the next. */
const NEW_YEARS_EVE = new Date('2026-12-31T22:53:00Z');

const anyHistory = fc.array(anyStep, { minLength: 20, maxLength: 100, size: 'max' });

async function foundedHouse(): Promise<{ house: TestHouse; known: Acquaintance }> {
  const house = await testHouse({ startsAt: NEW_YEARS_EVE, max: 2 });
  return { house, known: { members: [await found(house, { timeZone: TIME_ZONE })], proposals: [] } };
}

/** What a reader sees as decided, in the order of the numbers. */
async function seen(db: Reader, { proposals }: Acquaintance): Promise<Expected[]> {
  const rows = await db.select().from(decisions).orderBy(decisions.number);
  return rows.map(({ proposal, number, outcome, tally, effectState, effectRefusal }) => ({
    vote: proposals.findIndex(({ id }) => id === proposal),
    number,
    outcome,
    cast: tally.cast,
    electorate: tally.electorate,
    effect: effectRefusal ?? effectState,
  }));
}

/** Everything for good: decisions, the record to the byte, mandates, the name, and what was told inside. */
const lasting = async (house: TestHouse) => ({
  decisions: await rowsOf(house.sql, 'decisions', 'number'),
  record: await rowsOf(house.sql, 'records', 'audience, seq'),
  mandates: await rowsOf(house.sql, 'mandates', 'id'),
  ballots: await rowsOf(house.sql, 'votes', 'proposal, member'),
  roll: await rowsOf(house.sql, 'electors', 'proposal, member'),
  name: (await collective(house.db))?.name,
  journal: (await rowsOf(house.sql, 'journal', 'number')).map(({ number: _, ...event }) => event),
});

/** Takes the same steps in a house that settles whenever it is told to, in one that only reads, and on paper. */
async function live(history: readonly Step[]): Promise<void> {
  const diligent = await foundedHouse();
  const idle = await foundedHouse();
  await using _one = diligent.house;
  await using _other = idle.house;
  const paper = new AssemblyOnPaper(NEW_YEARS_EVE);

  for (const step of history) {
    const expected = paper.take(step);
    expect(await take(diligent.house, step, diligent.known), JSON.stringify(step)).toBe(expected);
    expect(await take(idle.house, step, idle.known)).toBe(expected);
    if (step.do === 'settle') {
      await diligent.house.settle();
      const decided = paper.decided(idle.known.proposals.map(({ id }) => id));
      expect(await seen(diligent.house.db, diligent.known)).toEqual(decided);
      expect(await idle.house.asOf((db) => seen(db, idle.known))).toEqual(decided);
    }
  }

  for (const { house } of [diligent, idle]) house.clock.advance({ minutes: 10 });
  paper.now += 600_000;
  const decided = paper.decided(idle.known.proposals.map(({ id }) => id));
  const asIf = await idle.house.asOf((db) => leavesOf(db, 'members'));
  expect(await idle.house.asOf((db) => seen(db, idle.known))).toEqual(decided);
  expect((await idle.house.settle()) + (await diligent.house.settle())).toBeGreaterThanOrEqual(0);
  expect(await leavesOf(diligent.house.db, 'members')).toEqual(asIf);
  expect(await lasting(idle.house)).toEqual(await lasting(diligent.house));
}

describe('any history of an assembly', () => {
  it('comes out as it would on paper, and the same whether or not anyone has counted on the way', async () => {
    await fc.assert(fc.asyncProperty(anyHistory, live), { numRuns: 8, interruptAfterTimeLimit: 60_000 });
  }, 90_000);
});
