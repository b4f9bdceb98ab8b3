import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refusalsOf } from '../../kernel/refusal.ts';
import { asker } from '../asker.ts';

export type InTimeRefusal = 'error.unavailable';
const refusal = refusalsOf<InTimeRefusal>();

const giveUpOn = (reply: FastifyReply) => () =>
  void (reply.sent || reply.send(refusal('unavailable', 'error.unavailable')));

/**
 * Does what the database is asked for, and tells whoever waits for it to come again when it takes too long: for
 * one answer, where most of a route need no database. What was not done by then is not done behind their back.
 */
export async function inTime(reply: FastifyReply, milliseconds: number, job: () => Promise<unknown>): Promise<void> {
  const timer = setTimeout(giveUpOn(reply), milliseconds);
  const stop = (): void => clearTimeout(timer);
  reply.raw.once('close', stop);
  try {
    await asker.run(reply, job);
  } finally {
    stop();
  }
}

/**
 * A database that is frozen answers nothing, and one that is away lets many wait: whoever waits is told to come
 * again before they, or a proxy, give up. Fastify's `handlerTimeout` (5.12.8) ends when a body has been read.
 */
export function answerInTime(app: FastifyInstance, milliseconds: number): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  const stop = (request: FastifyRequest): void => clearTimeout(timers.get(request));
  const begin = (request: FastifyRequest, reply: FastifyReply): void => {
    timers.set(request, setTimeout(giveUpOn(reply), milliseconds));
  };
  app.addHook('onRequest', (request, reply, done) => {
    begin(request, reply);
    reply.raw.once('close', () => stop(request));
    done();
  });
  // The time that a slow phone takes to send what somebody wrote is theirs; `requestTimeout` bounds it.
  app.addHook('preParsing', (request, _reply, payload, done) => {
    stop(request);
    done(null, payload);
  });
  app.addHook('preValidation', (request, reply, done) => {
    begin(request, reply);
    done();
  });
  app.addHook('preHandler', (_request, reply, done) => asker.run(reply, done));
}
