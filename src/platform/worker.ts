import type { Logger } from './log.ts';
import { createPulse } from './pulse.ts';
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
  let retainedAt = 0;

  const round = async (): Promise<boolean> => {
    const established = await settle();
    if (established > 0) logger.info({ established }, 'settled');
    if (now().getTime() - retainedAt >= RETENTION_MS) {
      retainedAt = now().getTime();
      await retain(now());
    }
    const next = await nextDeadline();
    pulse.wakeIn(Math.min(lookAgainMs, next ? Math.max(next.getTime() - now().getTime(), 0) : lookAgainMs));
    return established === 0;
  };
  const onFault = (err: unknown): void => logger.error({ err }, 'worker round failed');
  const pulse = createPulse({ round, restMs: 1, afterFaultMs: AFTER_FAULT_MS, onFault, timers });
  signals.on('deadlines', () => pulse.wakeIn(0));
  pulse.wakeIn(0);
  return {
    stop: (): Promise<void> => pulse.stopWithin(STOP_MS),
    /** When everything has been done that is due. */
    idle: (): Promise<void> => pulse.untilIdle(),
  };
}
