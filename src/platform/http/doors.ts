import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import { documentGuards, pageGuards } from './guard-headers.ts';
import { wrongHost } from './host.ts';
import { answerInTime, inTime } from './in-time.ts';
import type { AnswerFault } from './server.ts';

interface DoorOptions {
  readonly origin: URL;
  /** How long whoever asks waits at most, milliseconds. */
  readonly answerMs: number;
}

/**
 * For people, and for programs that act for them. Each request is spoken to in its language, gets the headers of a
 * site without scripts, must name us, and is answered in time: in this order.
 */
export async function openToPeople(app: FastifyInstance, { origin, answerMs }: DoorOptions): Promise<void> {
  const guards = pageGuards(origin);
  // Cookies first: whoever is refused below is still spoken to in their language.
  await app.register(cookie);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(guards);
    done(request.url.startsWith('/health/') ? undefined : wrongHost(request, origin));
  });
  answerInTime(app, answerMs);
}

/**
 * For other servers, which read documents and deliver: each request must name us, and that is all that it pays for.
 * No cookie is read. Where the database is asked, the route itself does so `inTime`. What is refused is said as to
 * people: somebody may have come by a link.
 */
export function openToServers(
  app: FastifyInstance,
  { origin, answerMs, answerFault }: DoorOptions & { readonly answerFault: AnswerFault },
): void {
  const [guards, forReaders] = [documentGuards(origin), pageGuards(origin)];
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(guards);
    done(wrongHost(request, origin));
  });
  app.setErrorHandler((error: Error, request, reply) =>
    inTime(reply, answerMs, () => answerFault(error, request, reply.headers(forReaders))),
  );
}
