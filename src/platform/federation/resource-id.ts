/** RFC 9110 §4.1 asks for 8,000. Two of these fit into one entry of an index of PostgreSQL (2,704 bytes), and no id in use is half as long. */
const LENGTH_MAX = 1_280;
const SCHEME = /^https?:\/\//;
/** WHATWG keeps a bare `?` or `#`, which would make two ids of one address, and a backslash behind them. */
const LEFT_BY_THE_STANDARD = /\?(?:#|$)|#$|\\/;

export interface ResourceIdRules {
  /** Peers on this machine or in this house: their ids may be http. */
  readonly allowPrivate: boolean;
}

/**
 * The id of an actor, activity, object or key, or undefined for whatever is none. An id is an https
 * URL (http for `.onion`, and for private peers where they are allowed) that is already written as
 * WHATWG would write it: two spellings of one address are never mapped onto each other but refused,
 * all except the one. So ids are compared as text, and whatever else reads them reads the same host.
 * Percent-encoding is left alone, as the standard leaves it: `%62ob` is not `bob`. FEP-fe34.
 */
export function resourceId(text: unknown, { allowPrivate }: ResourceIdRules): string | undefined {
  if (typeof text !== 'string' || text.length > LENGTH_MAX || !SCHEME.test(text)) return undefined;
  if (LEFT_BY_THE_STANDARD.test(text)) return undefined;
  const url = URL.parse(text);
  if (!url || url.href !== text || url.username !== '' || url.password !== '') return undefined;
  if (url.hostname.endsWith('.')) return undefined;
  const plain = url.protocol === 'http:' && !allowPrivate && !url.hostname.endsWith('.onion');
  return plain ? undefined : text;
}

/** Scheme, host and port of an id that `resourceId` has let through. */
export const originOf = (id: string): string => id.slice(0, id.indexOf('/', 'https://'.length));

/** The host of an id without its port, as block lists and limits count hosts. */
export const hostnameOf = (id: string): string => new URL(id).hostname;

/** What is fetched when this id is asked for: keys, and activities of some servers, are parts of a document. */
export function withoutFragment(id: string): string {
  const mark = id.indexOf('#');
  return mark < 0 ? id : id.slice(0, mark);
}

/** The id in a place where either an id or the thing itself may stand. */
export function idIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
}
