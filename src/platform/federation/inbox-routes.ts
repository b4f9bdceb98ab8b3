import assert from 'node:assert';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readBody } from '../http/body.ts';
import { problemOf } from '../http/errors.ts';
import { inTime } from '../http/in-time.ts';
import { GATE_LIMITS, type Gate } from './gate.ts';
import type { Inbox, Taken } from './inbox.ts';
import type { Refused } from './refused.ts';

export interface InboxRoutesOptions {
  readonly gate: Gate;
  readonly inbox: Inbox;
  /** How long a sender waits at most for what the database and others are asked, milliseconds. */
  readonly answerMs: number;
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
export async function inboxRoutes(app: FastifyInstance, { gate, inbox, answerMs }: InboxRoutesOptions): Promise<void> {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, code } = problemOf(error);
    if (status >= 500) request.log.error({ err: error }, 'fault');
    refuse(
      leaveUnread(request, reply),
      status,
      WORDS[code] ?? 'bad_request',
      status === 503 ? RETRY_SECONDS : undefined,
    );
  });

  /** In this order: what the head shows; what the body shows; whose it is; and then it is taken. */
  const listen = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { method = '', rawHeaders } = request.raw;
    const head = gate.announced({ method, path: request.url, rawHeaders });
    if (!head.ok) return turnAway(request, leaveUnread(request, reply), head);
    const said = gate.said(head, await readBody(request, GATE_LIMITS.maxBytes));
    if (!said.ok) return turnAway(request, reply, said);
    await inTime(reply, answerMs, async () => {
      const verdict = await gate.proven(said);
      if (!verdict.ok) return turnAway(request, reply, verdict);
      answerTo(reply, await inbox.take(verdict.message));
    });
  };

  for (const url of INBOXES) {
    app.route({
      method: ['POST', 'GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url,
      exposeHeadRoute: false,
      // Before Fastify reads a body, which costs more than all that is asked of most.
      onRequest: listen,
      handler: () => assert.fail('answered before'),
    });
  }
}

/** What becomes of a message is nothing that its sender learns from the answer. */
function answerTo(reply: FastifyReply, taken: Taken): void {
  if (taken === 'reused') refuse(reply, 409, 'id_reuse');
  else if (taken === 'full') refuse(reply, 503, 'busy', RETRY_SECONDS);
  else accept(reply);
}

function turnAway(request: FastifyRequest, reply: FastifyReply, { status, code, peer, retryAfter }: Refused): void {
  request.log.info({ refusal: code, peer }, 'refused');
  if (status === 202) accept(reply);
  else refuse(reply, status, code, retryAfter);
}

function accept(reply: FastifyReply): void {
  if (!reply.sent) reply.code(202).send();
}

function refuse(reply: FastifyReply, status: number, code: string, retryAfter?: number): void {
  if (reply.sent) return;
  if (status === 405) reply.header('allow', 'POST');
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  reply
    .code(status)
    .type('application/json')
    .send(JSON.stringify({ error: code }));
}

/**
 * Node passes over what is left of a body, so that the line can be used for the next request. Whoever would send
 * more than we would ever have read, or does not say how much, is hung up on.
 */
function leaveUnread({ headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const length = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Number.NaN;
  return length <= GATE_LIMITS.maxBytes ? reply : reply.header('connection', 'close');
}
