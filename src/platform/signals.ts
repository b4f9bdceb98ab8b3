import type postgres from 'postgres';

/** What a process may keep in memory, and must forget when it changes. */
export const SIGNALS = [
  'public-pages',
  'deadlines',
  'documents',
  'deliveries',
  'standings',
  'remote-keys',
  'messages',
  'moves',
] as const;
export type Signal = (typeof SIGNALS)[number];

/** The channel on which one process of a node tells the others. */
export const SIGNAL_CHANNEL = 'kunveno';

type Listener = () => void;

/** Tells the parts of this process, after the commit, that something they keep in memory is out of date. */
export interface Signals {
  on(signal: Signal, listener: Listener): void;
  send(signal: Signal): void;
}

export function createSignals(): Signals {
  const listeners = new Map<Signal, Listener[]>();
  return {
    on: (signal, listener) => void listeners.set(signal, [...(listeners.get(signal) ?? []), listener]),
    send: (signal) => {
      for (const listener of listeners.get(signal) ?? []) listener();
    },
  };
}

/**
 * Hears what other processes on the same database have changed. After every (re)connection
 * everything is taken for changed, since notifications are lost while nobody listens.
 */
export async function hearOtherProcesses(client: postgres.Sql, signals: Signals): Promise<void> {
  const everything = () => {
    for (const signal of SIGNALS) signals.send(signal);
  };
  await client.listen(
    SIGNAL_CHANNEL,
    (payload) => {
      const named = payload.split(' ');
      for (const signal of SIGNALS) if (named.includes(signal)) signals.send(signal);
    },
    everything,
  );
}
