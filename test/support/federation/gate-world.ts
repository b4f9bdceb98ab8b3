import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createGate, type Delivery, type Gate, type GateOptions } from '../../../src/platform/federation/gate.ts';
import { type RemoteActor, RemoteFailure, type RemoteKey } from '../../../src/platform/federation/remote.ts';
import {
  createRemoteKeys,
  type KeyHolder,
  type KeyLimits,
  type RemoteKeys,
} from '../../../src/platform/federation/remote-keys.ts';

/** Our server, a stranger's and somebody else's. */
export const US = 'https://us.test';
export const A = 'https://a.test';
export const B = 'https://b.test';
export const COLLECTIVE = `${US}/actor`;
export const AS2 = 'https://www.w3.org/ns/activitystreams';
export const PUBLIC = `${AS2}#Public`;
export const NOW = new Date('2026-11-22T10:00:00.000Z');
export const minutesFromNow = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);
export const secondsOf = (date: Date): string => String(Math.floor(date.getTime() / 1000));

export interface Peer {
  readonly id: string;
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly holder: KeyHolder;
}

export const pemOf = (publicKey: KeyObject): string => publicKey.export({ type: 'spki', format: 'pem' }).toString();

export const newPair = (bits = 2048) => generateKeyPairSync('rsa', { modulusLength: bits });

export function holderOf(id: string, keyId: string, pem: string, owner = id): KeyHolder {
  const key: RemoteKey = { id: keyId, owner, pem };
  const actor: RemoteActor = {
    id,
    type: 'Person',
    inbox: `${id}/inbox`,
    sharedInbox: null,
    outbox: null,
    followers: null,
    handle: id.slice(id.lastIndexOf('/') + 1),
    name: null,
    url: null,
    aliases: [],
    keys: [key],
  };
  return { key, actor };
}

export function newPeer(id: string, keyId = `${id}#main-key`, { privateKey, publicKey } = newPair()): Peer {
  return { id, keyId, privateKey, holder: holderOf(id, keyId, pemOf(publicKey)) };
}

export const eve = newPeer(`${A}/u/eve`);
export const bob = newPeer(`${B}/u/bob`);

export interface WorldOptions extends Partial<Omit<GateOptions, 'keys' | 'now'>> {
  readonly at?: Date;
  readonly keyLimits?: Partial<KeyLimits>;
}

export interface World extends Pick<Gate, 'examine'> {
  readonly keys: RemoteKeys;
  /** What origins serve. A key that is not here is gone. */
  readonly served: Map<string, KeyHolder | Error>;
  readonly stored: Map<string, KeyHolder>;
  /** Every question that went out. */
  readonly fetched: string[];
  readonly replaced: [string, KeyHolder | undefined][];
  at: Date;
}

/** A gate, and around it a world in which eve and bob have servers. */
export function openWorld({ at = NOW, keyLimits, ...options }: WorldOptions = {}): World {
  const served = new Map<string, KeyHolder | Error>([eve, bob].map(({ keyId, holder }) => [keyId, holder]));
  const stored = new Map<string, KeyHolder>();
  const fetched: string[] = [];
  const replaced: World['replaced'] = [];
  const keys = createRemoteKeys({
    async fetchKey(keyId) {
      fetched.push(keyId);
      const holder = served.get(keyId) ?? new RemoteFailure('gone', 'not_found');
      if (holder instanceof Error) throw holder;
      return holder;
    },
    stored: async (keyId) => stored.get(keyId),
    replaced: async (keyId, holder) => void replaced.push([keyId, holder]),
    now: () => world.at,
    ...(keyLimits ? { limits: keyLimits } : {}),
  });
  const gate = createGate({ origin: new URL(US), allowPrivate: false, ...options, keys, now: () => world.at });
  const world: World = { examine: gate.examine, keys, served, stored, fetched, replaced, at };
  return world;
}

export type Json = Readonly<Record<string, unknown>>;

export const note = (changed: Json = {}): Json => ({
  id: `${A}/n/1`,
  type: 'Note',
  attributedTo: eve.id,
  content: '<p>hi</p>',
  to: [PUBLIC],
  ...changed,
});

/** What eve writes, unless something in it is changed. A field that is undefined is left out. */
export const create = (changed: Json = {}): Json => ({
  '@context': AS2,
  id: `${A}/a/1`,
  type: 'Create',
  actor: eve.id,
  to: [PUBLIC],
  object: note(),
  ...changed,
});

export const activity = (type: string, object: unknown, changed: Json = {}): Json =>
  create({ type, object, ...changed });

export interface Sending {
  readonly by?: Pick<Peer, 'keyId' | 'privateKey'>;
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  readonly date?: Date | string;
  readonly contentType?: string;
  /** What the signature covers, in its order. */
  readonly covered?: string;
  readonly algorithm?: string | undefined;
  /** Headers to be sent besides, or instead; undefined leaves one out. All before signing. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Parameters of the signature, likewise. */
  readonly parameters?: Readonly<Record<string, string | undefined>>;
}

