import { inArray } from 'drizzle-orm';
import type { Reader } from '../../database.ts';
import { activities } from '../schema.ts';
import type { Letter } from './attempt.ts';

const KEPT = 64;
const KEPT_BYTES = 8 * 1_048_576;

/**
 * What is sent, by the number of its activity: one buffer for all who receive it, as long as they receive
 * it soon after one another. What has not been asked for longest is forgotten first.
 */
export function createLetters() {
  const kept = new Map<number, Letter>();
  let bytes = 0;

  const forget = (number: number): void => {
    bytes -= kept.get(number)?.body.length ?? 0;
    kept.delete(number);
  };
  const keep = (number: number, letter: Letter): void => {
    forget(number);
    kept.set(number, letter);
    bytes += letter.body.length;
    for (const [oldest] of kept) {
      if (kept.size <= KEPT && bytes <= KEPT_BYTES) break;
      forget(oldest);
    }
  };

  return async (db: Reader, numbers: readonly number[]): Promise<ReadonlyMap<number, Letter>> => {
    const found = new Map<number, Letter>();
    for (const number of numbers) {
      const letter = kept.get(number);
      if (letter) found.set(number, letter);
    }
    const missing = [...new Set(numbers)].filter((number) => !found.has(number));
    for (const { number, sender, body, digest } of missing.length > 0 ? await read(db, missing) : []) {
      found.set(number, { sender, body: Buffer.from(body, 'utf8'), digest });
    }
    for (const [number, letter] of found) keep(number, letter);
    return found;
  };
}

const read = (db: Reader, numbers: readonly number[]) =>
  db
    .select({ number: activities.number, sender: activities.sender, body: activities.body, digest: activities.digest })
    .from(activities)
    .where(inArray(activities.number, [...numbers]));
