import { type Database, isDatabaseUnavailable } from '../database.ts';
import type { Logger } from '../log.ts';
import { createPulse } from '../pulse.ts';
import type { Signals } from '../signals.ts';
import { systemTimers, type Timers } from '../timers.ts';
import type { Hearing } from './hearing.ts';
import type { Inbox } from './inbox.ts';
import { nextPutOff } from './waiting-messages.ts';

export interface ListenerOptions {
  readonly hearing: Hearing;
  readonly inbox: Pick<Inbox, 'isBusy'>;
  readonly db: Database;
  readonly now: () => Date;
  readonly signals: Signals;
  readonly logger: Logger;
  readonly timers?: Timers | undefined;
  readonly lookAgainMs?: number | undefined;
}

/** Where no signal comes, it looks again after this. */
const LOOK_AGAIN_MS = 10_000;
const AFTER_FAULT_MS = 2_000;
/** Whoever waits to be told that we have what they sent goes first: what has been taken is safe, and can wait. */
const BUSY_REST_MS = 100;
/** What is not committed by then is heard again at the next start. */
const STOP_MS = 6_000;

/**
 * Hears what waits in the inbox, for as long as something does. Several of them, in several processes, take
 * turns. Nothing is lost when one dies: what it had not finished waits on.
 */
export function startListener(options: ListenerOptions) {
  const { hearing, inbox, db, now, signals, logger, timers = systemTimers, lookAgainMs = LOOK_AGAIN_MS } = options;
  let restUntil = Number.NEGATIVE_INFINITY;
  const goOn = (): void => pulse.wakeIn(Math.max(restUntil - timers.elapsed(), 0));
  const onFault = (err: unknown): void => {
    if (isDatabaseUnavailable(err)) logger.warn({ err }, 'messages wait for the database');
    else logger.error({ err }, 'hearing failed');
  };

  const round = async (): Promise<boolean> => {
    const heard = await hearTogether(hearing, logger);
    if (heard > 0) {
      if (inbox.isBusy()) restUntil = timers.elapsed() + BUSY_REST_MS;
      goOn();
      return false;
    }
    const next = await nextPutOff(db);
    pulse.wakeIn(Math.min(lookAgainMs, next ? Math.max(next.getTime() - now().getTime(), 0) : lookAgainMs));
    return true;
  };

  const pulse = createPulse({ round, restMs: 1, afterFaultMs: AFTER_FAULT_MS, onFault, timers });
  signals.on('messages', goOn);
  pulse.wakeIn(0);
  return {
    /** Waits for the messages that are being heard, and begins with no others. */
    stop: (): Promise<void> => pulse.stopWithin(STOP_MS),
    /** When everything has been heard that can be. */
    idle: (): Promise<void> => pulse.untilIdle(),
  };
}

/** A fault that one message causes must not keep the others waiting: then each is heard by itself. */
export async function hearTogether(hearing: Hearing, logger: Pick<Logger, 'error'>): Promise<number> {
  try {
    return await hearing.next();
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    return await hearEach(hearing, logger);
  }
}

async function hearEach(hearing: Hearing, logger: Pick<Logger, 'error'>): Promise<number> {
  const rows = await hearing.upcoming();
  for (const row of rows) {
    try {
      await hearing.one(row.number);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      const givenUp = await hearing.putOff(row);
      logger.error({ err: error, givenUp }, 'a message could not be heard');
    }
  }
  return rows.length;
}
