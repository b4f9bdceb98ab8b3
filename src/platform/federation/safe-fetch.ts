import { type Abortable, type Aborter, createAborter } from './abort.ts';
import { requireDialable } from './addresses.ts';
import { createTurns } from './fair-turns.ts';
import { createGuardedAgents, type Resolve, resolveBySystem } from './guarded-agents.ts';
import { exchange, KeptConnectionLost } from './http-exchange.ts';
import { type FetchedResponse, type OutgoingRequest, RemoteFailure, type SafeFetch } from './remote.ts';

export interface SafeFetchLimits {
  readonly connectMs: number;
  readonly headersMs: number;
  /** For everything: waiting for a turn, every redirect, and an answer that comes drop by drop. */
  readonly totalMs: number;
  /** Of a decoded body; a request may ask for less. */
  readonly maxBytes: number;
  /** Requests under way at a time, to one host and in all. */
  readonly perHost: number;
  readonly inAll: number;
}

export const FETCH_LIMITS: SafeFetchLimits = {
  connectMs: 5_000,
  headersMs: 5_000,
  totalMs: 10_000,
  maxBytes: 1_048_576,
  perHost: 4,
  inAll: 32,
};

export interface SafeFetchOptions {
  /** Our own, which is never asked, unless private peers are allowed: then others may share its host name. */
  readonly origin: URL;
  readonly allowPrivate: boolean;
  /** As it is sent, such as `Kunveno/0.1.0 (+https://port.example/)`. */
  readonly userAgent: string;
  readonly resolve?: Resolve;
  readonly limits?: Partial<SafeFetchLimits>;
  /** Certificates to trust in place of those that come with Node, in PEM. */
  readonly ca?: string;
}

export interface ClosableSafeFetch extends SafeFetch {
  /** Ends whatever is under way, and every connection. */
  close(): Promise<void>;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Makes the one way in which this node asks anything of the network. It dials public addresses alone,
 * speaks https alone (but plain http to private peers, where these are allowed), believes certificates whatever
 * the environment says, obeys no proxy of the environment, and gives up in time. `RemoteFailure` codes:
 * `scheme`, `credentials`, `port`, `address`, `header`, `encoding`, `too_large`, `redirects`, `downgrade` (invalid);
 * `dns`, `connection`, `tls`, `timeout`, `overloaded`, `onion_unsupported`, `closed` (unreachable).
 */
export function createSafeFetch(options: SafeFetchOptions): ClosableSafeFetch {
  const limits = { ...FETCH_LIMITS, ...options.limits };
  const rules = { allowPrivate: options.allowPrivate, ownHost: options.origin.hostname };
  const { resolve = resolveBySystem, ca } = options;
  const agents = createGuardedAgents({ ...rules, resolve, perHost: limits.perHost, ca });
  const takeTurn = createTurns(limits);
  const underWay = new Map<Aborter, Promise<unknown>>();
  let closed = false;

  const attempt = async (asked: OutgoingRequest, hop: Hop): Promise<FetchedResponse> => {
    const { url, signal, reuse } = hop;
    requireDialable(url, rules);
    const release = await takeTurn(url.hostname, signal);
    try {
      const { method, body, digest, sign } = asked;
      const signature = sign ? await within(signal, sign({ method, url, body, digest })) : {};
      const headers = headersOf(asked, url, { signature, userAgent: options.userAgent });
      const agent = agents.agentFor(url, { reuse });
      const maxBytes = Math.min(asked.maxBytes ?? limits.maxBytes, limits.maxBytes);
      return await exchange({
        ...limits,
        method,
        body,
        url,
        headers,
        agent,
        maxBytes,
        signal,
      });
    } finally {
      release();
    }
  };

  /**
   * A peer may close a kept connection at the very moment of its reuse. Once, that is repaired by a new
   * connection; for a POST as well, because every activity has an id by which its receiver knows it again.
   */
  const persist = async (asked: OutgoingRequest, url: URL, signal: Abortable): Promise<FetchedResponse> => {
    try {
      return await attempt(asked, { url, signal, reuse: true });
    } catch (error) {
      if (!(error instanceof KeptConnectionLost)) throw error;
      return attempt(asked, { url, signal, reuse: false });
    }
  };

  const follow = async (asked: OutgoingRequest, signal: Abortable): Promise<FetchedResponse> => {
    let url = withoutFragment(asked.url);
    for (let left = asked.redirects ?? 0; ; left -= 1) {
      const response = await persist(asked, url, signal);
      const next = asked.method === 'GET' ? redirectIn(response) : undefined;
      if (!next) return response;
      if (left <= 0) throw new RemoteFailure('invalid', 'redirects');
      if (url.protocol === 'https:' && next.protocol === 'http:') throw new RemoteFailure('invalid', 'downgrade');
      url = next;
    }
  };

  const safeFetch: SafeFetch = async (asked) => {
    if (closed) throw new RemoteFailure('unreachable', 'closed');
    const deadline = createAborter();
    const timer = setTimeout(() => deadline.abort(new RemoteFailure('unreachable', 'timeout')), limits.totalMs);
    const job = follow(asked, deadline.signal);
    underWay.set(deadline, job);
    try {
      return await job;
    } finally {
      clearTimeout(timer);
      underWay.delete(deadline);
    }
  };

  const close = async (): Promise<void> => {
    closed = true;
    const jobs = [...underWay.values()];
    for (const deadline of underWay.keys()) deadline.abort(new RemoteFailure('unreachable', 'closed'));
    await Promise.allSettled(jobs);
    agents.destroy();
  };

  return Object.assign(safeFetch, { close });
}

interface Hop {
  readonly url: URL;
  readonly signal: Abortable;
  readonly reuse: boolean;
}

/** Signing reads a key, from wherever that is kept: it is waited for no longer than everything else. */
async function within<T>(signal: Abortable, job: Promise<T>): Promise<T> {
  const { promise: end, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => reject(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([job, end]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

interface OurHeaders {
  /** Made for this very attempt at this very URL: no signature is ever sent twice, or to anyone else. */
  readonly signature: Readonly<Record<string, string>>;
  readonly userAgent: string;
}

/** What is said later counts: nobody who asks can say for us who we are, or whom we ask. */
function headersOf(asked: OutgoingRequest, url: URL, { signature, userAgent }: OurHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  const add = (more: Readonly<Record<string, string>>): void => {
    for (const [name, value] of Object.entries(more)) headers[name.toLowerCase()] = value;
  };
  if (asked.headers) add(asked.headers);
  add(signature);
  add({ host: url.host, 'user-agent': userAgent, 'accept-encoding': 'gzip, identity' });
  if (asked.body || asked.method === 'POST') headers['content-length'] = String(asked.body?.length ?? 0);
  return headers;
}

/** Where an answer sends on to; without a `Location` it is an answer like any other. */
function redirectIn({ status, headers, url }: FetchedResponse): URL | undefined {
  const { location } = headers;
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const next = URL.parse(location, url.href);
  if (!next) throw new RemoteFailure('invalid', 'redirects');
  return withoutFragment(next);
}

/** A copy, so that what was checked cannot change before it is dialled. */
function withoutFragment(url: URL): URL {
  const copy = new URL(url);
  if (copy.hash !== '' || copy.href.endsWith('#')) copy.hash = '';
  return copy;
}
