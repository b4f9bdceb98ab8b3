import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { ResolvedAddress } from '../../../src/platform/federation/guarded-agents.ts';
import { RemoteFailure } from '../../../src/platform/federation/remote.ts';
import { createSafeFetch, type SafeFetchOptions } from '../../../src/platform/federation/safe-fetch.ts';

export const OURS = new URL('https://us.example');

/** For what happens in a moment, but may take longer where many tests share one machine. */
export const PATIENT = { timeout: 10_000 };

/** A safe fetch of a node that may dial peers on this machine, unless said otherwise. */
export function testFetch(options: Partial<SafeFetchOptions> = {}) {
  const ask = createSafeFetch({
    origin: OURS,
    allowPrivate: true,
    userAgent: 'Kunveno/test (+https://us.example/)',
    ...options,
  });
  return Object.assign(ask, {
    /** The answer at a URL. */
    get: (url: string, more: { redirects?: number; maxBytes?: number } = {}) =>
      ask({ method: 'GET', url: new URL(url), ...more }),
    post: (url: string, body: string | Buffer = '{}') =>
      ask({ method: 'POST', url: new URL(url), body: Buffer.from(body), redirects: 3 }),
    [Symbol.asyncDispose]: () => ask.close(),
  });
}

/** Stands for DNS: each name has its addresses, or a row of answers of which the last one stays. */
export function namesFor(names: Readonly<Record<string, readonly string[] | readonly (readonly string[])[]>>) {
  const asked: string[] = [];
  const resolve = async (host: string): Promise<ResolvedAddress[]> => {
    const answers = names[host] ?? [];
    const before = asked.filter((each) => each === host).length;
    asked.push(host);
    const rows = answers.every((each) => typeof each === 'string') ? [answers] : answers;
    const row = rows[Math.min(before, rows.length - 1)] ?? [];
    return [row].flat().map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return { resolve, asked };
}

/** What a request failed with, such as `invalid address`. Anything but a `RemoteFailure` stays a fault. */
export async function failureOf(job: Promise<unknown>): Promise<string> {
  try {
    await job;
    return 'none';
  } catch (error) {
    if (error instanceof RemoteFailure) return `${error.kind} ${error.code}`;
    throw error;
  }
}

/** The addresses that this process dials while the job runs, whoever dials them. */
export async function dialledBy(job: () => Promise<unknown>): Promise<string[]> {
  const dialled: string[] = [];
  const watch = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    socket.on('connectionAttempt', (address: string) => void dialled.push(address));
  };
  subscribe('net.client.socket', watch);
  try {
    await job();
  } finally {
    unsubscribe('net.client.socket', watch);
  }
  return dialled;
}
