import type { FederationSettings } from '../../src/federation.ts';
import { buildHouse, type House } from '../../src/house.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { repeatableRandom } from '../../src/kernel/random.ts';
import type { Reactions } from '../../src/platform/work.ts';
import { type TestClock, testClock } from './clock.ts';
import { cloneDatabase, type TestDatabase } from './database.ts';
import { federationOfTests } from './federation/settings.ts';

export interface TestHouse extends House, TestDatabase {
  readonly clock: TestClock;
  readonly db: House['db'];
}

export interface TestHouseOptions {
  /** A database of the caller's; otherwise a fresh one. */
  readonly database?: TestDatabase;
  readonly startsAt?: Date | string;
  readonly seed?: string;
  readonly changeReactions?: (following: Reactions) => Reactions;
  readonly origin?: URL;
  readonly federation?: Partial<FederationSettings>;
  /** Connections at once. */
  readonly max?: number;
  /** Instead of the clock that stands still: commands read this one. */
  readonly ticking?: (clock: TestClock) => Clock;
}

export const ORIGIN = new URL('https://port.example');

/** When the tests of a house begin: a Sunday noon in Europe, an hour before which nothing has happened. */
export const FIRST_OF_MARCH = new Date('2026-03-01T12:00:00Z');

/**
 * A node without its doors over an empty database, with a clock that is set by hand and a chance that
 * repeats itself: two houses with one seed that are asked the same mint the same ids.
 */
export async function testHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  const database = options.database ?? (await cloneDatabase(options.max));
  const clock = testClock(options.startsAt ?? FIRST_OF_MARCH);
  const house = buildHouse({
    db: database.db,
    clock: options.ticking?.(clock) ?? clock,
    random: repeatableRandom(Buffer.from(options.seed ?? 'kunveno')),
    origin: options.origin ?? ORIGIN,
    ...(options.changeReactions ? { changeReactions: options.changeReactions } : {}),
    federation: { ...federationOfTests(), ...options.federation },
  });
  const { address, sql } = database;
  return { ...house, clock, address, sql, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}
