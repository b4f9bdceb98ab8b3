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

/**
 * Keeps what was made under a key until what it was made from changes: by a write, which says so
 * with a signal after its commit, or by the next deadline. What is undefined is made anew each time.
 */
export function createKept<Made>({ signals, until, max, now, nextDeadline }: KeptOptions) {
  let kept = createBoundedMap<{ readonly made: Made; readonly until: number }>(max);
  let generation = 0;
  for (const signal of until) {
    signals.on(signal, () => {
      generation += 1;
      kept = createBoundedMap(max);
    });
  }

  return async <Wanted extends Made | undefined>(key: string, make: () => Promise<Wanted>): Promise<Wanted> => {
    const known = kept.get(key);
    if (known && known.until > now().getTime()) return known.made as Wanted;
    const begun = generation;
    const deadline = (await nextDeadline?.())?.getTime() ?? Number.POSITIVE_INFINITY;
    const made = await make();
    // What was read before a change and is ready only after it must not be kept.
    if (made !== undefined && begun === generation && deadline > now().getTime())
      kept.set(key, { made, until: deadline });
    return made;
  };
}
