import type { LocalActor } from './schema.ts';

/** Every address that this node mints for other servers. They are promises: once published, none of them changes. */
export interface Uris {
  readonly origin: string;
  readonly actor: string;
  readonly instance: string;
  readonly sharedInbox: string;
  readonly outbox: string;
  readonly followers: string;
  readonly following: string;
  readonly featured: string;
  object(id: string): string;
  thread(id: string): string;
  replies(id: string): string;
  activity(id: string): string;
  /** Where people read a publication. */
  page(id: string): string;
  of(actor: LocalActor): string;
  mainKey(actor: LocalActor): string;
  proofKey(actor: LocalActor): string;
  /** The publication that an id of ours names. */
  publicationOf(uri: string): string | undefined;
}

export const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public';

export function createUris({ origin }: URL): Uris {
  const actor = `${origin}/actor`;
  const instance = `${origin}/actor/instance`;
  const of = (which: LocalActor): string => (which === 'collective' ? actor : instance);
  return {
    origin,
    actor,
    instance,
    sharedInbox: `${origin}/inbox`,
    outbox: `${actor}/outbox`,
    followers: `${actor}/followers`,
    following: `${actor}/following`,
    featured: `${actor}/featured`,
    object: (id) => `${origin}/objects/${id}`,
    thread: (id) => `${origin}/objects/${id}/context`,
    replies: (id) => `${origin}/objects/${id}/replies`,
    activity: (id) => `${origin}/activities/${id}`,
    page: (id) => `${origin}/published/${id}`,
    of,
    mainKey: (which) => `${of(which)}#main-key`,
    proofKey: (which) => `${of(which)}#ed25519-key`,
    publicationOf(uri) {
      const prefix = `${origin}/objects/`;
      const id = uri.startsWith(prefix) ? uri.slice(prefix.length) : '';
      return /^[a-z2-7]{26}$/.test(id) ? id : undefined;
    },
  };
}

/** The path by which a document of ours is stored and asked for. */
export const pathOf = (uri: string): string => new URL(uri).pathname;
