import swagger from '@fastify/swagger'; // the OpenAPI document is made from the schemas that check requests
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sha256 } from '../../kernel/digest.ts';
import { refusalsOf } from '../../kernel/refusal.ts';
import type { Actor } from '../work.ts';
import type { Viewer } from './context.ts';
import { IdParam } from './input.ts';

export type ApiRefusal = 'api.token_needed' | 'api.token_reads_only' | 'api.bad_idempotency_key';
const refusal = refusalsOf<ApiRefusal>();

export type ApiApp = ReturnType<typeof typed>;
const typed = (app: FastifyInstance) => app.withTypeProvider<ZodTypeProvider>();

/** An instant in JSON: RFC 3339, UTC, to the millisecond. */
export const Instant = z.string().meta({ format: 'date-time' });
export { IdParam as IdParams, idField as Id } from './input.ts';
export const Done = z.object({ done: z.literal(true) });
export const DONE: z.output<typeof Done> = { done: true };

/** What every refusal looks like (RFC 9457); `code` is stable, `title` is in the language of Accept-Language. */
const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    errors: z.array(z.object({ field: z.string(), code: z.string(), title: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

const REFUSAL = { description: 'Problem', content: { 'application/problem+json': { schema: Problem } } };

/** The parts of a route's schema that are alike for all: who may call it, and how it refuses. */
export const operation = <Success extends z.ZodType, Status extends 200 | 201 = 200>(
  tag: string,
  summary: string,
  success: Success,
  { open = false, status }: { open?: boolean; status?: Status } = {},
) => ({
  tags: [tag],
  summary,
  security: (open ? [] : [{ token: [] }]) as { [name: string]: string[] }[],
  // The refusals are there for the document; a handler answers with what it promises, or throws.
  response: { [status ?? 200]: success, '4xx': REFUSAL, '5xx': REFUSAL } as unknown as Record<Status, Success>,
});

export interface ApiAuth {
  viewerByToken(digest: string): Promise<Viewer | undefined>;
}

/** Who calls: the holder of a live token. Tokens that only read cannot act. */
export const callerOf = ({ viewerByToken }: ApiAuth) => {
  const known = new WeakMap<FastifyRequest, Viewer>();
  return async (request: FastifyRequest): Promise<Viewer> => {
    const before = known.get(request);
    if (before) return before;
    const secret = /^[Bb][Ee][Aa][Rr][Ee][Rr] ([a-z2-7]{52})$/.exec(request.headers.authorization ?? '')?.[1];
    const viewer = secret ? await viewerByToken(sha256(secret)) : undefined;
    if (!viewer) throw refusal('unauthenticated', 'api.token_needed');
    if (request.method !== 'GET' && request.method !== 'HEAD' && viewer.scope !== 'act')
      throw refusal('forbidden', 'api.token_reads_only');
    known.set(request, viewer);
    return viewer;
  };
};

export type CallerOf = ReturnType<typeof callerOf>;

/** An `Idempotency-Key` makes a request that is sent twice be carried out once. */
export function onceOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{8,80}$/.test(key)) {
    throw refusal('invalid', 'api.bad_idempotency_key');
  }
  return sha256(key).slice(0, 40);
}

/** The actor of a command, as the API has them. */
export const actorOf = (viewer: Viewer, request: FastifyRequest) => ({ member: viewer.id, once: onceOf(request) });

/** Registers acts on one thing, which take nothing but its id and answer that it is done. */
export const deeds =
  (api: ApiApp, callerOf: CallerOf, tag: string) =>
  (
    method: 'POST' | 'DELETE',
    url: string,
    summary: string,
    act: (actor: Actor, id: string) => Promise<unknown>,
  ): void => {
    api.route({
      method,
      url,
      schema: { ...operation(tag, summary, Done), params: IdParam },
      handler: async (request) => {
        await act(actorOf(await callerOf(request), request), request.params.id);
        return DONE;
      },
    });
  };

/** Registers the API under /api/v1, with its description at /api/openapi.json. */
export async function registerApi(
  app: FastifyInstance,
  options: { version: string; origin: URL; whoCalls: CallerOf; routes: (api: ApiApp) => void },
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeContentTypeParser('text/plain');
    await scope.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Kunveno',
          version: options.version,
          description: 'Everything that the pages of this node can do, through the same commands.',
          license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
        },
        servers: [{ url: options.origin.origin }],
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      },
      transform: jsonSchemaTransform,
      transformObject: jsonSchemaTransformObject,
    });
    await scope.register(
      async (api) => {
        // Who calls is asked before anything they say is looked at.
        api.addHook('onRequest', async (request) => {
          const schema = request.routeOptions.schema as { security?: unknown[] } | undefined;
          if (schema?.security && schema.security.length > 0) await options.whoCalls(request);
        });
        options.routes(typed(api));
      },
      { prefix: '/api/v1' },
    );
    scope.get('/api/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
      reply.header('cache-control', 'public, max-age=300').send(scope.swagger()),
    );
  });
}
