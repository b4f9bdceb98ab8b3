import { createBoundedMap } from '../bounded-map.ts';
import { domainOf } from './domain.ts';

export interface Buckets {
  /** Takes one of `capacity` per window. Returns 0, or the milliseconds until there is one again. */
  take(key: string, capacity: number): number;
  readonly size: number;
}

export interface BucketsOptions {
  /** In which an empty bucket fills up again, milliseconds. */
  readonly windowMs: number;
  /** How many buckets are kept at most. */
  readonly cap: number;
  readonly now: () => Date;
}

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/** A whole domain may do so many times what one host may: enough for all who share one, and an end for who makes hosts at will. */
const HOSTS_OF_A_DOMAIN = 10;

/** Buckets of hosts, each of which takes from the one of its domain as well. Returns 0, or the milliseconds to wait. */
export function createHostBuckets(options: BucketsOptions): Pick<Buckets, 'take'> {
  const hosts = createBuckets(options);
  const domains = createBuckets(options);
  return {
    take: (hostname, capacity) =>
      hosts.take(hostname, capacity) || domains.take(domainOf(hostname), HOSTS_OF_A_DOMAIN * capacity),
  };
}

const FORGOTTEN_AT_ONCE = 4;

/** Token buckets by key: full at first, filling evenly. One that has been idle for a window is full, and forgotten. */
export function createBuckets({ windowMs, cap, now }: BucketsOptions): Buckets {
  const buckets = createBoundedMap<Bucket>(cap);

  const forgetIdle = (at: number): void => {
    for (let count = 0; count < FORGOTTEN_AT_ONCE; count += 1) {
      const oldest = buckets.oldest();
      if (!oldest || at - oldest[1].at < windowMs) return;
      buckets.delete(oldest[0]);
    }
  };

  return {
    take(key, capacity) {
      const at = now().getTime();
      forgetIdle(at);
      const before = buckets.get(key) ?? { left: capacity, at };
      const filled = (Math.max(0, at - before.at) * capacity) / windowMs;
      const left = Math.min(capacity, before.left + filled);
      const taken = left >= 1 ? 1 : 0;
      // A clock that is set back gives nothing twice.
      buckets.set(key, { left: left - taken, at: Math.max(at, before.at) });
      return taken === 1 ? 0 : Math.ceil(((1 - left) * windowMs) / capacity);
    },
    get size() {
      return buckets.size;
    },
  };
}
