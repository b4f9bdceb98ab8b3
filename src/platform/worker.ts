import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from './log.ts';
import type { Signals } from './signals.ts';
import { systemTimers, type Timers } from './timers.ts';

export interface WorkerOptions {
  readonly signals: Signals;
  readonly now: () => Date;
  readonly logger: Logger;
  settle(): Promise<number>;
  nextDeadline(): Promise<Date | undefined>;
  /** Forgets what has been kept for long enough. */
  retain(now: Date): Promise<void>;
  readonly timers?: Timers | undefined;
  readonly lookAgainMs?: number | undefined;
}

const RETENTION_MS = 3_600_000;
/** A round is undone when its connection ends; one that waits for a frozen database is not waited for. */
const STOP_MS = 6_000;
const AFTER_FAULT_MS = 5_000;
/** Deadlines that another process has set are heard of by a signal; this bounds the wait where none comes. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Writes down what is due when it is due, and forgets what has run out. Nothing depends on it:
 * every command and every reader establishes what is due for itself, should this be late or dead.
 */
export function startWorker(options: WorkerOptions) {
  const { signals, now, logger, settle, nextDeadline, retain } = options;
  const { timers = systemTimers, lookAgainMs = LOOK_AGAIN_MS } = options;
  let stopped = false;
  let callOff = () => {};
  let running: Promise<void> = Promise.resolve();
  let retainedAt = 0;
  // A request that wakes it with a signal is not who it works for: see `asker.ts`.
  const forNobody = AsyncLocalStorage.snapshot();

  const round = async (): Promise<void> => {
    try {
      const established = await settle();
      if (established > 0) logger.info({ established }, 'settled');
      if (now().getTime() - retainedAt >= RETENTION_MS) {
        retainedAt = now().getTime();
        await retain(now());
      }
      const next = await nextDeadline();
      wakeIn(Math.min(lookAgainMs, next ? Math.max(next.getTime() - now().getTime(), 0) : lookAgainMs));
    } catch (error) {
      logger.error({ err: error }, 'worker round failed');
      wakeIn(AFTER_FAULT_MS);
    }
  };

  const wakeIn = (ms: number): void => {
    callOff();
    if (!stopped) callOff = timers.after(ms, wake);
  };
  const wake = (): void => {
    running = running.then(() => forNobody(round));
  };
  signals.on('deadlines', () => wakeIn(0));
  wake();

  return {
    async stop(): Promise<void> {
      stopped = true;
      callOff();
      await Promise.race([running, pause(STOP_MS, undefined, { ref: false })]);
    },
  };
}
