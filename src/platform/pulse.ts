import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { systemTimers, type Timers } from './timers.ts';

export interface PulseOptions {
  /** True when there was nothing to do. */
  round(): Promise<boolean>;
  /** Between two rounds while somebody waits for the last of them. */
  readonly restMs: number;
  readonly afterFaultMs: number;
  onFault(error: unknown): void;
  readonly timers?: Timers;
}

/**
 * Calls `round` when it is woken, one at a time: a wake during a round brings one more after it. After a
 * fault it rests for a while, whoever wakes it. What a round does is done for nobody in particular, although
 * it may be woken from within somebody's request.
 */
export function createPulse({ round, restMs, afterFaultMs, onFault, timers = systemTimers }: PulseOptions) {
  const forNobody = AsyncLocalStorage.snapshot();
  let stopped = false;
  let callOff = () => {};
  let timerAt = Number.POSITIVE_INFINITY;
  let restUntil = 0;
  let isWaiting = false;
  let running: Promise<void> = Promise.resolve();
  let idlers: PromiseWithResolvers<void>[] = [];

  const beat = async (): Promise<void> => {
    isWaiting = false;
    if (stopped) return;
    const asking = idlers;
    idlers = [];
    try {
      if (await round()) for (const { resolve } of asking) resolve();
      else idlers.push(...asking);
    } catch (error) {
      onFault(error);
      idlers.push(...asking);
      restUntil = timers.elapsed() + afterFaultMs;
      wakeIn(afterFaultMs);
    }
    if (idlers.length > 0) wakeIn(restMs);
  };

  const fire = (): void => {
    timerAt = Number.POSITIVE_INFINITY;
    if (isWaiting || stopped) return;
    isWaiting = true;
    running = running.then(() => forNobody(beat));
  };

  /** Wakes it then, or before, if it is to wake before anyway. */
  const wakeIn = (ms: number): void => {
    const at = Math.max(timers.elapsed() + ms, restUntil);
    if (stopped || at >= timerAt) return;
    callOff();
    timerAt = at;
    callOff = timers.after(Math.max(at - timers.elapsed(), 0), fire);
  };

  const stop = (): Promise<void> => {
    stopped = true;
    callOff();
    for (const { resolve } of idlers.splice(0)) resolve();
    return running;
  };

  return {
    wakeIn,
    /** Begins no other round. Resolves when the one under way has ended. */
    stop,
    /** The same, but waits no longer than this: a round that waits for a frozen database is undone with its connection. */
    stopWithin: (ms: number): Promise<void> => Promise.race([stop(), pause(ms, undefined, { ref: false })]),
    /** Resolves at the end of a round that began after this was asked, and found nothing to do. */
    untilIdle(): Promise<void> {
      const idle = Promise.withResolvers<void>();
      if (stopped) return Promise.resolve();
      idlers.push(idle);
      wakeIn(0);
      return idle.promise;
    },
  };
}
