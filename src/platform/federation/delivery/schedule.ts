const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long after the first, second, … attempt the next one comes. The last of these goes on. */
const STEPS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS] as const;
const LAST_STEP_MS = 12 * HOUR_MS;

/** Collectives' servers are often down for days: a delivery is tried for this long after it was made. */
export const TRIED_FOR_MS = 7 * DAY_MS;

/** A host's own word is obeyed for so long: it does not decide what this node keeps. */
const OBEYED_MS = DAY_MS;

/** So much earlier or later, so that what failed at one moment does not come back at one moment. */
const JITTER = 0.2;

const jittered = (ms: number, random01: number): number => Math.round(ms * (1 - JITTER + 2 * JITTER * random01));

export interface Tried {
  /** How often it has been tried, this time included: 1 or more. */
  readonly attempts: number;
  readonly madeAt: Date;
  readonly now: Date;
  /** In [0, 1). */
  readonly random01: number;
  /** What the other side asked for, in milliseconds from now. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * When a delivery that was not taken is tried again: by our own steps, and not before the other side
 * wants it. The last attempt comes when seven days are over. Undefined when there is none left, also
 * because the other side wants to be left alone until after that.
 */
export function nextAttempt({ attempts, madeAt, now, random01, retryAfterMs = 0 }: Tried): Date | undefined {
  const end = madeAt.getTime() + TRIED_FOR_MS;
  const asked = now.getTime() + Math.min(retryAfterMs, OBEYED_MS);
  const own = now.getTime() + jittered(STEPS_MS[attempts - 1] ?? LAST_STEP_MS, random01);
  if (now.getTime() >= end || asked > end) return undefined;
  return new Date(Math.min(Math.max(own, asked), end));
}

/** When something is tried again that failed for a reason of our own: in one to two minutes. */
export const putOff = (now: Date, random01: number): Date => new Date(now.getTime() + MINUTE_MS * (1 + random01));

/**
 * When a host that cannot be reached is tried again, whatever waits for it: by the same steps, counted
 * from when it was last well; and once a day when that is seven days ago, since it may never come back.
 */
export function nextProbe(failingSince: Date, now: Date, random01: number): Date {
  const pause = jittered(pauseAfter(now.getTime() - failingSince.getTime()), random01);
  return new Date(now.getTime() + pause);
}

/** Probes come a little before or after their time: from half a step on, the next one counts. */
function pauseAfter(failingForMs: number): number {
  if (failingForMs >= TRIED_FOR_MS) return DAY_MS;
  let begins = 0;
  for (const step of STEPS_MS) {
    if (failingForMs < begins + step / 2) return step;
    begins += step;
  }
  return LAST_STEP_MS;
}

/** Until when a host wants to be left alone: for a minute at least, for a day at most. */
export const leftAlone = (now: Date, retryAfterMs: number): Date =>
  new Date(now.getTime() + Math.min(Math.max(retryAfterMs, MINUTE_MS), OBEYED_MS));
