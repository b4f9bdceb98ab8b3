import Fastify from 'fastify';

/** The reference: the same HTTP library, answering with a status and so many bytes, and doing nothing else. */
const port = Number(process.argv[2]);
const bytes = Buffer.alloc(Number(process.argv[3]), 'x');
const status = Number(process.argv[4] ?? 200);
const app = Fastify();
app.get('/', async (_request, reply) =>
  bytes.length === 0 ? reply.code(status).send() : reply.code(status).type('text/html; charset=utf-8').send(bytes),
);
await app.listen({ port, host: '127.0.0.1' });
console.log('ready');
process.once('SIGTERM', () => void app.close());
