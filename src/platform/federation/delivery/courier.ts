import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseUnavailable, type Reader } from '../../database.ts';
import type { Logger } from '../../log.ts';
import { createPulse } from '../../pulse.ts';
import type { Signals } from '../../signals.ts';
import { systemTimers, type Timers } from '../../timers.ts';
import type { Units } from '../../work.ts';
import type { SafeFetch } from '../remote.ts';
import { attempt, type Sign } from './attempt.ts';
import { release } from './deliveries.ts';
import { createDesk } from './desk.ts';
import { createNetworkWatch } from './network-watch.ts';
import { createRound } from './round.ts';
import { settle } from './settle.ts';

export interface CourierLimits {
  /** Deliveries at a time to one host, over all processes. */
  readonly perHost: number;
  /** At a time in this process, without those that wait for a slow server. */
  readonly inAll: number;
  /** An answer that takes longer than this is slow. */
  readonly slowMs: number;
  /** So many may wait for slow servers. */
  readonly slowMax: number;
  /** Taken ahead, so that nobody waits for the database. */
  readonly batch: number;
  readonly leaseMs: number;
  /** The longest that an attempt may take, with either signature. */
  readonly attemptMs: number;
  /** Results are gathered for so long before they are written down together. */
  readonly gatherMs: number;
  /** Where no signal comes and nothing is known to become due, it looks again after this. */
  readonly lookAgainMs: number;
  readonly afterFaultMs: number;
  /** How long what is on its way may take when it is to stop. */
  readonly stopMs: number;
}

export const COURIER_LIMITS: CourierLimits = {
  perHost: 2,
  inAll: 32,
  slowMs: 1_000,
  slowMax: 256,
  batch: 128,
  leaseMs: 60_000,
  attemptMs: 25_000,
  gatherMs: 20,
  lookAgainMs: 30_000,
  afterFaultMs: 5_000,
  stopMs: 8_000,
};

export interface CourierOptions {
  readonly units: Pick<Units, 'inUnitOfWork'>;
  readonly db: Reader;
  now(): Date;
  /** A number in [0, 1). */
  random01(): number;
  readonly fetch: SafeFetch;
  readonly sign: Sign;
  readonly signals: Signals;
  readonly logger: Logger;
  readonly limits?: Partial<CourierLimits>;
  readonly timers?: Timers;
  /** Told after it has been written down that an inbox is gone for good: perhaps more than once. */
  onGone?(inbox: string): Promise<void> | void;
}

/** What is written down at the very end is not waited for when the database is away. */
const LAST_WRITE_MS = 2_000;

/**
 * Delivers what has been handed over, for as long as it takes: at least once, under the same id each time.
 * It wakes by the signal `deliveries` and by the next due time. Several of them, in several processes, share
 * the work. Nothing depends on one being alive: what it had taken falls to another when its leases run out.
 */
export function startCourier(options: CourierOptions) {
  const limits = { ...COURIER_LIMITS, ...options.limits };
  const { units, now, random01, logger, signals, timers = systemTimers } = options;
  const watch = createNetworkWatch();

  const desk = createDesk({
    limits,
    now,
    timers,
    attempt: async ({ delivery, letter }) => {
      const onFault = (err: unknown) => logger.error({ err, host: delivery.host }, 'delivery could not be tried');
      watch.begin(delivery.host, now());
      const outcome = await attempt(letter, delivery, { ...options, onFault });
      watch.end(delivery.host, outcome.reach, delivery.failingSince, now());
      return outcome;
    },
    onProgress: () => {
      if (desk.queued() + desk.underWay() === 0) pulse.wakeIn(0);
      else if (desk.tried() > 0 || round.wantsMore()) pulse.wakeIn(limits.gatherMs);
    },
  });

  const onFault = (err: unknown): void => {
    if (isDatabaseUnavailable(err)) logger.warn({ err }, 'deliveries wait for the database');
    else logger.error({ err }, 'delivery round failed');
  };
  const round = createRound({ ...options, limits, desk, watch, wakeIn: (ms) => pulse.wakeIn(ms) });
  const { gatherMs: restMs, afterFaultMs } = limits;
  const pulse = createPulse({ round: round.run, restMs, afterFaultMs, onFault, timers });
  signals.on('deliveries', () => pulse.wakeIn(0));
  pulse.wakeIn(0);

  const writeLast = async (lastRound: Promise<void>): Promise<void> => {
    await lastRound;
    const left = desk.abandon();
    const tried = desk.collect();
    await units.inUnitOfWork(async (work) => {
      await settle(work, tried, { ours: watch.isDown(now()), random01 });
      await release(work.tx, left);
    });
  };

  return {
    /** Takes nothing new, waits for what is on its way, and gives back the rest: ten seconds at most. */
    async stop(): Promise<void> {
      const lastRound = pulse.stop();
      await desk.close(limits.stopMs);
      await Promise.race([writeLast(lastRound).catch(onFault), pause(LAST_WRITE_MS, undefined, { ref: false })]);
    },
    /** When everything has been done that can be done at this moment. */
    idle: (): Promise<void> => pulse.untilIdle(),
  };
}

export type Courier = ReturnType<typeof startCourier>;
