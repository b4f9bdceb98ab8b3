import { hash } from 'node:crypto';
import { type Activity, envelopeOf } from './envelope.ts';
import { outOfWindow, SIGNATURE_WINDOW, type SignatureWindow, signatureShape } from './http-signature.ts';
import { mayBeStructured, SCAN_LIMITS, type ScanLimits, scanJson } from './json-scan.ts';
import { createHostBuckets } from './limits.ts';
import { isActivityMediaType } from './media-type.ts';
import { ownershipProblem } from './ownership.ts';
import { headerOf, headersOf, type RawHeaders } from './raw-headers.ts';
import { type Refused, refused } from './refused.ts';
import type { RemoteActor } from './remote.ts';
import type { HeldKey, NoKey, RemoteKeys } from './remote-keys.ts';
import { hostnameOf, originOf } from './resource-id.ts';
import type { SignatureShape } from './signature-shape.ts';

/** What of a delivery is known before its body: nothing in it is believed yet. */
export interface Head {
  readonly method: string;
  /** With its query, if it has one. */
  readonly path: string;
  /** Names and values in turn, as Node keeps them. */
  readonly rawHeaders: readonly string[];
}

/** A delivery to an inbox of ours, as it came. */
export interface Delivery extends Head {
  readonly body: Buffer;
}

/** A delivery whose head says that it is for us, of now, and signed by somebody. */
export interface Announced {
  readonly ok: true;
  readonly shape: SignatureShape;
}

/** What somebody is said to have sent: it holds together by itself, and is not proven. */
export interface Said extends Announced {
  readonly activity: Activity;
  readonly body: Buffer;
  /** SHA-256 of the body, hexadecimal. */
  readonly digest: string;
}

/** A message that its sender has signed, of now, for us, and about what is theirs to tell. */
export interface Authenticated {
  readonly activity: Activity;
  readonly sender: RemoteActor;
  /** The sender, or their key, is not among what is stored: whoever acts on the message stores them. */
  readonly fetchedNow: boolean;
  readonly keyId: string;
  readonly body: Buffer;
  /** SHA-256 of the body, hexadecimal. */
  readonly digest: string;
}

export type Verdict = { readonly ok: true; readonly message: Authenticated } | Refused;

export interface Sender {
  readonly actor: string;
  /** Without its port. */
  readonly host: string;
}

export interface GateLimits {
  /** Of a body. */
  readonly maxBytes: number;
  readonly scan: ScanLimits;
  readonly window: SignatureWindow;
  /** Messages that a host may send within the window, and one of those whom we follow; a domain ten times as many. */
  readonly messages: number;
  readonly messagesOfFollowed: number;
  readonly messagesWindowMs: number;
  /** How many hosts are counted at most. */
  readonly hosts: number;
}

export const GATE_LIMITS: GateLimits = {
  maxBytes: 262_144,
  scan: SCAN_LIMITS,
  window: SIGNATURE_WINDOW,
  messages: 300,
  messagesOfFollowed: 3_000,
  messagesWindowMs: 300_000,
  hosts: 20_000,
};

export interface GateOptions {
  /** Where this node is: a message for anywhere else is not for us. */
  readonly origin: URL;
  readonly allowPrivate: boolean;
  readonly now: () => Date;
  readonly keys: RemoteKeys;
  readonly limits?: Partial<GateLimits>;
  /** Whose messages are dropped, without telling them so. */
  isKeptOut?(sender: Sender): boolean | Promise<boolean>;
  /** Whose messages we have asked for. */
  isFollowed?(sender: Sender): boolean | Promise<boolean>;
}

/** Three steps, each dearer than the one before. */
export interface Gate {
  /** What shows before the body has been read. */
  announced(head: Head): Announced | Refused;
  /** What the body shows, with nothing asked of anybody. */
  said(announced: Announced, body: Buffer): Said | Refused;
  /** Whether it is theirs, which the database and its origin are asked for. */
  proven(said: Said): Promise<Verdict>;
  /** All three, for a delivery that is there as a whole. */
  examine(delivery: Delivery): Promise<Verdict>;
}

/** Of which there is no other spelling; of any other path, URL has to be asked. */
const PLAIN_PATH = /^(?:\/[a-z]+)+$/;

/** For a key that cannot be had now. Seconds. */
const KEY_RETRY_S = 30;

/**
 * The one way in for what other servers send. What costs least is asked first, so that up to the signature
 * itself nothing is asked of anybody, and a refusal costs us less than it costs to be refused. Whatever comes
 * in, the answer is a verdict; only a fault of our own (the database) is thrown.
 */
