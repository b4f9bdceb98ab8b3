import { z } from 'zod';
import { isActivityMediaType } from './media-type.ts';
import {
  type FetchedResponse,
  type RemoteActor,
  RemoteFailure,
  type RemoteKey,
  type SafeFetch,
  type SignRequest,
} from './remote.ts';
import {
  canonicalPem,
  ClaimedKey,
  claimedKeys,
  parseRemoteActor,
  type RemotePolicy,
  remoteUrl,
} from './remote-actor.ts';
import { objectIn, requireFound } from './remote-answer.ts';
import { isTombstone } from './tombstone.ts';

export interface RemoteDocumentsOptions extends RemotePolicy {
  readonly fetch: SafeFetch;
  /** As the actor of this node itself, whose own document anyone may read: else two strict servers ask each other for ever. */
  readonly sign?: SignRequest;
}

export interface RemoteDocuments {
  /** Whatever is of this id, as its origin serves it. */
  document(id: string): Promise<Record<string, unknown>>;
  actor(id: string): Promise<RemoteActor>;
  /** A key, and the actor who lists it as theirs. */
  key(keyId: string): Promise<{ readonly key: RemoteKey; readonly actor: RemoteActor }>;
}

const ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"';
const REDIRECTS = 3;
const DOCUMENT_BYTES = 1_048_576;
const ACTOR_BYTES = 262_144;

/**
 * Reads documents of other servers. A document is believed about the id under which it was asked for, if its
 * origin serves it as ActivityPub and it bears that very id (FEP-fe34); links to other representations are
 * not followed, and nothing is ever asked about our own origin. All of it throws `RemoteFailure`, with codes
 * of `SafeFetch`, of `remoteUrl`, of `parseRemoteActor`, and these: `gone` (410, or a tombstone), `not_found`, `refused`, `status`,
 * `bad_media_type`, `bad_document`, `id_mismatch`, `origin_mismatch`, `key_not_listed`.
 */
export function createRemoteDocuments(options: RemoteDocumentsOptions): RemoteDocuments {
  const { fetch: ask, sign } = options;

  /** What stands at a URL: by this alone it is nobody's word for anything. */
  const read = async (url: URL, maxBytes: number): Promise<Record<string, unknown>> => {
    const request = { method: 'GET', url, headers: { accept: ACCEPT }, maxBytes, redirects: REDIRECTS } as const;
    const response: FetchedResponse = await ask(sign ? { ...request, sign } : request);
    if (response.url.origin !== url.origin) throw invalid('id_mismatch');
    requireFound(response);
    const document = objectIn(response, isActivityMediaType);
    if (isTombstone(document)) throw new RemoteFailure('gone', 'gone');
    return document;
  };

  const readById = async (id: string, maxBytes: number): Promise<Record<string, unknown>> => {
    const url = remoteUrl(id, options);
    if (url.hash !== '') throw invalid('bad_id');
    const document = await read(url, maxBytes);
    if (document.id !== id) throw invalid('id_mismatch');
    return document;
  };

  const actor = async (id: string): Promise<RemoteActor> =>
    parseRemoteActor(await readById(id, ACTOR_BYTES), id, options);

  return {
    document: (id) => readById(id, DOCUMENT_BYTES),
    actor,

    async key(keyId) {
      const url = remoteUrl(keyId, options);
      url.hash = '';
      const document = await read(url, ACTOR_BYTES);
      const claimed = claimIn(document, keyId);
      if (remoteUrl(claimed.owner, options).origin !== url.origin) throw invalid('origin_mismatch');
      // A document that is not its owner's own may say what it likes: the owner must say the same.
      const owner =
        claimed.owner === url.href ? parseRemoteActor(document, url.href, options) : await actor(claimed.owner);
      const key = owner.keys.find(({ id, pem }) => id === keyId && pem === canonicalPem(claimed.publicKeyPem));
      if (!key) throw invalid('key_not_listed');
      return { key, actor: owner };
    },
  };
}

/**
 * The key of an id in a document: listed by an actor at its own id, or by a stub which bears the id of the
 * actor and stands at that of the key (as GoToSocial serves it), or as a document of its own.
 */
function claimIn(document: Record<string, unknown>, keyId: string): z.infer<typeof ClaimedKey> {
  const alone = ClaimedKey.safeParse(document);
  if (alone.success && alone.data.id === keyId) return alone.data;
  const listed = z.object({ id: z.string(), publicKey: claimedKeys }).safeParse(document);
  const claimed = listed.data?.publicKey.find(({ id }) => id === keyId);
  if (!claimed) throw invalid('key_not_listed');
  if (claimed.owner !== listed.data?.id) throw invalid('id_mismatch');
  return claimed;
}

const invalid = (code: string): RemoteFailure => new RemoteFailure('invalid', code);
