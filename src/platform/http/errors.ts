import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod';
import { Refusal, type RefusalKind, type RefusalParams } from '../../kernel/refusal.ts';
import { isDatabaseUnavailable } from '../database.ts';
import type { PageContext } from './context.ts';
import { ErrorPage } from './error-page.tsx';
import { prefersHtml, sendPage } from './html.ts';
import { type FieldError, fieldErrors } from './input.ts';

/** The only place where a refusal becomes an HTTP status. */
export const STATUS_OF: Readonly<Record<RefusalKind, number>> = {
  malformed: 400,
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  gone: 410,
  misdirected: 421,
  too_many: 429,
  unavailable: 503,
};

/** What went wrong, before it is said in a language and a format. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly params: RefusalParams;
  readonly errors: readonly FieldError[];
}

const RETRY_SECONDS = 30;

/** What Fastify itself refuses, by its own codes; anything else it refuses is a bad request. */
const FASTIFY_CODES: Readonly<Record<string, { status: number; code: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: 'request.too_large' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, code: 'request.wrong_media_type' },
  FST_ERR_CTP_EMPTY_TYPE: { status: 415, code: 'request.wrong_media_type' },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, code: 'request.bad_json' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, code: 'request.bad_json' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 414, code: 'request.too_large' },
};

export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) {
    const errors = error.field ? [{ field: error.field, code: error.code, params: error.params }] : [];
    return { status: STATUS_OF[error.kind], code: error.code, params: error.params, errors };
  }
  if (isDatabaseUnavailable(error)) return plain(503, 'error.unavailable');
  if (isResponseSerializationError(error)) return plain(500, 'error.unexpected');
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map(({ keyword, instancePath, params, message }) => ({
      ...params,
      message: message ?? '',
      code: keyword,
      path: instancePath.split('/').filter(Boolean),
    }));
    return { ...plain(400, 'request.invalid'), errors: fieldErrors({ issues } as never) };
  }
  const { code, statusCode } = error as Partial<FastifyError>;
  const known = FASTIFY_CODES[code ?? ''];
  if (known) return plain(known.status, known.code);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return plain(400, 'request.invalid');
  return plain(500, 'error.unexpected');
}

const plain = (status: number, code: string): Problem => ({ status, code, params: {}, errors: [] });

export interface ErrorTools {
  /** The language and frame of whoever asked; works also while the database does not. */
  contextOf(request: FastifyRequest, status: number): Promise<PageContext>;
}

/** Faults are logged and told apart from refusals; a person gets a page, a program problem+json (RFC 9457). */
export function registerErrorHandler(app: FastifyInstance, tools: ErrorTools): void {
  app.setNotFoundHandler((request, reply) =>
    answer(new Refusal('missing', 'request.not_found'), request, reply, tools),
  );
  app.setErrorHandler((error, request, reply) => answer(error, request, reply, tools));
}

export async function answer(error: unknown, request: FastifyRequest, reply: FastifyReply, tools: ErrorTools) {
  const problem = problemOf(error);
  if (problem.status >= 500) request.log.error({ err: error }, 'fault');
  else request.log.info({ refusal: problem.code }, 'refused');
  return sendProblem(problem, request, reply, await tools.contextOf(request, problem.status));
}

/** Says a problem in the reader's language, as a page or as problem+json by `Accept`. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply, context: PageContext) {
  const { status, code, params, errors } = problem;
  const { t } = context.i18n;
  reply.header('vary', 'Accept, Accept-Language, Cookie');
  if (status === 503) reply.header('retry-after', String(RETRY_SECONDS));
  if (status === 429 && typeof params.seconds === 'number') reply.header('retry-after', String(params.seconds));
  if (!request.url.startsWith('/api/') && prefersHtml(request.headers.accept)) {
    if (status === 401 && request.method === 'GET') {
      return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
    }
    return sendPage(
      reply,
      ErrorPage({ context, problem, kept: status === 401 || status === 503 ? keptText(request) : [] }),
      status,
    );
  }
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply
    .code(status)
    .type('application/problem+json')
    .header('cache-control', 'no-store')
    .send(
      JSON.stringify({
        type: `urn:kunveno:problem:${code}`,
        title: t(code, params),
        status,
        code,
        ...(Object.keys(params).length > 0 ? { params } : {}),
        ...(errors.length > 0
          ? { errors: errors.map((each) => ({ field: each.field, code: each.code, title: t(each.code, each.params) })) }
          : {}),
      }),
    );
}

const NEVER_SHOWN_AGAIN = /token|passphrase|current|code|once|secret/;

/** What someone had typed when their session or the database was gone: shown again, so that it is not lost. */
function keptText(request: FastifyRequest): string[] {
  const body: unknown = request.body;
  if (request.method !== 'POST' || typeof body !== 'object' || body === null) return [];
  return Object.entries(body)
    .filter(([name, value]) => !NEVER_SHOWN_AGAIN.test(name) && typeof value === 'string' && value.length > 20)
    .map(([, value]) => String(value));
}
