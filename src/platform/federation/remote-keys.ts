import type { KeyObject } from 'node:crypto';
import { createBoundedMap } from '../bounded-map.ts';
import { createHostBuckets } from './limits.ts';
import { type RemoteActor, RemoteFailure, type RemoteFailureKind, type RemoteKey } from './remote.ts';
import { hostnameOf, originOf } from './resource-id.ts';
import { rsaPublicKey } from './rsa.ts';

/** A key, and the actor whose document lists it. */
export interface KeyHolder {
  readonly key: RemoteKey;
  readonly actor: RemoteActor;
}

export interface HeldKey extends KeyHolder {
  readonly ok: true;
  readonly publicKey: KeyObject;
  /** 'memory' and 'stored' may have been overtaken by a newer document; 'fetched' is of this moment. */
  readonly source: 'memory' | 'stored' | 'fetched';
  /** Whether this key of this actor is among what is stored. */
  readonly stored: boolean;
}

export interface NoKey {
  readonly ok: false;
  readonly kind: RemoteFailureKind;
  readonly code: string;
}

export interface KeyLimits {
  readonly kept: number;
  /** A domain is asked ten times as often. */
  readonly fetchesPerHost: number;
  readonly fetchesWindowMs: number;
  readonly fetchesAtOnce: number;
  /** For how long a key that does not exist, or is none, is not asked for again. */
  readonly absentMs: number;
  /** The same, where it could not be asked for. */
  readonly unreachableMs: number;
  /** How often a key that we have is asked for again because a signature did not match it. */
  readonly refetchMs: number;
}

export const KEY_LIMITS: KeyLimits = {
  kept: 10_000,
  fetchesPerHost: 10,
  fetchesWindowMs: 60_000,
  fetchesAtOnce: 32,
  absentMs: 600_000,
  unreachableMs: 30_000,
  refetchMs: 600_000,
};

export interface RemoteKeysOptions {
  /** Asks the origin of a key, and that of its owner. Throws `RemoteFailure`. */
  fetchKey(keyId: string): Promise<KeyHolder>;
  stored(keyId: string): Promise<KeyHolder | undefined>;
  /** Told when its origin says otherwise than what we had: without a holder if there is no such key any more, and why. */
  replaced?(keyId: string, holder: KeyHolder | undefined, why?: NoKey): Promise<void>;
  readonly now: () => Date;
  readonly limits?: Partial<KeyLimits>;
}

export interface RemoteKeys {
  /** From memory, from what is stored, or from its origin. */
  keyFor(keyId: string): Promise<HeldKey | NoKey>;
  /** Only from memory or from what is stored. */
  held(keyId: string): Promise<HeldKey | undefined>;
  /** Something newer than what did not match: from memory, or from its origin. Undefined if it was asked not long ago. */
  refreshed(keyId: string, than: HeldKey): Promise<HeldKey | NoKey | undefined>;
  /** Forgets whatever was read from what is stored, since that has changed. */
  forgetStored(): void;
}

type Entry = KeyHolder & Pick<HeldKey, 'publicKey' | 'stored'>;

interface Refetch {
  readonly until: number;
  /** Why it did not work, if it may work later. */
  readonly failure: NoKey | undefined;
}

const BUSY: NoKey = { ok: false, kind: 'unreachable', code: 'key_fetch_busy' };

interface KeyMemory {
  entry(keyId: string): Entry | undefined;
  keep(keyId: string, entry: Entry): void;
  /** Why there is none, if that is known and not yet to be asked again. */
  absence(keyId: string): NoKey | undefined;
  lose(keyId: string, why: NoKey): void;
  forgetStored(): void;
  /** How often something was forgotten: what was read from the database before that is not kept after it. */
  readonly generation: number;
}

function createKeyMemory(limits: KeyLimits, now: () => Date): KeyMemory {
  const entries = createBoundedMap<Entry>(limits.kept);
  const absent = createBoundedMap<{ readonly until: number; readonly why: NoKey }>(limits.kept);
  let generation = 0;
  return {
    entry: (keyId) => entries.get(keyId),
    keep(keyId, { key, actor, publicKey, stored }) {
      entries.set(keyId, { key, actor, publicKey, stored });
      absent.delete(keyId);
    },
    absence(keyId) {
      const found = absent.get(keyId);
      return found && found.until > now().getTime() ? found.why : undefined;
    },
    lose(keyId, why) {
      const unreachable = why.kind === 'unreachable';
      if (unreachable && entries.get(keyId)) return;
      entries.delete(keyId);
      absent.set(keyId, { until: now().getTime() + (unreachable ? limits.unreachableMs : limits.absentMs), why });
    },
    forgetStored() {
      generation += 1;
      entries.deleteWhere(({ stored }) => stored);
    },
    get generation() {
      return generation;
    },
  };
}

interface KeyFetcher {
  /** The question that is open about a key, or a new one. */
  ask(keyId: string): Promise<HeldKey | NoKey>;
  underWay(keyId: string): Promise<HeldKey | NoKey> | undefined;
}

