import { type FetchedResponse, type OutgoingRequest, RemoteFailure } from '../../src/platform/federation/remote.ts';
import type { ClosableSafeFetch } from '../../src/platform/federation/safe-fetch.ts';
import { type Manner, silentSince } from './characters.ts';
import type { Chance } from './chance.ts';
import type { Host, Letter, Peers } from './peers.ts';
import { BEGIN, DAY, HOUR, MINUTE, SECOND, type World } from './world.ts';

/** Whoever asks: what is on its way when they die is lost, or arrives, and nobody hears of it. */
export interface Caller {
  readonly name: string;
  readonly dead: boolean;
  /** It ends, and what is on its way has been given back. */
  readonly closing: boolean;
}

export interface NetworkOptions {
  readonly world: World;
  readonly chance: Chance;
  readonly peers: Peers;
  readonly days: number;
  /** Deliveries at a time to one host, whoever sends them. */
  readonly perHost: number;
  /** When what is learned cannot be written down. */
  isForgetful(): boolean;
}

const TIMEOUT = 10 * SECOND;
/** After so long a silence a host is asked once in so long. */
const LONG_SILENT = 3 * HOUR;
const SELDOM = 45 * MINUTE;
/** Where nobody has been reached for long and then somebody is, all who seemed to be down are asked once more. */
const EARLY_MAX = 2;

interface Knock {
  readonly at: number;
  /** The first of this silence. */
  readonly first: number;
  /** How often it was asked sooner than that, in this silence. */
  early: number;
  readonly caller: Caller;
  readonly isForgotten: boolean;
}

