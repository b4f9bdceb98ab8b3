import type { Reach } from './answers.ts';

const MINUTE_MS = 60_000;
/** What was longer ago says nothing about now. */
const RECENT_MS = 2 * MINUTE_MS;
/** Fewer hosts may well be down together. */
const HOSTS_MIN = 3;
/** Who has been silent for longer is down, whatever our own network does. */
const LONG_SILENT_MS = 6 * 60 * MINUTE_MS;

/**
 * Tells whether it is our own network that is down: more than half of all hosts that were tried in the last
 * minutes are silent, and not one has answered since the first of them was. Hosts that have been silent for
 * hours count for nothing here.
 */
export function createNetworkWatch() {
  const tried = new Map<string, number>();
  const silent = new Map<string, number>();

  const forgetBefore = (before: number): void => {
    for (const each of [tried, silent]) {
      for (const [host, at] of each) {
        if (at >= before) break;
        each.delete(host);
      }
    }
  };
  // A map keeps the order in which keys came in, so that the oldest comes first.
  const note = (map: Map<string, number>, host: string, at: number): void => {
    map.delete(host);
    map.set(host, at);
  };

  return {
    /** Somebody has set out: an answer may be on its way. */
    begin(host: string, now: Date): void {
      note(tried, host, now.getTime());
    },
    end(host: string, reach: Reach, failingSince: Date | null, now: Date): void {
      const at = now.getTime();
      const knownToBeDown = failingSince !== null && at - failingSince.getTime() > LONG_SILENT_MS;
      if (reach === 'answered' || reach === 'out_of_order') silent.clear();
      else if (reach === 'silent' && !knownToBeDown) note(silent, host, at);
      else tried.delete(host);
    },
    isDown(now: Date): boolean {
      forgetBefore(now.getTime() - RECENT_MS);
      return silent.size >= HOSTS_MIN && silent.size * 2 > tried.size;
    },
  };
}

export type NetworkWatch = ReturnType<typeof createNetworkWatch>;
