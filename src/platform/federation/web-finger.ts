import { z } from 'zod';
import { isLoopback } from './addresses.ts';
import { isActivityMediaType } from './media-type.ts';
import { RemoteFailure, type SafeFetch } from './remote.ts';
import { type RemotePolicy, remoteUrl } from './remote-actor.ts';
import { isDescriptorType, objectIn, requireFound } from './remote-answer.ts';

export interface WebFingerOptions extends RemotePolicy {
  readonly fetch: SafeFetch;
}

export interface Resolved {
  /** Of the actor, whose document is still to be had. */
  readonly id: string;
  /** What the server that was asked calls them, as `acct:user@host`; null where nobody was asked. */
  readonly subject: string | null;
}

export interface WebFinger {
  /** Throws `RemoteFailure`: `handle_invalid`, `no_self_link`, and whatever `SafeFetch` and `remoteUrl` throw. */
  resolve(text: string): Promise<Resolved>;
}

interface Handle {
  readonly user: string;
  /** Only its host, and scheme for want of a better one. */
  readonly at: URL;
}

const BYTES_MAX = 65_536;
const REDIRECTS = 3;

const Descriptor = z.object({
  subject: z.string().nullish().catch(null),
  links: z.array(z.unknown()).max(200),
});
const SelfLink = z.object({ rel: z.literal('self'), type: z.string(), href: z.string() });

/** Finds the actor whom people write as `@user@host` (RFC 7033), or take from the address bar of a browser. */
export function createWebFinger(options: WebFingerOptions): WebFinger {
  const { fetch: ask } = options;

  const askHost = async ({ user, at }: Handle, scheme: 'https' | 'http'): Promise<Record<string, unknown>> => {
    const url = new URL(`${scheme}://${at.host}/.well-known/webfinger`);
    url.searchParams.set('resource', `acct:${user}@${at.host}`);
    const headers = { accept: 'application/jrd+json, application/json' };
    const response = await ask({ method: 'GET', url, headers, maxBytes: BYTES_MAX, redirects: REDIRECTS });
    requireFound(response);
    return objectIn(response, isDescriptorType);
  };

  /** On this machine there is no https; elsewhere it is tried first. Plain http reaches private peers alone. */
  const describe = async (handle: Handle): Promise<Record<string, unknown>> => {
    if (!options.allowPrivate) return askHost(handle, 'https');
    if (isLoopback(handle.at)) return askHost(handle, 'http');
    try {
      return await askHost(handle, 'https');
    } catch (error) {
      if (!(error instanceof RemoteFailure && ['connection', 'tls'].includes(error.code))) throw error;
      return askHost(handle, 'http');
    }
  };

  return {
    async resolve(text) {
      const typed = text.trim();
      if (/^https?:\/\//i.test(typed)) return { id: actorUrl(typed, options), subject: null };
      const handle = handleIn(typed);
      if (!handle) throw invalid('handle_invalid');
      if (handle.at.host === options.ownOrigin.host) throw invalid('own_origin');
      const descriptor = Descriptor.safeParse(await describe(handle));
      const self = descriptor.data?.links
        .map((link) => SelfLink.safeParse(link).data)
        .find((link) => isActivityMediaType(link?.type));
      if (!self) throw invalid('no_self_link');
      remoteUrl(self.href, options);
      const named = handleIn(descriptor.data?.subject ?? '') ?? handle;
      return { id: self.href, subject: `acct:${named.user}@${named.at.host}` };
    },
  };
}

/** What people type is forgiven its spelling; whatever could hide where it leads is not. */
function actorUrl(typed: string, policy: RemotePolicy): string {
  const url = /^[\x21-\x5b\x5d-\x7e]+$/.test(typed) ? URL.parse(typed) : null;
  if (url?.hash !== '') throw invalid('handle_invalid');
  return remoteUrl(url.href, policy).href;
}

const HANDLE_LENGTH_MAX = 320;

function handleIn(text: string): Handle | undefined {
  if (text.length > HANDLE_LENGTH_MAX) return undefined;
  const [, user, host] = /^(?:acct:|@)?([\w.~+-]{1,64})@([^@/\\?#\s]+)$/i.exec(text) ?? [];
  const at = user && host ? URL.parse(`https://${host}/`) : null;
  return user && at && at.hostname !== '' && !at.hostname.endsWith('.') ? { user, at } : undefined;
}

const invalid = (code: string): RemoteFailure => new RemoteFailure('invalid', code);
