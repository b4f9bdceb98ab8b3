import type { Reader } from './database.ts';
import type { Work } from './work.ts';

/** Something whose time has come, and which therefore holds, whether or not anyone has written it down yet. */
export interface Due {
  readonly id: string;
  readonly at: Date;
  /** Whatever chance is needed flows from here, so that all who establish it get the same. */
  readonly seed: Uint8Array;
}

/** What one capability brings about when an instant passes. */
export interface Docket {
  /** The earliest due at or before `now`; among equals, the one with the lowest id. */
  nextDue(db: Reader, now: Date): Promise<Due | undefined>;
  /** The earliest that is still to come or already due: until then nothing changes by itself. */
  nextDeadline(db: Reader): Promise<Date | undefined>;
  /** Writes down what follows, with `work.now` being the due instant. The same rows give the same result. */
  establish(work: Work, due: Due): Promise<void>;
}

/** The earliest due of all dockets, in the order (instant, id) in which every node must establish them. */
export async function earliestDue(dockets: readonly Docket[], db: Reader, now: Date) {
  let earliest: { due: Due; docket: Docket } | undefined;
  for (const docket of dockets) {
    const due = await docket.nextDue(db, now);
    if (due && (!earliest || isBefore(due, earliest.due))) earliest = { due, docket };
  }
  return earliest;
}

/** The next instant at which something changes by itself, as a bound for whatever is kept in memory. */
export async function nextDeadline(dockets: readonly Docket[], db: Reader): Promise<Date | undefined> {
  const all = await Promise.all(dockets.map((docket) => docket.nextDeadline(db)));
  return all.filter((at) => at !== undefined).sort((a, b) => a.getTime() - b.getTime())[0];
}

const isBefore = (a: Due, b: Due): boolean => a.at < b.at || (a.at.getTime() === b.at.getTime() && a.id < b.id);
