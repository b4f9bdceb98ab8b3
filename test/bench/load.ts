import { connect, type Socket } from 'node:net';

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/**
 * Sends one request over and over on some connections for some seconds. Written on bare sockets, so
 * that on two cores the sender takes little from what is measured.
 */
export async function load(port: number, request: string, connections: number, seconds: number): Promise<LoadResult> {
  const statuses: Record<string, number> = {};
  const until = performance.now() + seconds * 1_000;
  const begun = performance.now();
  const counts = await Promise.all(Array.from({ length: connections }, () => repeat(port, request, until, statuses)));
  const requests = counts.reduce((sum, count) => sum + count, 0);
  return { requests, perSecond: requests / ((performance.now() - begun) / 1_000), statuses };
}

/** Sends on one connection after another: a server that closes one after so many requests is opened anew. */
async function repeat(port: number, request: string, until: number, statuses: Record<string, number>): Promise<number> {
  let done = 0;
  while (performance.now() < until) done += await onOneConnection(port, Buffer.from(request), until, statuses);
  return done;
}

function onOneConnection(
  port: number,
  bytes: Buffer,
  until: number,
  statuses: Record<string, number>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    let pending: Buffer = Buffer.alloc(0);
    let done = 0;
    socket.setNoDelay(true);
    socket.on('error', reject);
    socket.on('close', () => resolve(done));
    socket.on('connect', () => socket.write(bytes));
    socket.on('data', (chunk: Buffer<ArrayBuffer>) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const head = pending.indexOf('\r\n\r\n');
      if (head === -1) return;
      const text = pending.toString('latin1', 0, head);
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (pending.length < head + 4 + length) return;
      const status = text.slice(9, 12);
      statuses[status] = (statuses[status] ?? 0) + 1;
      pending = pending.subarray(head + 4 + length);
      done += 1;
      if (/^connection: close/im.test(text) || performance.now() >= until) socket.end();
      else socket.write(bytes);
    });
  });
}

/** One request on a connection of its own; how long it took until the whole answer was there. */
export async function once(url: string, init: RequestInit): Promise<{ status: number; ms: number; text: string }> {
  const begun = performance.now();
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  return { status: response.status, ms: performance.now() - begun, text };
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
