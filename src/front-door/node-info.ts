import type { FastifyInstance } from 'fastify';

const SCHEMA = 'http://nodeinfo.diaspora.software/ns/schema/2.1';

/**
 * NodeInfo 2.1 (nodeinfo.diaspora.software): what this software is. How many members there are
 * is nobody's business, so `usage.users` stays empty, which the schema allows. `protocols` is empty too, which
 * it does not allow: it would be untrue to name one before this node speaks it.
 */
export function nodeInfoRoutes(app: FastifyInstance, origin: URL, version: string): void {
  const href = new URL('/nodeinfo/2.1', origin).href;
  const discovery = JSON.stringify({ links: [{ rel: SCHEMA, href }] });
  const document = JSON.stringify({
    version: '2.1',
    software: { name: 'kunveno', version },
    protocols: [],
    services: { inbound: [], outbound: [] },
    openRegistrations: false,
    usage: { users: {} },
    metadata: {},
  });

  app.get('/.well-known/nodeinfo', async (_request, reply) =>
    reply.type('application/json').header('cache-control', 'public, max-age=3600').send(discovery),
  );
  app.get('/nodeinfo/2.1', async (_request, reply) =>
    reply.type(`application/json; profile="${SCHEMA}#"`).header('cache-control', 'public, max-age=3600').send(document),
  );
}