export function createGate(options: GateOptions): Gate {
  const limits = { ...GATE_LIMITS, ...options.limits };
  const { messagesWindowMs: windowMs, hosts: cap } = limits;
  const buckets = createHostBuckets({ windowMs, cap, now: options.now });
  const { keys, origin, isKeptOut, isFollowed } = options;

  /** The key with which the signature verifies. A key may have changed since we had it: then it is asked for once more. */
  const verifying = async (shape: SignatureShape): Promise<HeldKey | Refused> => {
    const first = await keys.keyFor(shape.keyId);
    if (!first.ok) return withoutKey(first);
    if (await shape.verify(first.publicKey)) return first;
    const second = first.source === 'fetched' ? undefined : await keys.refreshed(shape.keyId, first);
    if (!second) return refused('sig_invalid');
    if (!second.ok) return withoutKey(second);
    return (await shape.verify(second.publicKey)) ? second : refused('sig_invalid');
  };

  const announced: Gate['announced'] = (head) => {
    const headers = headersOf(head.rawHeaders);
    const unfit = requestProblem(head, headers, origin, limits.maxBytes);
    if (unfit) return unfit;
    const shape = signatureShape({ method: head.method, path: head.path, headers, origin }, options);
    if (!shape.ok) return shape;
    const stale = outOfWindow(shape, options.now(), limits.window);
    return stale ? named(stale, shape) : { ok: true, shape };
  };

  const proven: Gate['proven'] = async ({ shape, activity, body, digest }) => {
    const { keyId } = shape;
    const sender = { actor: activity.actor, host: hostnameOf(activity.actor) };
    // Servers tell everyone of an account that is gone, and where it was there is nothing to be asked any more.
    if (isOwnEnd(activity) && !(await keys.held(keyId))) return refused('ignored');
    const key = await verifying(shape);
    if (!('publicKey' in key)) return key;
    if (key.key.owner !== activity.actor) return refused('actor_key_mismatch');
    // Only now: to whoever has not proven who they are, it is not told by another answer who is shut out.
    if (await isKeptOut?.(sender)) return refused('ignored');
    const followed = (await isFollowed?.(sender)) === true;
    const wait = buckets.take(sender.host, followed ? limits.messagesOfFollowed : limits.messages);
    if (wait > 0) return refused('too_many_messages', Math.ceil(wait / 1000));
    return { ok: true, message: { activity, sender: key.actor, fetchedNow: !key.stored, keyId, body, digest } };
  };

  const gate: Gate = {
    announced,
    said(head, body) {
      const outcome = saidIn(body, head, limits, options);
      return outcome.ok ? outcome : named(outcome, head.shape);
    },
    async proven(what) {
      const outcome = await proven(what);
      return outcome.ok ? outcome : named(outcome, what.shape);
    },
    async examine({ body, ...head }) {
      const first = gate.announced(head);
      const second = first.ok ? gate.said(first, body) : first;
      return second.ok ? gate.proven(second) : second;
    },
  };
  return gate;
}

/** What the body says, if it holds together by itself, and is what was signed. */
function saidIn(body: Buffer, { shape }: Announced, limits: GateLimits, options: GateOptions): Said | Refused {
  if (body.length > limits.maxBytes) return refused('too_large');
  if (!mayBeStructured(body)) return refused('bad_json');
  const digest = hash('sha256', body, 'buffer');
  if (digest.toString('base64') !== shape.digest) return refused('digest_mismatch');
  const scanned = scanJson(body, limits.scan);
  if (!scanned.ok) return refused(scanned.code);
  const envelope = envelopeOf(scanned.value, { allowPrivate: options.allowPrivate, now: options.now() });
  if (!envelope.ok) return envelope;
  const problem = ownershipProblem(envelope.activity, shape.keyId, options);
  return problem
    ? refused(problem)
    : { ok: true, shape, activity: envelope.activity, body, digest: digest.toString('hex') };
}

/** A refusal with the name of whoever is said to have sent what is refused. */
const named = (refusal: Refused, { keyId }: SignatureShape): Refused => ({ ...refusal, peer: originOf(keyId) });

/** What shows before anything has been read. */
function requestProblem(
  { method, path }: Head,
  headers: RawHeaders,
  origin: URL,
  maxBytes: number,
): Refused | undefined {
  if (method !== 'POST') return refused('method_not_allowed');
  if (path.includes('?')) return refused('query_not_allowed');
  if (!isOnePath(path, origin)) return refused('bad_path');
  if (headerOf(headers, 'host') !== origin.host) return refused('host_mismatch');
  if (!isActivityMediaType(headerOf(headers, 'content-type'))) return refused('bad_media_type');
  if (headerOf(headers, 'content-encoding') !== undefined) return refused('bad_encoding');
  return Number(headerOf(headers, 'content-length')) > maxBytes ? refused('too_large') : undefined;
}

/** As others sign it, and as a router reads it: the same path, or none. */
function isOnePath(path: string, { origin }: URL): boolean {
  if (PLAIN_PATH.test(path)) return true;
  return path.startsWith('/') && !path.includes('#') && URL.parse(origin + path)?.href === origin + path;
}

const isOwnEnd = ({ type, actor, objectId }: Activity): boolean => type === 'Delete' && objectId === actor;

/** An address that must not be dialled is answered like a name that nobody knows: which names there are around us is our own business. */
function withoutKey({ kind, code }: NoKey): Refused {
  if (kind === 'unreachable' || code === 'address') return refused('key_unavailable', KEY_RETRY_S);
  return kind === 'gone' ? refused('key_gone') : { ...refused('key_gone'), code };
}
