import assert from 'node:assert/strict';
import { sql } from 'drizzle-orm';
import type { Clock } from '../kernel/clock.ts';
import type { DomainEvent } from '../kernel/event.ts';
import { type Random, repeatableRandom } from '../kernel/random.ts';
import { requireAsker } from './asker.ts';
import { type Database, isSerializationConflict, type Reader, type Tx } from './database.ts';
import { type Docket, earliestDue } from './docket.ts';
import { appendToJournal, type JournalEntry } from './journal.ts';
import { appendToRecord, type RecordEntry, type RecordedLeaf } from './record.ts';
import { SIGNAL_CHANNEL, type Signal, type Signals } from './signals.ts';

/** One unit of work: one transaction, one instant, and the events it causes. */
export interface Work {
  readonly tx: Tx;
  readonly now: Date;
  readonly random: Random;
  /** Journals an event and lets everything follow from it that `reactions.ts` says, in this transaction. */
  emit(event: DomainEvent): Promise<void>;
  /** Appends to the chained record, in this transaction. */
  record(entry: RecordEntry): Promise<RecordedLeaf>;
  /** Runs a part that may be refused by itself: what it did is undone, and the rest of this unit goes on. */
  attempt<T>(job: (work: Work) => Promise<T>): Promise<T>;
  /** After the commit, tells whoever keeps this in memory that it has changed. */
  changed(signal: Signal): void;
}

export type Reaction = (work: Work, event: never) => Promise<void>;
export type Reactions = Readonly<Record<string, readonly Reaction[]>>;
/**
 * 'alone' waits until every command under way has ended, and reads the clock only then: for what ends
 * something under which others may be acting at this moment.
 */
export type Company = 'together' | 'alone';
export type UnitOfWork = <T>(job: (work: Work) => Promise<T>, company?: Company) => Promise<T>;
export type AsOf = <T>(job: (db: Reader, now: Date) => Promise<T>) => Promise<T>;

/** Who acts, and the id of the form or request by which they do, so that one sent twice is done once. */
export interface Actor {
  readonly member: string;
  readonly once?: string | undefined;
}

/** A unit of work of a member in good standing, who cannot leave before it is committed. */
export type ActingAs = <T>(actor: Actor, job: (work: Work) => Promise<T>, company?: Company) => Promise<T>;

export interface Units {
  /** Runs a command: what it changes, emits, records and sends commits together or not at all. */
  readonly inUnitOfWork: UnitOfWork;
  /** Reads as of now. What is due but not yet written down is seen as if it were; nothing is written. */
  readonly asOf: AsOf;
  /** Writes down whatever is due, each at its own instant. Returns how many. */
  readonly settle: () => Promise<number>;
}

export interface UnitsOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly reactions: Reactions;
  readonly dockets: readonly Docket[];
  readonly signals: Signals;
}

const CASCADE_DEPTH_MAX = 8;
const ATTEMPTS_MAX = 5;

/**
 * Key of the advisory lock called the floor. Commands share it; whoever establishes what is
 * due has it alone. A command reads its clock only once it has the floor, so that everything
 * it may count on has been established, and a closing waits for every command that began
 * before it: a ballot counts if and only if its instant lies before the deadline.
 */
const FLOOR_LOCK = 7_200;

export function createUnits(options: UnitsOptions): Units {
  const { db, clock, dockets } = options;

  const settle = async (): Promise<number> => {
    let established = 0;
    while (await retrying(() => establishOne(options))) established += 1;
    return established;
  };

  const inUnitOfWork: UnitOfWork = async (job, company = 'together') => {
    for (;;) {
      const outcome = await retrying(() => attempt(options, job, company));
      if (outcome) return outcome.result;
      await settle();
    }
  };

  const asOf: AsOf = async (job) => {
    const now = clock.now();
    if (!(await earliestDue(dockets, db, now))) return job(db, now);
    return retrying(() => asIfEstablished(options, job));
  };

  return { inUnitOfWork, asOf, settle };
}

