import type { Reader } from '../platform/database.ts';
import { type RemoteActor, RemoteFailure } from '../platform/federation/remote.ts';
import { rememberActor } from '../platform/federation/remote-actors.ts';
import type { Logger } from '../platform/log.ts';
import { createPulse } from '../platform/pulse.ts';
import type { Signals } from '../platform/signals.ts';
import type { Timers } from '../platform/timers.ts';
import type { UnitOfWork, Work } from '../platform/work.ts';
import { moveSettled } from './events.ts';
import { afterAsking, type Finding } from './move.ts';
import { dueMoves, nextMoveDue, pendingMovesTo, saveMove } from './move-store.ts';

/** Of so many at a time the servers are asked, one after the other. */
const ASKED_TOGETHER = 5;

export interface MoveChecksOptions {
  readonly inUnitOfWork: UnitOfWork;
  /** Asks an actor's own server for its document. Throws `RemoteFailure`. */
  fetchActor(id: string): Promise<RemoteActor>;
}

/**
 * Finds out whether accounts that say they have moved are known where they say they are. The network is
 * asked between two transactions, never inside one: what the first has read, the second looks at again.
 */
export const moveChecks = ({ inUnitOfWork, fetchActor }: MoveChecksOptions) => ({
  /** Looks into the next that are due. Returns how many those were. */
  async next(): Promise<number> {
    const due = await inUnitOfWork(({ tx, now }) => dueMoves(tx, now, ASKED_TOGETHER));
    for (const target of new Set(due.map((move) => move.target))) {
      const found = await asked(fetchActor, target);
      await inUnitOfWork((work) => settle(work, target, found));
    }
    return due.length;
  },
});

/** Where nobody has told of a move, it looks again after this. */
const LOOK_AGAIN_MS = 60_000;
/** One server is not asked at once after another. */
const REST_MS = 1_000;
const AFTER_FAULT_MS = 30_000;
const STOP_MS = 6_000;

export interface MoveChecking {
  readonly moves: ReturnType<typeof moveChecks>;
  readonly db: Reader;
  readonly now: () => Date;
  readonly signals: Signals;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** Looks into moves for as long as there are any, and waits for the next. */
export function startMoveChecks({ moves, db, now, signals, timers, logger }: MoveChecking) {
  const round = async (): Promise<boolean> => {
    const looked = await moves.next();
    const due = looked > 0 ? undefined : await nextMoveDue(db);
    const wait = due ? Math.max(due.getTime() - now().getTime(), REST_MS) : LOOK_AGAIN_MS;
    pulse.wakeIn(looked > 0 ? REST_MS : Math.min(wait, LOOK_AGAIN_MS));
    return looked === 0;
  };
  const onFault = (err: unknown): void => logger.error({ err }, 'a move could not be looked into');
  const pulse = createPulse({ round, restMs: 1, afterFaultMs: AFTER_FAULT_MS, onFault, timers });
  signals.on('moves', () => pulse.wakeIn(REST_MS));
  pulse.wakeIn(0);
  return { stop: (): Promise<void> => pulse.stopWithin(STOP_MS) };
}

async function asked(fetchActor: MoveChecksOptions['fetchActor'], target: string) {
  try {
    return await fetchActor(target);
  } catch (error) {
    if (error instanceof RemoteFailure) return error.kind;
    throw error;
  }
}

async function settle(work: Work, target: string, found: Awaited<ReturnType<typeof asked>>): Promise<void> {
  for (const move of await pendingMovesTo(work.tx, target)) {
    const after = afterAsking(move, findingOf(found, move.actor), work.now);
    await saveMove(work.tx, after);
    if (after.outcome === 'confirmed' && typeof found !== 'string') await rememberActor(work, found);
    if (after.outcome) await work.emit(moveSettled({ actor: move.actor, target, outcome: after.outcome }));
  }
}

function findingOf(found: Awaited<ReturnType<typeof asked>>, actor: string): Finding {
  if (typeof found !== 'string') return found.aliases.includes(actor) ? 'named' : 'not_named';
  return found === 'unreachable' ? 'unreachable' : 'not_named';
}
