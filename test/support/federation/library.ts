import type { SignRequest } from '../../../src/platform/federation/remote.ts';
import { createRemoteDocuments } from '../../../src/platform/federation/remote-documents.ts';
import { namesFor, testFetch } from './asking.ts';
import { type Peer, startPeer } from './peer.ts';

export const AS2 = 'https://www.w3.org/ns/activitystreams';
export const LD = `application/ld+json; profile="${AS2}"`;

interface Served {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A server, reached as `b.test` and as `victim.test`, that serves what a test puts at its paths; and a reader of it. */
export async function openLibrary(options: { sign?: SignRequest } = {}) {
  const served = new Map<string, Served>();
  const there: Peer = await startPeer((request, response, { path }) => {
    const {
      status = 200,
      headers,
      body,
    } = served.get(`${request.headers.host?.split(':')[0]}${path}`) ?? { status: 404 };
    response.writeHead(status, { 'content-type': 'application/activity+json', ...headers });
    response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  });
  const ask = testFetch(
    namesFor({ 'b.test': ['127.0.0.1'], 'victim.test': ['127.0.0.1'], 'us.example': ['127.0.0.1'] }),
  );
  const ownOrigin = new URL(`http://us.example:${there.port}`);
  const documents = createRemoteDocuments({ fetch: ask, allowPrivate: true, ownOrigin, ...options });
  const at = (host: string, path: string): string => `http://${host}:${there.port}${path}`;
  return {
    ...documents,
    async [Symbol.asyncDispose]() {
      await ask.close();
      await there[Symbol.asyncDispose]();
    },
    there,
    at,
    bob: at('b.test', '/u/bob'),
    serve(url: string, body: unknown, more: Omit<Served, 'body'> = {}): void {
      const { hostname, pathname, search } = new URL(url);
      served.set(`${hostname}${pathname}${search}`, { ...more, body });
    },
  };
}
