import { type Database, isDatabaseUnavailable } from '../database.ts';
import { createGatherer } from '../gather.ts';
import type { Signals } from '../signals.ts';
import { systemTimers, type Timers } from '../timers.ts';
import type { Authenticated } from './gate.ts';
import { backlogOf, keepWaiting, knownMessages, type MessageKey, type WaitingMessage } from './waiting-messages.ts';

/**
 * `taken`: it is kept, and will be heard. `seen`: it was taken before. `reused`: another message was taken
 * under its id. `full`: so many wait already that its sender must come again.
 */
export type Taken = 'taken' | 'seen' | 'reused' | 'full';

export interface InboxOptions {
  readonly db: Database;
  readonly now: () => Date;
  readonly signals: Signals;
  readonly limits?: Partial<InboxLimits>;
  readonly timers?: Timers | undefined;
}

export interface InboxLimits {
  /** Messages that may wait to be heard. */
  readonly waiting: number;
  /** Messages that are kept with one statement. */
  readonly together: number;
}

export const INBOX_LIMITS: InboxLimits = { waiting: 20_000, together: 64 };

/** How many wait is asked not more often than this. */
const COUNTED_MS = 1_000;

export interface Inbox {
  take(message: Authenticated): Promise<Taken>;
  /** Whether somebody waits at this moment to be told that we have what they sent. */
  isBusy(): boolean;
}

/**
 * Keeps what the gate has let in, durably, before its sender is told that we have it. Those that arrive while
 * others are being written share the next statement: a commit costs the same for one and for many.
 */
export function createInbox({ db, now, signals, limits: given, timers = systemTimers }: InboxOptions): Inbox {
  const limits = { ...INBOX_LIMITS, ...given };
  let backlog = { total: 0, since: 0, countedAt: Number.NEGATIVE_INFINITY };

  const measure = async (): Promise<void> => {
    if (timers.elapsed() - backlog.countedAt < COUNTED_MS) return;
    backlog = { ...backlog, countedAt: timers.elapsed() };
    backlog = { total: await backlogOf(db), since: 0, countedAt: timers.elapsed() };
  };

  const gatherer = createGatherer<WaitingMessage, Taken>(
    async (messages) => {
      await measure();
      const kept = await keepWaiting(db, messages);
      backlog.since += kept.length;
      if (kept.length > 0) signals.send('messages');
      return verdicts(messages, kept);
    },
    { most: limits.together, isEverybodys: isDatabaseUnavailable },
  );

  /** Whoever brought the copy that was kept is told so; the others are told how theirs stands to what is known. */
  const verdicts = async (messages: readonly WaitingMessage[], kept: readonly MessageKey[]): Promise<Taken[]> => {
    const fresh = new Map(kept.map((key) => [nameOf(key), key.digest]));
    const isTaken = messages.map((each) => fresh.get(nameOf(each)) === each.digest && fresh.delete(nameOf(each)));
    const others = messages.filter((_message, index) => !isTaken[index]);
    const known = others.length > 0 ? await knownMessages(db, others) : [];
    const digests = new Map(known.map((key) => [nameOf(key), key.digest]));
    return messages.map((message, index) => {
      if (isTaken[index]) return 'taken';
      return (digests.get(nameOf(message)) ?? message.digest) === message.digest ? 'seen' : 'reused';
    });
  };

  const isFull = (): boolean => backlog.total + backlog.since + gatherer.waiting() >= limits.waiting;

  return {
    isBusy: gatherer.isAtWork,
    async take(message) {
      if (isFull()) await measure();
      return isFull() ? 'full' : gatherer.add(waitingMessage(message, now()));
    },
  };
}

const nameOf = ({ origin, id }: Pick<MessageKey, 'origin' | 'id'>): string => `${origin} ${id}`;

const waitingMessage = (message: Authenticated, receivedAt: Date): WaitingMessage => ({
  origin: new URL(message.activity.id).origin,
  id: message.activity.id,
  digest: message.digest,
  keyId: message.keyId,
  body: message.body.toString(),
  sender: message.fetchedNow ? message.sender : null,
  receivedAt,
});
