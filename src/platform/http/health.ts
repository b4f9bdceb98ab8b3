import { sql } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import type { Database } from '../database.ts';

/** Live: the process answers. Ready: it can also reach its database. For probes, so without a host check. */
export function healthRoutes(app: FastifyInstance, db: Database): void {
  app.get('/health/live', async (_request, reply) => reply.header('cache-control', 'no-store').send({ live: true }));
  app.get('/health/ready', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    try {
      await db.execute(sql`select 1`);
      return reply.send({ ready: true });
    } catch {
      return reply.code(503).header('retry-after', '5').send({ ready: false });
    }
  });
}
