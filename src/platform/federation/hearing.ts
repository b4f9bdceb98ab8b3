import { Refusal } from '../../kernel/refusal.ts';
import type { Reader } from '../database.ts';
import type { UnitOfWork, Work } from '../work.ts';
import { type Activity, envelopeOf } from './envelope.ts';
import { saveHeard, unheard } from './received.ts';
import type { RemoteActor } from './remote.ts';
import { actorsById } from './remote-actors.ts';
import { dropWaiting, nextWaiting, putOff, type WaitingRow } from './waiting-messages.ts';

/** A message that its sender has signed, and that has been kept until now. */
export interface Message {
  readonly activity: Activity;
  readonly sender: RemoteActor;
  /** The sender, or their key, is not among what is stored: whoever acts on the message stores them. */
  readonly fetchedNow: boolean;
  readonly keyId: string;
  readonly receivedAt: Date;
}

/** What became of a message: `done`, `ignored` by everyone who was asked, or the code of a refusal. */
export type Outcome = string;

/** Hears one message: false when it is none of its business, and somebody else may be asked. */
export type Hear = (work: Work, message: Message) => Promise<boolean>;

/**
 * Hears many messages of one type, of which no two are of the same actor, with as few statements as for
 * one. Gives an outcome for each, in the same order.
 */
export type HearTogether = (work: Work, messages: readonly Message[]) => Promise<readonly Outcome[]>;

/** Who is asked about which type of activity. */
export type Hearers = Readonly<Record<string, HearTogether>>;

/** Asks some in turn about each message by itself: what one that is refused has done is undone, and the rest goes on. */
export const oneByOne =
  (...hearers: readonly Hear[]): HearTogether =>
  async (work, messages) => {
    const outcomes: Outcome[] = [];
    for (const message of messages) outcomes.push(await outcomeOf(work, message, hearers));
    return outcomes;
  };