/** The way to everybody else: it takes virtual time, and may be broken on our side. */
export function createNetwork({ world, chance, peers, days, perHost, isForgetful }: NetworkOptions) {
  const outages = drawOutages(chance.apart('our own network'), days);
  const draws = chance.apart('network');
  const underWay = new Map<string, Set<Caller>>();
  const knocks = new Map<string, Knock>();
  let mostAtOnce = 0;
  let sent = 0;

  const isCut = (): boolean => outages.some(({ from, to }) => from <= world.now() && world.now() < to);

  /** Counts what is on its way to a host, and holds it to how much that may be. */
  const setOut = (host: Host, caller: Caller): (() => void) => {
    const all = underWay.get(host.name) ?? new Set();
    underWay.set(host.name, all);
    const token: Caller = Object.create(caller) as Caller;
    for (const each of all) if (each.dead || each.closing) all.delete(each);
    all.add(token);
    mostAtOnce = Math.max(mostAtOnce, all.size);
    if (all.size > perHost) world.fault('at once', `${all.size} deliveries are on their way to ${host.name}`);
    return () => void all.delete(token);
  };

  /** A host that has not answered for long is knocked at seldom, unless it has been heard since. */
  const knock = (host: Host, caller: Caller): void => {
    const now = world.now();
    const since = silentSince(host.character, now);
    const last = knocks.get(host.name);
    const first = last && since !== undefined && last.at >= since ? last.first : now;
    const early = first === now ? 0 : (last?.early ?? 0);
    const knocked: Knock = { at: now, first, early, caller, isForgotten: isForgetful() };
    knocks.set(host.name, knocked);
    if (!last || now - first < LONG_SILENT) return;
    const isUnrecorded = last.isForgotten || last.caller.dead || host.heardAt >= last.at - MINUTE;
    if (isUnrecorded || now - last.at >= SELDOM || isForgetful()) return;
    knocked.early += 1;
    if (knocked.early <= EARLY_MAX) return;
    const [minutes, hours] = [Math.round((now - last.at) / MINUTE), Math.round((now - first) / HOUR)];
    world.fault('seldom', `${host.name} was asked again after ${minutes} minutes, silent for ${hours} hours`);
  };

  const request = async (caller: Caller, asked: OutgoingRequest): Promise<FetchedResponse> => {
    const { method, url, body } = asked;
    const signature = asked.sign ? await asked.sign({ method, url, body, digest: asked.digest }) : {};
    const letter: Letter = { method, url, body, headers: { ...asked.headers, ...signature } };
    const host = peers.hosts.get(url.host);
    if (!host) throw new RemoteFailure('unreachable', 'dns');
    sent += 1;
    const { promise, resolve, reject } = Promise.withResolvers<FetchedResponse>();
    const arrive = method === 'POST' ? setOut(host, caller) : () => {};
    const deadline = world.now() + TIMEOUT;
    const end = (at: number, what: string, job: () => void): void => {
      const isLate = at >= deadline;
      world.at(Math.min(at, deadline), () => {
        arrive();
        if (caller.dead) return;
        world.tell(`${caller.name} ${method} ${url.href}: ${isLate ? 'timeout' : what}`);
        if (isLate) reject(new RemoteFailure('unreachable', 'timeout'));
        else job();
      });
    };
    const fail = (code: string, afterMs: number) =>
      end(world.now() + afterMs, code, () => reject(new RemoteFailure('unreachable', code)));

    if (isCut()) {
      fail('dns', draws.maybe(0.2) ? 5 * SECOND : draws.between(1, 50));
      return promise;
    }
    if (method === 'POST') knock(host, caller);
    const manner = peers.mannerOf(host);
    if (manner.do === 'connection' || manner.do === 'dns' || manner.do === 'tls') {
      fail(manner.do, draws.maybe(0.3) ? 5 * SECOND : host.character.latencyMs);
      return promise;
    }
    const { latencyMs } = host.character;
    world.after(latencyMs / 2, () => {
      // It had left us, or it had not.
      if (caller.dead && draws.maybe(0.5)) return arrive();
      const answer = outcomeOf(manner, draws);
      const wait = answer.afterMs + latencyMs / 2;
      // Whoever says nothing may have read it all the same.
      if (!answer.isRead) return fail(answer.code ?? 'timeout', wait);
      const isHeard = answer.code === undefined && wait < TIMEOUT - latencyMs;
      const { status, headers, body: text } = peers.receive(host, letter, manner, isHeard);
      if (answer.code) return fail(answer.code, wait);
      end(world.now() + wait, String(status), () => resolve({ url, status, headers, body: Buffer.from(text) }));
    });
    return promise;
  };

  return {
    isCut,
    outages,
    get mostAtOnce() {
      return mostAtOnce;
    },
    get sent() {
      return sent;
    },
    /** In place of the guarded way to the real network. */
    openFor: (caller: Caller) => (): ClosableSafeFetch =>
      Object.assign((asked: OutgoingRequest) => request(caller, asked), { close: async () => {} }),
  };
}

export type Network = ReturnType<typeof createNetwork>;

interface Outcome {
  /** What was sent has been read. */
  readonly isRead: boolean;
  readonly afterMs: number;
  /** What it comes to, where no answer does. */
  readonly code?: string;
}

function outcomeOf(manner: Manner, chance: Chance): Outcome {
  switch (manner.do) {
    case 'answer':
      return { isRead: true, afterMs: manner.afterMs ?? chance.between(1, 60) };
    case 'slowly':
      return chance.maybe(0.05)
        ? { isRead: chance.maybe(0.5), afterMs: DAY, code: 'timeout' }
        : { isRead: true, afterMs: chance.between(SECOND, 8.5 * SECOND) };
    case 'never':
      return { isRead: chance.maybe(0.3), afterMs: DAY, code: 'timeout' };
    default:
      return { isRead: chance.maybe(0.5), afterMs: chance.between(1, 2_000), code: 'connection' };
  }
}

/** When nothing leaves us or reaches us. */
function drawOutages(chance: Chance, days: number) {
  const outages: { from: number; to: number }[] = [];
  for (let at = BEGIN + chance.between(1, 6) * DAY; at < BEGIN + (days - 9) * DAY; at += chance.between(2, 12) * DAY) {
    outages.push({ from: at, to: at + chance.pick([5 * MINUTE, HOUR, 3 * HOUR, 10 * HOUR]) });
  }
  return outages;
}
