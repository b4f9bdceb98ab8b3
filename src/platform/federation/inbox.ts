import { Refusal } from '../../kernel/refusal.ts';
import type { UnitOfWork, Work } from '../work.ts';
import type { Authenticated } from './gate.ts';
import { type Arrival, claimArrival, saveOutcome } from './received.ts';

/** Hears one kind of activity: false when it is none of its business, and somebody else may be asked. */
export type Hear = (work: Work, message: Authenticated) => Promise<boolean>;

/** Which capabilities are asked, in turn, for each type of activity. */
export type Hearers = Readonly<Record<string, readonly Hear[]>>;

export type Heard = 'done' | 'ignored' | 'seen' | 'reused' | 'refused';

export interface InboxOptions {
  readonly inUnitOfWork: UnitOfWork;
  readonly hearers: Hearers;
  /** Told of every authenticated sender: their server can be reached again. */
  hostHeard(work: Work, host: string): Promise<void>;
}

/**
 * Carries out what a message asks for: once, whoever sends it however often, since the key under
 * which it is known is written in the transaction of its effect. A rule that says no is kept as a
 * refusal, with nothing else; a fault keeps nothing, and the sender tries again.
 */
export function createInbox({ inUnitOfWork, hearers, hostHeard }: InboxOptions) {
  return (message: Authenticated): Promise<Heard> =>
    inUnitOfWork(async (work) => {
      const arrival = arrivalOf(message);
      const claim = await claimArrival(work, arrival, message.activity.actor);
      if (claim !== 'new') return claim;
      await hostHeard(work, new URL(message.activity.actor).host);
      const outcome = await outcomeOf(work, message, hearers[message.activity.type] ?? []);
      if (outcome === 'done') return 'done';
      await saveOutcome(work.tx, arrival, outcome);
      return outcome === 'ignored' ? 'ignored' : 'refused';
    });
}

const arrivalOf = ({ activity, digest }: Authenticated): Arrival => ({
  origin: new URL(activity.id).origin,
  id: activity.id,
  digest,
  type: activity.type,
});

async function outcomeOf(work: Work, message: Authenticated, hearers: readonly Hear[]): Promise<string> {
  if (hearers.length === 0) return 'ignored';
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