async function outcomeOf(work: Work, message: Message, hearers: readonly Hear[]): Promise<Outcome> {
  try {
    return await work.attempt(async (part) => {
      for (const hear of hearers) if (await hear(part, message)) return 'done';
      return 'ignored';
    });
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

export interface HearingOptions {
  readonly inUnitOfWork: UnitOfWork;
  readonly hearers: Hearers;
  readonly allowPrivate: boolean;
  /** Told of every server that has sent something: it can be reached again. */
  hostsHeard(work: Work, hosts: readonly string[]): Promise<void>;
}

/** Messages that are heard in one transaction. */
export const HEARD_TOGETHER = 128;

/** After so many faults it is given up; until then it is tried after a minute, four, sixteen and so on. */
const FAULTS_MAX = 7;
const AFTER_FAULT_MS = 60_000;

/**
 * Carries out what messages ask for: each once, in the order in which its sender's came, since the key
 * under which it is known is written in the transaction of its effect. A rule that says no is kept as a
 * refusal, with nothing else.
 */
export function createHearing({ inUnitOfWork, hearers, allowPrivate, hostsHeard }: HearingOptions) {
  const hear = (limit: number, only?: number): Promise<number> =>
    inUnitOfWork(async (work) => {
      const rows = await nextWaiting(work.tx, work.now, limit, only);
      if (rows.length === 0) return 0;
      const letters = await unheard(work.tx, await opened(work.tx, rows, allowPrivate));
      await hostsHeard(work, [...new Set(letters.map(({ actor }) => new URL(actor).host))].sort());
      await saveHeard(work.tx, await heard(work, letters, hearers));
      await dropWaiting(
        work.tx,
        rows.map(({ number }) => number),
      );
      return rows.length;
    });

  return {
    /** Hears the oldest that wait. Returns how many; none when another process of this node is at it. */
    next: (): Promise<number> => hear(HEARD_TOGETHER),
    /** Hears one by itself. */
    one: (number: number): Promise<number> => hear(1, number),
    /** Which would be heard next. */
    upcoming: (): Promise<readonly WaitingRow[]> => inUnitOfWork(({ tx, now }) => nextWaiting(tx, now, HEARD_TOGETHER)),
    /** Hearing it ended in a fault of ours: it is tried again, and one day given up. True when it is given up. */
    putOff: (row: WaitingRow): Promise<boolean> =>
      inUnitOfWork(async (work) => {
        const faults = row.faults + 1;
        if (faults < FAULTS_MAX) {
          const wait = AFTER_FAULT_MS * 4 ** row.faults;
          await putOff(work.tx, row.number, faults, new Date(work.now.getTime() + wait));
          return false;
        }
        const letters = await unheard(work.tx, await opened(work.tx, [row], allowPrivate));
        await saveHeard(
          work.tx,
          letters.map((letter) => ({ ...letter, outcome: 'fault' })),
        );
        await dropWaiting(work.tx, [row.number]);
        return true;
      }),
  };
}

export type Hearing = ReturnType<typeof createHearing>;

interface Letter {
  readonly origin: string;
  readonly id: string;
  readonly digest: string;
  readonly type: string;
  readonly receivedAt: Date;
  readonly actor: string;
  readonly message: Message | undefined;
}

/** What waited, as messages: read again from the bytes that were signed. */
async function opened(db: Reader, rows: readonly WaitingRow[], allowPrivate: boolean): Promise<readonly Letter[]> {
  const read = rows.map((row) => ({ row, activity: activityIn(row, allowPrivate) }));
  const strangers = read.flatMap(({ row, activity }) => (activity && !row.sender ? [activity.actor] : []));
  const known = await actorsById(db, strangers);
  return read.map(({ row, activity }): Letter => {
    const { origin, id, digest, keyId, receivedAt } = row;
    const sender = row.sender ?? known.get(activity?.actor ?? '');
    const message =
      activity && sender ? { activity, sender, fetchedNow: row.sender !== null, keyId, receivedAt } : undefined;
    return { origin, id, digest, receivedAt, type: activity?.type ?? 'unread', actor: activity?.actor ?? id, message };
  });
}

/** It has passed the gate as it stands; should this node be set up otherwise since then, it means nothing any more. */
function activityIn({ body, receivedAt }: WaitingRow, allowPrivate: boolean): Activity | undefined {
  const envelope = envelopeOf(JSON.parse(body), { allowPrivate, now: receivedAt });
  return envelope.ok ? envelope.activity : undefined;
}

/**
 * In waves, of which each has one message of an actor, so that an actor's are heard in the order in which
 * they came. Of different actors none can be about what is the other's, but that one may answer what the
 * other has written: so what is new is heard last, in the order in which it came.
 */
async function heard(work: Work, letters: readonly Letter[], hearers: Hearers) {
  const all: (Letter & { readonly outcome: Outcome })[] = [];
  for (const wave of wavesOf(letters)) {
    for (const [type, together] of byType(wave)) {
      const hear = hearers[type];
      const messages = together.flatMap(({ message }) => (message ? [message] : []));
      const said = hear && messages.length > 0 ? await hear(work, messages) : [];
      const outcomeOf = new Map(messages.map(({ activity }, index) => [activity.id, said[index]]));
      for (const letter of together) {
        all.push({ ...letter, outcome: (letter.message && outcomeOf.get(letter.id)) ?? 'ignored' });
      }
    }
  }
  return all;
}

function wavesOf(letters: readonly Letter[]): readonly (readonly Letter[])[] {
  const waves: Letter[][] = [];
  const heardOf = new Map<string, number>();
  for (const letter of letters) {
    const place = heardOf.get(letter.actor) ?? 0;
    heardOf.set(letter.actor, place + 1);
    waves[place] = [...(waves[place] ?? []), letter];
  }
  return waves;
}

function byType(letters: readonly Letter[]): [type: string, letters: readonly Letter[]][] {
  const groups = Map.groupBy(letters, ({ type }) => type);
  return [...groups].sort(([one], [other]) => Number(one === 'Create') - Number(other === 'Create'));
}