/** Undefined when something was due first, and nothing was done. */
async function attempt<T>(
  options: UnitsOptions,
  job: (work: Work) => Promise<T>,
  company: Company,
): Promise<{ result: T } | undefined> {
  const changes = new Set<Signal>();
  const entries: JournalEntry[] = [];
  const outcome = await options.db.transaction(async (tx) => {
    await tx.execute(
      company === 'alone'
        ? sql`select pg_advisory_xact_lock(${FLOOR_LOCK})`
        : sql`select pg_advisory_xact_lock_shared(${FLOOR_LOCK})`,
    );
    const now = options.clock.now();
    if (await earliestDue(options.dockets, tx, now)) return undefined;
    const result = await job(workIn(tx, now, options, { changes, entries }));
    await appendToJournal(tx, entries);
    await notifyOthers(tx, changes);
    requireAsker();
    return { result };
  });
  if (outcome) announce(options, changes);
  return outcome;
}

/** The effect of a decision belongs to the transaction that establishes it; the next due begins a new one. */
async function establishOne(options: UnitsOptions): Promise<boolean> {
  const changes = new Set<Signal>(['deadlines']);
  const entries: JournalEntry[] = [];
  const established = await options.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${FLOOR_LOCK})`);
    const any = await establishEarliest(tx, options.clock.now(), options, { changes, entries });
    if (!any) return false;
    await appendToJournal(tx, entries);
    await notifyOthers(tx, changes);
    return true;
  });
  if (established) announce(options, changes);
  return established;
}

async function establishEarliest(tx: Tx, now: Date, options: UnitsOptions, caused: Caused): Promise<boolean> {
  const next = await earliestDue(options.dockets, tx, now);
  if (!next) return false;
  const random = repeatableRandom(next.due.seed);
  await next.docket.establish(workIn(tx, next.due.at, { ...options, random }, caused), next.due);
  return true;
}

class ReadOnly<T> extends Error {
  readonly result: T;
  constructor(result: T) {
    super('read, then rolled back');
    this.result = result;
  }
}

/** Establishes what is due exactly as a command would, reads, and rolls it all back. */
async function asIfEstablished<T>(options: UnitsOptions, job: (db: Reader, now: Date) => Promise<T>): Promise<T> {
  try {
    return await options.db.transaction(async (tx): Promise<never> => {
      await tx.execute(sql`select pg_advisory_xact_lock(${FLOOR_LOCK})`);
      const now = options.clock.now();
      while (await establishEarliest(tx, now, options, { changes: new Set(), entries: [] }));
      throw new ReadOnly(await job(tx, now));
    });
  } catch (error) {
    if (error instanceof ReadOnly) return error.result;
    throw error;
  }
}

/** What a unit of work leaves behind beside its rows: told and written once, at its end. */
interface Caused {
  readonly changes: Set<Signal>;
  readonly entries: JournalEntry[];
}

function workIn(tx: Tx, now: Date, options: UnitsOptions, caused: Caused): Work {
  const { reactions, random } = options;
  let depth = 0;
  const work: Work = {
    tx,
    now,
    random,
    record: (entry) => appendToRecord(tx, entry, now),
    async attempt(job) {
      const part: Caused = { changes: new Set(), entries: [] };
      const result = await tx.transaction((nested) => job(workIn(nested, now, options, part)));
      for (const signal of part.changes) caused.changes.add(signal);
      for (const entry of part.entries) caused.entries.push(entry);
      return result;
    },
    changed: (signal) => void caused.changes.add(signal),
    async emit(event) {
      const reactionsToEvent = reactions[event.type];
      assert(reactionsToEvent, `no line in reactions.ts for event "${event.type}"`);
      assert(depth < CASCADE_DEPTH_MAX, `events follow from events more than ${CASCADE_DEPTH_MAX} deep`);
      caused.entries.push({ type: event.type, data: event.data, happenedAt: now });
      depth += 1;
      for (const react of reactionsToEvent) await react(work, event as never);
      depth -= 1;
    },
  };
  return work;
}

/** PostgreSQL delivers these with the commit, and not at all without it. */
async function notifyOthers(tx: Tx, changes: ReadonlySet<Signal>): Promise<void> {
  if (changes.size > 0) await tx.execute(sql`select pg_notify(${SIGNAL_CHANNEL}, ${[...changes].join(' ')})`);
}

function announce({ signals }: UnitsOptions, changes: ReadonlySet<Signal>): void {
  for (const signal of changes) signals.send(signal);
}

/** Two transactions that wait for each other end with one of them refused by PostgreSQL: that one begins again. */
async function retrying<T>(job: () => Promise<T>): Promise<T> {
  for (let attemptNumber = 1; ; attemptNumber += 1) {
    try {
      return await job();
    } catch (error) {
      if (attemptNumber >= ATTEMPTS_MAX || !isSerializationConflict(error)) throw error;
    }
  }
}
