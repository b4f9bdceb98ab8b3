import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { requireDialable } from './addresses.ts';
import { type RemoteActor, RemoteFailure, type RemoteKey } from './remote.ts';
import { idIn, resourceId } from './resource-id.ts';

export interface RemotePolicy {
  readonly allowPrivate: boolean;
  /** Nothing from elsewhere is ever believed about what is of this origin. */
  readonly ownOrigin: URL;
}

/** The URL behind an id from elsewhere. Throws `bad_id`, `own_origin`, or why it must not be dialled. */
export function remoteUrl(id: string, { allowPrivate, ownOrigin }: RemotePolicy): URL {
  if (resourceId(id, { allowPrivate }) === undefined) throw new RemoteFailure('invalid', 'bad_id');
  const url = new URL(id);
  if (url.origin === ownOrigin.origin) throw new RemoteFailure('invalid', 'own_origin');
  requireDialable(url, { allowPrivate, ownHost: ownOrigin.hostname });
  return url;
}

const ACTOR_TYPES = ['Person', 'Service', 'Application', 'Organization', 'Group'];
const KEYS_MAX = 10;
const NAME_LENGTH_MAX = 200;
const ALIASES_MAX = 100;

const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (value === undefined || value === null ? [] : [value].flat()), z.array(item));

const optionalText = z.string().nullish().catch(null);

/** A key as it stands in a document, of which nothing is proven yet. */
export const ClaimedKey = z.object({ id: z.string(), owner: z.string(), publicKeyPem: z.string().max(8_192) });
export const claimedKeys = listOf(ClaimedKey.nullable().catch(null)).transform((keys) =>
  keys.slice(0, KEYS_MAX).filter((key) => key !== null),
);

const Link = z.union([z.string(), z.object({ href: z.string(), mediaType: optionalText }).nullable().catch(null)]);

const ActorDocument = z.object({
  id: z.string(),
  type: listOf(z.unknown()),
  inbox: z.string(),
  outbox: optionalText,
  followers: optionalText,
  endpoints: z.object({ sharedInbox: optionalText }).nullish().catch(null),
  preferredUsername: optionalText,
  name: optionalText,
  url: listOf(Link),
  alsoKnownAs: listOf(z.unknown()),
  publicKey: claimedKeys,
});

/**
 * An actor as its own document tells of it: `expectedId` is the id under which that was had from its origin.
 * Whatever is of another origin than the id is left out, and an inbox must not be. Throws `RemoteFailure`:
 * `bad_actor`, `id_mismatch`, `origin_mismatch`, or why the id or the inbox is none.
 */
export function parseRemoteActor(document: unknown, expectedId: string, policy: RemotePolicy): RemoteActor {
  const read = ActorDocument.safeParse(document);
  const type = read.data?.type.find((each) => ACTOR_TYPES.some((known) => known === each));
  if (!read.success || typeof type !== 'string') throw new RemoteFailure('invalid', 'bad_actor');
  const { id, inbox, outbox, followers, endpoints, preferredUsername, name, url, alsoKnownAs, publicKey } = read.data;
  if (id !== expectedId) throw new RemoteFailure('invalid', 'id_mismatch');
  const { origin, hostname, hash } = remoteUrl(id, policy);
  if (hash !== '') throw new RemoteFailure('invalid', 'bad_id');
  if (remoteUrl(inbox, policy).origin !== origin) throw new RemoteFailure('invalid', 'origin_mismatch');
  const sameOrigin = (text: string | null | undefined): string | null => (isOf(origin, text, policy) ? text : null);
  return {
    id,
    type,
    inbox,
    sharedInbox: sameOrigin(endpoints?.sharedInbox),
    outbox: sameOrigin(outbox),
    followers: sameOrigin(followers),
    handle: handleFrom(preferredUsername) ?? hostname,
    name: (name && shown(name)) || null,
    url: sameOrigin(pageAmong(url)),
    aliases: aliasesIn(alsoKnownAs, id, policy),
    keys: publicKey.filter((key) => key.owner === id && isOf(origin, key.id, policy)).flatMap(keyFrom),
  };
}

/** Mostly of elsewhere: who moves comes from another server. */
function aliasesIn(claimed: readonly unknown[], id: string, policy: RemotePolicy): readonly string[] {
  const ids = claimed.slice(0, ALIASES_MAX).flatMap((each) => resourceId(idIn(each), policy) ?? []);
  return [...new Set(ids)].filter((each) => each !== id);
}

function isOf(origin: string, text: string | null | undefined, policy: RemotePolicy): text is string {
  try {
    return typeof text === 'string' && remoteUrl(text, policy).origin === origin;
  } catch {
    return false;
  }
}

/** The page for people: said plainly, or the first link that is HTML or does not say what it is. */
function pageAmong(links: readonly z.infer<typeof Link>[]): string | undefined {
  const page = links.find(
    (link) => typeof link === 'string' || (link && (link.mediaType ?? 'text/html') === 'text/html'),
  );
  return typeof page === 'string' ? page : page?.href;
}

function keyFrom({ id, owner, publicKeyPem }: z.infer<typeof ClaimedKey>): RemoteKey[] {
  const pem = canonicalPem(publicKeyPem);
  return pem === undefined ? [] : [{ id, owner, pem }];
}

const RSA_BITS_MIN = 2_048;
const RSA_BITS_MAX = 8_192;
const RSA_EXPONENT_MAX = 0xffff_ffffn;

/**
 * An RSA public key in the one form in which keys can be compared; undefined for anything else. Weak ones
 * prove nothing, and the work of checking grows with the size of key and exponent, which a stranger chooses.
 */
export function canonicalPem(pem: string): string | undefined {
  if (!/^\s*-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(pem)) return undefined;
  const key = publicKeyOf(pem);
  const { modulusLength = 0, publicExponent = 0n } = key?.asymmetricKeyDetails ?? {};
  const fit = modulusLength >= RSA_BITS_MIN && modulusLength <= RSA_BITS_MAX && publicExponent <= RSA_EXPONENT_MAX;
  return key?.asymmetricKeyType === 'rsa' && fit ? key.export({ type: 'spki', format: 'pem' }).toString() : undefined;
}

function publicKeyOf(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

/** Controls, and marks that reverse what is read after them: with these a name can look like another one. */
const MISLEADING = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Nothing to be seen at all; within a name they join letters and emoji, within a handle they only deceive. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

function shown(text: string): string {
  const plain = text
    .slice(0, 10 * NAME_LENGTH_MAX)
    .toWellFormed()
    .normalize('NFC');
  return Array.from(plain.replaceAll(/\s/g, ' ').replaceAll(MISLEADING, '').trim())
    .slice(0, NAME_LENGTH_MAX)
    .join('')
    .trim();
}

/** Letters, digits and what joins them: no `@`, `/` or space that would make it look like an address of elsewhere. */
function handleFrom(preferredUsername: string | null | undefined): string | undefined {
  const text = (preferredUsername ?? '')
    .slice(0, 1_000)
    .normalize('NFC')
    .replaceAll(MISLEADING, '')
    .replaceAll(INVISIBLE, '');
  return /^[\p{L}\p{M}\p{N}_.~-]{1,64}$/u.test(text) ? text : undefined;
}
