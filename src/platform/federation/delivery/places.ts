import { systemTimers, type Timers } from '../../timers.ts';

export interface PlaceLimits {
  /** Deliveries at work at a time. */
  readonly inAll: number;
  /** Whoever has not been answered for so long only waits, and no longer counts as being at work. */
  readonly slowMs: number;
  /** So many may wait beside those at work. */
  readonly slowMax: number;
}

/**
 * Places for what is under way. Waiting for a slow server costs a socket and nothing else, so it gives up
 * its place: however many are slow, those that answer at once find room.
 */
export function createPlaces({ inAll, slowMs, slowMax }: PlaceLimits, timers: Timers = systemTimers) {
  let prompt = 0;
  let slow = 0;

  return {
    isFree: (): boolean => prompt < inAll,
    taken: (): number => prompt + slow,

    /** Takes a place; `onYield` is called when it is free again although its holder still waits. */
    occupy(onYield: () => void): () => void {
      let isSlow = false;
      prompt += 1;
      const callOff = timers.after(slowMs, () => {
        if (slow >= slowMax) return;
        isSlow = true;
        slow += 1;
        prompt -= 1;
        onYield();
      });
      return () => {
        callOff();
        if (isSlow) slow -= 1;
        else prompt -= 1;
      };
    },
  };
}
