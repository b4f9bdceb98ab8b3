import { lookup } from 'node:dns/promises';
import { type AgentOptions, Agent as PlainAgent } from 'node:http';
import { type AgentOptions as SecureAgentOptions, Agent as SecureAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { type DialRules, mayDial } from './addresses.ts';
import { RemoteFailure } from './remote.ts';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** The addresses that a name stands for at this moment. */
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

/** As every other program of this machine does it: by its hosts file, and by DNS. */
export const resolveBySystem: Resolve = (host) => lookup(host, { all: true, order: 'verbatim' });

export interface GuardedAgentsOptions extends DialRules {
  readonly resolve: Resolve;
  readonly perHost: number;
  /** Certificates to trust in place of those that come with Node. */
  readonly ca?: string | undefined;
}

/** Beyond so many addresses of one name, the rest is not tried. */
const ADDRESSES_MAX = 32;
const IDLE_MS = 15_000;
/** To all hosts together: a collective is followed from about so many, and each of them is written to at every publication. */
const IDLE_MAX = 128;
const NEXT_ADDRESS_MS = 1_000;

/**
 * The connections of this node to others. The address that was checked is the one that is dialled,
 * since the check is part of dialling: no second answer of DNS can come in between. An address that stands
 * in a URL is never looked up, and so must have been checked before.
 */
export function createGuardedAgents(options: GuardedAgentsOptions) {
  const plain: AgentOptions = {
    lookup: guardedLookup('http:', options),
    maxSockets: options.perHost,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
  };
  const secure: SecureAgentOptions = {
    ...plain,
    lookup: guardedLookup('https:', options),
    // Said here, so that no NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment can say otherwise.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  };
  const keep = { keepAlive: true, timeout: IDLE_MS, maxFreeSockets: options.perHost };
  const kept = { 'http:': new PlainAgent({ ...plain, ...keep }), 'https:': new SecureAgent({ ...secure, ...keep }) };
  const fresh = { 'http:': new PlainAgent(plain), 'https:': new SecureAgent(secure) };
  limitIdle(Object.values(kept));

  return {
    /** An agent of ours is named with every request: the global one obeys the proxies of the environment. */
    agentFor(url: URL, { reuse }: { reuse: boolean }): PlainAgent {
      return (reuse ? kept : fresh)[url.protocol === 'https:' ? 'https:' : 'http:'];
    },
    destroy(): void {
      for (const agent of [...Object.values(kept), ...Object.values(fresh)]) agent.destroy();
    },
  };
}

/** Node limits idle connections for each host alone; here those to all hosts together are limited too. */
function limitIdle(agents: readonly PlainAgent[]): void {
  const idle = new Set<Duplex>();
  const watched = new WeakSet<Duplex>();
  const add = (socket: Duplex): void => {
    idle.add(socket);
    if (!watched.has(socket)) socket.once('close', () => idle.delete(socket));
    watched.add(socket);
  };
  for (const agent of agents) {
    const keepSocketAlive = agent.keepSocketAlive.bind(agent);
    const reuseSocket = agent.reuseSocket.bind(agent);
    agent.keepSocketAlive = (socket) => {
      const isKept = idle.size < IDLE_MAX && keepSocketAlive(socket);
      if (isKept) add(socket);
      return isKept;
    };
    agent.reuseSocket = (socket, request) => {
      idle.delete(socket);
      reuseSocket(socket, request);
    };
  }
}

function guardedLookup(protocol: string, options: GuardedAgentsOptions): LookupFunction {
  return (host, { all }, callback) => {
    checkedAddresses(host, protocol, options).then(
      ([first, ...others]) => {
        if (all) callback(null, [first, ...others]);
        else callback(null, first.address, first.family);
      },
      (failure: RemoteFailure) => callback(failure, []),
    );
  };
}

/** Every address of a name, all of them fit to be dialled. One that is not refuses them all: so no order of answers matters. */
async function checkedAddresses(
  host: string,
  protocol: string,
  options: GuardedAgentsOptions,
): Promise<[ResolvedAddress, ...ResolvedAddress[]]> {
  const found = await options.resolve(host).catch(() => []);
  const [first, ...others] = found;
  if (!first) throw new RemoteFailure('unreachable', 'dns');
  if (!found.every(({ address }) => mayDial(address, protocol, options))) throw new RemoteFailure('invalid', 'address');
  return [first, ...others.slice(0, ADDRESSES_MAX - 1)];
}
