import type { FastifyInstance } from 'fastify';

export interface NodeInfoOptions {
  readonly origin: URL;
  readonly version: string;
  /** Whether this node deals with others over ActivityPub. */
  readonly speaks: boolean;
}

const SCHEMA = 'http://nodeinfo.diaspora.software/ns/schema/2.1';

/** The actor that speaks for the server (FEP-2677). */
const APPLICATION = 'https://www.w3.org/ns/activitystreams#Application';

/**
 * NodeInfo 2.1 (nodeinfo.diaspora.software): what this software is. How many members there are
 * is nobody's business, so `usage.users` stays empty, which the schema allows. Where a node is closed to
 * others, it names no protocol, which the schema does not allow: it would be untrue to name one.
 */
export function nodeInfoRoutes(app: FastifyInstance, { origin, version, speaks }: NodeInfoOptions): void {
  const href = new URL('/nodeinfo/2.1', origin).href;
  const application = { rel: APPLICATION, href: new URL('/actor/instance', origin).href };
  const discovery = JSON.stringify({ links: [{ rel: SCHEMA, href }, ...(speaks ? [application] : [])] });
  const document = JSON.stringify({
    version: '2.1',
    software: { name: 'kunveno', version },
    protocols: speaks ? ['activitypub'] : [],
    services: { inbound: [], outbound: ['atom1.0'] },
    openRegistrations: false,
    usage: { users: {} },
    metadata: {},
  });

  const serve = (path: string, type: string, text: string): void => {
    const headers = { 'content-type': type, 'cache-control': 'public, max-age=3600' };
    app.get(path, (_request, reply) => void reply.headers(headers).send(text));
  };
  serve('/.well-known/nodeinfo', 'application/json', discovery);
  serve('/nodeinfo/2.1', `application/json; profile="${SCHEMA}#"`, document);
}
