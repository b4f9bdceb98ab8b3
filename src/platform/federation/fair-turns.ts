import type { Abortable } from './abort.ts';
import { RemoteFailure } from './remote.ts';

export interface TurnLimits {
  readonly perHost: number;
  readonly inAll: number;
}

/** So many may wait; whoever comes after them is told at once that it is too much. */
const WAITING_PER_HOST = 32;
const WAITING_IN_ALL = 1_024;

/** Gives a turn back. */
export type Release = () => void;
export type TakeTurn = (host: string, signal: Abortable) => Promise<Release>;

/**
 * Lets so many work at once, for each host and in all. Hosts are called in rotation, and within a host
 * who came first: a slow host keeps those waiting who want something of it, and nobody else.
 * Whoever is not called before `signal` aborts, or finds too many waiting, gets `overloaded`.
 */
export function createTurns({ perHost, inAll }: TurnLimits): TakeTurn {
  const running = new Map<string, number>();
  const queues = new Map<string, Set<(release: Release) => void>>();
  let runningInAll = 0;
  let waitingInAll = 0;

  const hasRoom = (host: string): boolean => runningInAll < inAll && (running.get(host) ?? 0) < perHost;

  const begin = (host: string): Release => {
    running.set(host, (running.get(host) ?? 0) + 1);
    runningInAll += 1;
    let held = true;
    return () => {
      if (held) end(host);
      held = false;
    };
  };

  const end = (host: string): void => {
    const left = (running.get(host) ?? 1) - 1;
    if (left === 0) running.delete(host);
    else running.set(host, left);
    runningInAll -= 1;
    callNext();
  };

  const leave = (host: string, call: (release: Release) => void): void => {
    const queue = queues.get(host);
    if (!queue?.delete(call)) return;
    waitingInAll -= 1;
    if (queue.size === 0) queues.delete(host);
  };

  const callNext = (): void => {
    for (const [host, queue] of queues) {
      const [call] = queue;
      if (!call || !hasRoom(host)) continue;
      leave(host, call);
      // A map keeps the order in which hosts came in, so that this one goes to the end of it.
      if (queues.delete(host)) queues.set(host, queue);
      call(begin(host));
      return;
    }
  };

  return async (host, signal) => {
    if (signal.aborted) throw overloaded();
    if (hasRoom(host)) return begin(host);
    const queue = queues.get(host) ?? new Set();
    if (queue.size >= WAITING_PER_HOST || waitingInAll >= WAITING_IN_ALL) throw overloaded();
    const { promise, resolve, reject } = Promise.withResolvers<Release>();
    const giveUp = (): void => {
      leave(host, resolve);
      reject(overloaded());
    };
    signal.addEventListener('abort', giveUp, { once: true });
    queues.set(host, queue.add(resolve));
    waitingInAll += 1;
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  };
}

const overloaded = (): RemoteFailure => new RemoteFailure('unreachable', 'overloaded');
