import { describe, expect, it } from 'vitest';
import { cloneDatabase } from '../support/database.ts';
import { complaintOf, simulate } from './simulation.ts';

/** Two days of saying things, and as long as it takes until everything has come to its end. */
const SHORT = { days: 11.5, peers: 10 };
const TIMEOUT_MS = 120_000;

describe('a node among others, killed and cut off at random', () => {
  it.each([1, 2])('keeps its promises through the days of seed %i', { timeout: TIMEOUT_MS }, async (seed) => {
    await using database = await cloneDatabase();
    const report = await simulate({ ...SHORT, seed, address: database.address });
    expect(
      report.faults.map(({ check }) => check),
      complaintOf(report),
    ).toEqual([]);
    expect(report.kills).toBeGreaterThan(0);
    expect(report.delivered).toBeGreaterThan(10);
  });
});