export const bytesOf = (content: Json | string | Buffer): Buffer => {
  if (Buffer.isBuffer(content)) return content;
  return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
};

export const sha256Base64 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64');

export const rsaSign = (text: string, privateKey: KeyObject): string =>
  sign('sha256', Buffer.from(text, 'latin1'), { key: privateKey, padding: constants.RSA_PKCS1_PADDING }).toString(
    'base64',
  );

/** A delivery signed as in draft-cavage-12, by nothing of what is being tested. */
export function cavage(content: Json | string | Buffer, sending: Sending = {}): Delivery {
  const body = bytesOf(content);
  const { by = eve, method = 'POST', path = '/inbox', date = NOW } = sending;
  const headers = present({
    host: sending.host ?? 'us.test',
    date: typeof date === 'string' ? date : date.toUTCString(),
    'content-type': sending.contentType ?? 'application/activity+json',
    digest: `SHA-256=${sha256Base64(body)}`,
    ...sending.headers,
  });
  const covered = sending.covered ?? '(request-target) host date digest';
  const given: Readonly<Record<string, string | undefined>> = {
    keyId: by.keyId,
    algorithm: 'rsa-sha256',
    headers: covered,
    ...sending.parameters,
  };
  const lines = covered.split(' ').map((name) => {
    if (name === '(request-target)') return `${name}: ${method.toLowerCase()} ${path}`;
    const pseudo = /^\((created|expires)\)$/.exec(name)?.[1];
    return `${name}: ${pseudo ? given[pseudo] : headers[name]}`;
  });
  const parameters = present({ ...given, signature: rsaSign(lines.join('\n'), by.privateKey), ...sending.parameters });
  const signature = Object.entries(parameters).map(([name, value]) =>
    name === 'created' || name === 'expires' ? `${name}=${value}` : `${name}="${value}"`,
  );
  return { method, path, rawHeaders: [...flat(headers), 'Signature', signature.join(',')], body };
}

export interface MessageSending extends Omit<Sending, 'covered' | 'algorithm' | 'parameters'> {
  readonly covered?: readonly string[];
  readonly label?: string;
  readonly signatureLabel?: string;
  /** After the list of components. */
  readonly parameters?: string;
}

/** A delivery signed as in RFC 9421, by nothing of what is being tested. */
export function rfc9421(content: Json | string | Buffer, sending: MessageSending = {}): Delivery {
  const body = bytesOf(content);
  const { by = eve, method = 'POST', path = '/inbox', label = 'sig1' } = sending;
  const date = sending.date instanceof Date ? sending.date : NOW;
  const created = Math.floor(date.getTime() / 1000);
  const headers = present({
    host: sending.host ?? 'us.test',
    date: date.toUTCString(),
    'content-type': sending.contentType ?? 'application/activity+json',
    'content-digest': `sha-256=:${sha256Base64(body)}:`,
    ...sending.headers,
  });
  const derived: Readonly<Record<string, string>> = {
    '@method': method,
    '@target-uri': `https://${headers.host}${path}`,
    '@authority': headers.host ?? '',
    '@scheme': 'https',
    '@path': path,
    '@query': '?',
    '@request-target': path,
  };
  const covered = sending.covered ?? ['@method', '@target-uri', 'content-digest'];
  const parameters = sending.parameters ?? `;created=${created};keyid="${by.keyId}"`;
  const input = `(${covered.map((name) => `"${name}"`).join(' ')})${parameters}`;
  const lines = covered.map((name) => `"${name}": ${derived[name] ?? headers[name]}`);
  const signature = rsaSign([...lines, `"@signature-params": ${input}`].join('\n'), by.privateKey);
  const signed = [
    ...['Signature-Input', `${label}=${input}`],
    ...['Signature', `${sending.signatureLabel ?? label}=:${signature}:`],
  ];
  return { method, path, rawHeaders: [...flat(headers), ...signed], body };
}

const present = (fields: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined));

const flat = (headers: Readonly<Record<string, string>>): string[] => Object.entries(headers).flat();

/** A delivery with one header sent once more, or changed after it was signed. */
export const withHeader = (delivery: Delivery, name: string, value: string): Delivery => ({
  ...delivery,
  rawHeaders: [...delivery.rawHeaders, name, value],
});

export const withoutHeader = (delivery: Delivery, name: string): Delivery => ({
  ...delivery,
  rawHeaders: delivery.rawHeaders.filter((_each, index, all) => all[index - (index % 2)]?.toLowerCase() !== name),
});

export const headerIn = ({ rawHeaders }: Delivery, name: string): string =>
  rawHeaders[rawHeaders.findIndex((each, index) => index % 2 === 0 && each.toLowerCase() === name) + 1] ?? '';

/** A delivery with one of its headers written otherwise, after it was signed. */
export const rewritten = (delivery: Delivery, name: string, change: (value: string) => string): Delivery =>
  withHeader(withoutHeader(delivery, name), name, change(headerIn(delivery, name)));
