import type { JsonObject } from './integrity-proof.ts';
import type { Uris } from './uris.ts';

export const JRD_JSON = 'application/jrd+json; charset=utf-8';

/** Whom this node answers for: the collective under its handle, and itself. Members are nobody's business. */
export interface Accounts {
  readonly collective: string;
  readonly instance: string;
}

/**
 * The answer to a WebFinger query (RFC 7033), or undefined: for whoever is not one of our two
 * actors, a member's name like every other.
 */
export function describeAccount(
  resource: string,
  { collective, instance }: Accounts,
  uris: Uris,
): JsonObject | undefined {
  const { host } = new URL(uris.origin);
  const asked = resource.toLowerCase().replace(/^acct:@?/, 'acct:');
  if (asked === `acct:${collective}@${host}` || resource === uris.actor) {
    return {
      subject: `acct:${collective}@${host}`,
      aliases: [uris.actor, `${uris.origin}/`],
      links: [
        { rel: 'self', type: 'application/activity+json', href: uris.actor },
        { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: `${uris.origin}/` },
        {
          rel: 'http://schemas.google.com/g/2010#updates-from',
          type: 'application/atom+xml',
          href: `${uris.origin}/published.atom`,
        },
      ],
    };
  }
  if (asked === `acct:${instance}@${host}` || resource === uris.instance) {
    return {
      subject: `acct:${instance}@${host}`,
      aliases: [uris.instance],
      links: [{ rel: 'self', type: 'application/activity+json', href: uris.instance }],
    };
  }
  // The actor that speaks for the server itself (FEP-d556).
  if (resource === uris.origin || resource === `${uris.origin}/`) {
    const rel = 'https://www.w3.org/ns/activitystreams#Service';
    return { subject: uris.origin, links: [{ rel, type: 'application/activity+json', href: uris.instance }] };
  }
  return undefined;
}
