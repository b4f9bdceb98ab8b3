import { connect, type Socket } from 'node:net';

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly statuses: Readonly<Record<string, number>>;
}

/** What is sent next; undefined when there is no more. */
type Next = () => Buffer | undefined;
type Statuses = Record<string, number>;

/** Sends one request over and over on some connections for some seconds. */
export function load(
  port: number,
  request: string | Buffer,
  connections: number,
  seconds: number,
): Promise<LoadResult> {
  const bytes = Buffer.from(request);
  const until = performance.now() + seconds * 1_000;
  return send(port, connections, () => (performance.now() < until ? bytes : undefined));
}

/** Sends each of these requests once, on some connections. */
export function sendAll(port: number, requests: readonly Buffer[], connections: number): Promise<LoadResult> {
  let index = 0;
  return send(port, connections, () => {
    index += 1;
    return requests[index - 1];
  });
}

/** Written on bare sockets, so that on two cores the sender takes little from what is measured. */
async function send(port: number, connections: number, next: Next): Promise<LoadResult> {
  const statuses: Statuses = {};
  const begun = performance.now();
  const counts = await Promise.all(Array.from({ length: connections }, () => repeat(port, next, statuses)));
  const requests = counts.reduce((sum, count) => sum + count, 0);
  return { requests, perSecond: requests / ((performance.now() - begun) / 1_000), statuses };
}

/** Sends on one connection after another: a server that closes one after so many requests is opened anew. */
async function repeat(port: number, next: Next, statuses: Statuses): Promise<number> {
  let done = 0;
  for (let first = next(); first; first = next()) done += await onOneConnection(port, first, next, statuses);
  return done;
}

function onOneConnection(port: number, first: Buffer, next: Next, statuses: Statuses): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    let pending: Buffer = Buffer.alloc(0);
    let done = 0;
    socket.setNoDelay(true);
    socket.on('error', reject);
    socket.on('close', () => resolve(done));
    socket.on('connect', () => socket.write(first));
    socket.on('data', (chunk: Buffer<ArrayBuffer>) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const head = pending.indexOf('\r\n\r\n');
      if (head === -1) return;
      const text = pending.toString('latin1', 0, head);
      const status = text.slice(9, 12);
      const length = status === '304' ? 0 : Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (pending.length < head + 4 + length) return;
      if (/^transfer-encoding:/im.test(text)) return void socket.destroy(new Error('an answer in chunks is not read'));
      statuses[status] = (statuses[status] ?? 0) + 1;
      pending = pending.subarray(head + 4 + length);
      done += 1;
      const following = /^connection: close/im.test(text) ? undefined : next();
      if (following) socket.write(following);
      else socket.end();
    });
  });
}

/** Anything but this one status means that something else was measured than what was meant. */
export function requireAll({ statuses }: LoadResult, status: number): void {
  if (Object.keys(statuses).join() !== String(status)) throw new Error(`answers: ${JSON.stringify(statuses)}`);
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
