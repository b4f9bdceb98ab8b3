import type { Clock } from './kernel/clock.ts';
import type { Random } from './kernel/random.ts';
import type { FindActor } from './peers/commands.ts';
import { standingAs } from './peers/federation.ts';
import type { Mode } from './peers/standing.ts';
import { isFollowed } from './peers/store.ts';
import type { Database } from './platform/database.ts';
import { createGate } from './platform/federation/gate.ts';
import { createKeyRing, type MakeKeyPair, makeKeyPair } from './platform/federation/key-ring.ts';
import type { NodeKey } from './platform/federation/node-key.ts';
import { actorByKey } from './platform/federation/remote-actors.ts';
import { createRemoteDocuments } from './platform/federation/remote-documents.ts';
import { createRemoteKeys, type KeyHolder, type NoKey } from './platform/federation/remote-keys.ts';
import { createSafeFetch } from './platform/federation/safe-fetch.ts';
import { createSigners } from './platform/federation/signers.ts';
import { createUris } from './platform/federation/uris.ts';
import { createKept } from './platform/kept.ts';
import type { Signals } from './platform/signals.ts';
import { createWebFinger } from './platform/federation/web-finger.ts';

const DELIVERY_LIMITS = { perHost: 4, inAll: 320 };

/** How this node deals with others. */
export interface FederationSettings {
  readonly mode: Mode;
  /** Plain http, and servers on this machine or in a private network: for trying things out. */
  readonly allowPrivate: boolean;
  /** Messages that one server may send in five minutes; ten times as many where we follow somebody there. */
  readonly messagesPerHost: number;
  /** As it is sent with every request. */
  readonly userAgent: string;
  readonly nodeKey: NodeKey;
  /** Tests hand in keys made before, since RSA is slow. */
  readonly makeKeyPair?: MakeKeyPair;
  /** Tests hand in a network of their own. */
  readonly openNetwork?: typeof createSafeFetch;
}

export interface FederationOptions extends FederationSettings {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly signals: Signals;
  readonly origin: URL;
  /** Told when an actor's own origin says otherwise of a key than what is stored. */
  keyReplaced(keyId: string, holder: KeyHolder | undefined, why?: NoKey): Promise<void>;
}

/** Everything that deals with the network outside, put together. It opens no connection before it is asked to. */
export function buildFederation(options: FederationOptions) {
  const { db, clock, origin, mode, allowPrivate, userAgent, nodeKey } = options;
  const uris = createUris(origin);
  const now = () => clock.now();
  const keys = createKeyRing({ nodeKey, uris, make: options.makeKeyPair ?? makeKeyPair });
  const signers = createSigners({ keys, db, now });
  const network = { origin, allowPrivate, userAgent };
  const open = options.openNetwork ?? createSafeFetch;
  const fetch = open(network);
  // Slow servers may keep many deliveries waiting; nothing that is asked of others waits behind them.
  const post = open({ ...network, limits: DELIVERY_LIMITS });
  const policy = { allowPrivate, ownOrigin: origin };
  const documents = createRemoteDocuments({ ...policy, fetch, sign: signers.sign('instance', 'cavage') });
  const remoteKeys = createRemoteKeys({
    fetchKey: (keyId) => documents.key(keyId),
    stored: (keyId) => actorByKey(db, keyId),
    replaced: options.keyReplaced,
    now,
  });
  options.signals.on('remote-keys', remoteKeys.forgetStored);
  const about = rememberedStandings(options);
  const gate = createGate({
    origin,
    allowPrivate,
    now,
    keys: remoteKeys,
    limits: { messages: options.messagesPerHost, messagesOfFollowed: 10 * options.messagesPerHost },
    isKeptOut: async ({ actor }) => (await about(actor)).keptOut,
    isFollowed: async ({ actor }) => (await about(actor)).followed,
  });
  const webFinger = createWebFinger({ ...policy, fetch });

  /** By handle or address. Whoever it leads to is shown under the name and host that are their own. */
  const findActor: FindActor = async (text) => documents.actor((await webFinger.resolve(text)).id);

  return {
    mode,
    allowPrivate,
    uris,
    keys,
    signers,
    gate,
    /** Posts to an inbox. */
    post,
    findActor: mode === 'closed' ? undefined : findActor,
    /** By its id, from its own server. */
    fetchActor: documents.actor,
    async close(): Promise<void> {
      await Promise.all([fetch.close(), post.close()]);
    },
  };
}

const STANDINGS_KEPT = 10_000;

/**
 * What the gate asks of each sender, kept until something of it changes. It only spares work: whoever hears
 * the message asks again, in the transaction of its effect.
 */
function rememberedStandings({ db, mode, signals, clock }: FederationOptions) {
  const kept = createKept<{ readonly keptOut: boolean; readonly followed: boolean }>({
    signals,
    until: ['standings'],
    max: STANDINGS_KEPT,
    now: () => clock.now(),
  });
  return (actor: string) =>
    kept.get(actor, async () => ({
      keptOut: (await standingAs(db, actor, mode)) === 'kept_out',
      followed: await isFollowed(db, actor),
    }));
}

export type Federation = ReturnType<typeof buildFederation>;