function createKeyFetcher(options: RemoteKeysOptions, limits: KeyLimits, memory: KeyMemory): KeyFetcher {
  const open = new Map<string, Promise<HeldKey | NoKey>>();
  const { fetchesWindowMs: windowMs, kept: cap } = limits;
  const buckets = createHostBuckets({ windowMs, cap, now: options.now });

  const ask = async (keyId: string, before: Entry | undefined): Promise<HeldKey | NoKey> => {
    try {
      const { key, actor } = await options.fetchKey(keyId);
      const publicKey = fitKey(keyId, { key, actor });
      if ('code' in publicKey) return publicKey;
      const stored = before?.stored === true && before.key.pem === key.pem;
      return { ok: true, key, actor, publicKey, stored, source: 'fetched' };
    } catch (error) {
      if (error instanceof RemoteFailure) return { ok: false, kind: error.kind, code: error.code };
      throw error;
    }
  };

  const begin = async (keyId: string): Promise<HeldKey | NoKey> => {
    if (open.size >= limits.fetchesAtOnce) return BUSY;
    if (buckets.take(hostnameOf(keyId), limits.fetchesPerHost) > 0) return BUSY;
    const before = memory.entry(keyId);
    const answer = await ask(keyId, before);
    if (answer.ok) memory.keep(keyId, answer);
    // What cannot be asked for now is no reason to drop what we have, or what is stored meanwhile.
    else if (!before || answer.kind !== 'unreachable') memory.lose(keyId, answer);
    const overtaken = answer.ok ? before?.key.pem !== answer.key.pem : answer.kind !== 'unreachable';
    if (before && overtaken)
      await (answer.ok ? options.replaced?.(keyId, answer) : options.replaced?.(keyId, undefined, answer));
    return answer;
  };

  return {
    ask(keyId) {
      const question = open.get(keyId) ?? begin(keyId).finally(() => open.delete(keyId));
      open.set(keyId, question);
      return question;
    },
    underWay: (keyId) => open.get(keyId),
  };
}

/**
 * The public keys of others. Whatever a stranger can cause here is bounded: how much is kept, how often an
 * origin is asked, and how many questions are open at once; and one question serves all who wait for its answer.
 * A key that its origin has replaced or withdrawn is not accepted again.
 */
export function createRemoteKeys(options: RemoteKeysOptions): RemoteKeys {
  const { now } = options;
  const limits = { ...KEY_LIMITS, ...options.limits };
  const memory = createKeyMemory(limits, now);
  const fetcher = createKeyFetcher(options, limits, memory);
  const refetches = createBoundedMap<Refetch>(limits.kept);

  const held = async (keyId: string): Promise<HeldKey | undefined> => {
    const before = memory.entry(keyId);
    if (before?.stored) return { ...before, ok: true, source: 'memory' };
    const { generation } = memory;
    const row = await options.stored(keyId);
    // While we waited, its origin may have told us better.
    if (memory.absence(keyId)) return undefined;
    const current = memory.entry(keyId);
    if (current) {
      const entry = { ...current, stored: row?.key.pem === current.key.pem && row.actor.id === current.actor.id };
      memory.keep(keyId, entry);
      return { ...entry, ok: true, source: 'memory' };
    }
    const publicKey = row && fitKey(keyId, row);
    if (!publicKey || 'code' in publicKey) return undefined;
    const entry = { key: row.key, actor: row.actor, publicKey, stored: true };
    if (generation === memory.generation) memory.keep(keyId, entry);
    return { ...entry, ok: true, source: 'stored' };
  };

  return {
    held: async (keyId) => (memory.absence(keyId) ? undefined : held(keyId)),

    async keyFor(keyId) {
      const found = memory.absence(keyId) ?? (await held(keyId)) ?? memory.absence(keyId);
      if (found) return found;
      const entry = memory.entry(keyId);
      return entry ? { ...entry, ok: true, source: 'memory' } : fetcher.ask(keyId);
    },

    async refreshed(keyId, than) {
      const entry = memory.entry(keyId);
      if (entry && entry.key.pem !== than.key.pem) return { ...entry, ok: true, source: 'memory' };
      const last = refetches.get(keyId);
      const under = fetcher.underWay(keyId);
      if (!under && last && last.until > now().getTime()) return last.failure;
      const answer = await (under ?? fetcher.ask(keyId));
      const failure = !answer.ok && answer.kind === 'unreachable' ? answer : undefined;
      const ms = failure ? limits.unreachableMs : limits.refetchMs;
      refetches.set(keyId, { until: now().getTime() + ms, failure });
      return answer;
    },

    forgetStored: memory.forgetStored,
  };
}

/** The key itself, where its owner and it belong together: what anybody else says of a key is no proof. */
function fitKey(keyId: string, { key, actor }: KeyHolder): KeyObject | NoKey {
  const unfit = (code: string): NoKey => ({ ok: false, kind: 'invalid', code });
  if (originOf(key.id) !== originOf(actor.id)) return unfit('key_origin_mismatch');
  if (key.owner !== actor.id) return unfit('key_owner_mismatch');
  const listed = actor.keys.some(({ id, owner, pem }) => id === keyId && owner === key.owner && pem === key.pem);
  if (key.id !== keyId || !listed) return unfit('key_not_listed');
  return rsaPublicKey(key.pem) ?? unfit('key_unfit');
}
