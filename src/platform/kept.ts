import { createBoundedMap } from './bounded-map.ts';
import type { Signal, Signals } from './signals.ts';

export interface KeptOptions {
  readonly signals: Signals;
  /** After any of these, nothing that was made before is used. */
  readonly until: readonly Signal[];
  /** How many are kept; whoever walks through everything pushes out what was asked for longest ago. */
  readonly max: number;
  readonly now: () => Date;
  /** When something next changes by itself, without a signal. */
  nextDeadline?(): Promise<Date | undefined>;
}

export interface Kept<Made> {
  /** What is kept under a key: at once, and undefined where nothing is. */
  known(key: string): Made | undefined;
  /** What is kept under a key, or is made now. What is undefined is made anew each time. */
  get<Wanted extends Made | undefined>(key: string, make: () => Promise<Wanted>): Promise<Wanted>;
}

/**
 * Keeps what was made under a key until what it was made from changes: by a write, which says so
 * with a signal after its commit, or by the next deadline.
 */
export function createKept<Made>({ signals, until, max, now, nextDeadline }: KeptOptions): Kept<Made> {
  let kept = createBoundedMap<{ readonly made: Made; readonly until: number }>(max);
  let generation = 0;
  for (const signal of until) {
    signals.on(signal, () => {
      generation += 1;
      kept = createBoundedMap(max);
    });
  }

  const known = (key: string): Made | undefined => {
    const entry = kept.get(key);
    return entry && entry.until > now().getTime() ? entry.made : undefined;
  };

  return {
    known,
    async get<Wanted extends Made | undefined>(key: string, make: () => Promise<Wanted>): Promise<Wanted> {
      const before = known(key);
      if (before !== undefined) return before as Wanted;
      const begun = generation;
      const deadline = (await nextDeadline?.())?.getTime() ?? Number.POSITIVE_INFINITY;
      const made = await make();
      // What was read before a change and is ready only after it must not be kept.
      if (made !== undefined && begun === generation && deadline > now().getTime())
        kept.set(key, { made, until: deadline });
      return made;
    },
  };
}
