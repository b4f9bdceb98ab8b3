import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { problemOf } from '../http/errors.ts';
import type { Gate } from './gate.ts';
import { GATE_LIMITS } from './gate.ts';
import type { Inbox } from './inbox.ts';

export interface InboxRoutesOptions {
  readonly gate: Gate;
  readonly inbox: Inbox;
}

const INBOXES = ['/inbox', '/actor/inbox', '/actor/instance/inbox'];
const RETRY_SECONDS = 30;

/** What the server itself refuses, in the words of this door. */
const WORDS: Readonly<Record<string, string>> = {
  'request.too_large': 'too_large',
  'request.wrong_media_type': 'bad_media_type',
  'request.wrong_host': 'host_mismatch',
  'error.unavailable': 'unavailable',
  'error.unexpected': 'fault',
};

/**
 * Where other servers deliver. The exact bytes reach the gate, since a signature covers these; the
 * answer is a status and a stable word, the same in every language, and nothing that was sent.
 */
export async function inboxRoutes(app: FastifyInstance, { gate, inbox }: InboxRoutesOptions): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: GATE_LIMITS.maxBytes }, (_request, body, done) =>
    done(null, body),
  );
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, code } = problemOf(error);
    if (status >= 500) request.log.error({ err: error }, 'fault');
    return refuse(reply, status, WORDS[code] ?? 'bad_request', status === 503 ? RETRY_SECONDS : undefined);
  });

  for (const path of INBOXES) {
    app.post(path, async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { method, rawHeaders } = request.raw;
      const verdict = await gate.examine({ method: method ?? 'POST', path: request.url, rawHeaders, body });
      if (!verdict.ok) {
        request.log.info({ refusal: verdict.code, peer: verdict.peer }, 'refused');
        return verdict.status === 202
          ? accepted(reply)
          : refuse(reply, verdict.status, verdict.code, verdict.retryAfter);
      }
      const taken = await inbox.take(verdict.message);
      if (taken === 'reused') return refuse(reply, 409, 'id_reuse');
      if (taken === 'full') return refuse(reply, 503, 'busy', RETRY_SECONDS);
      return accepted(reply);
    });
    app.route({
      method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url: path,
      exposeHeadRoute: false,
      handler: async (_request, reply) => refuse(reply.header('allow', 'POST'), 405, 'method_not_allowed'),
    });
  }
}

/** What becomes of a message is nothing that its sender learns from the answer. */
const accepted = (reply: FastifyReply): FastifyReply => reply.code(202).send();

function refuse(reply: FastifyReply, status: number, code: string, retryAfter?: number): FastifyReply {
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  return reply
    .code(status)
    .type('application/json')
    .send(JSON.stringify({ error: code }));
}
