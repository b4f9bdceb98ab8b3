import type { IncomingMessage } from 'node:http';
import cookie from '@fastify/cookie';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { refusalsOf } from '../../kernel/refusal.ts';
import { asker } from '../asker.ts';

export type HttpRefusal = 'request.wrong_host' | 'error.unavailable';
const refusal = refusalsOf<HttpRefusal>();

/** How long a client may take. Handed in by tests, which do not wait for seconds. */
export interface HttpTimeouts {
  readonly connectionMs: number;
  readonly requestMs: number;
  readonly headersMs: number;
  readonly keepAliveMs: number;
  /** How long we may take: then whoever asks is told to come again. */
  readonly answerMs: number;
}

const TIMEOUTS: HttpTimeouts = {
  connectionMs: 20_000,
  requestMs: 15_000,
  headersMs: 10_000,
  keepAliveMs: 15_000,
  answerMs: 6_000,
};

export interface ServerOptions {
  readonly origin: URL;
  readonly logger: NonNullable<FastifyServerOptions['loggerInstance']> | undefined;
  readonly timeouts?: Partial<HttpTimeouts>;
  /** Answers what does not even reach a route, such as an address that cannot be decoded. */
  readonly answerFault: (error: Error, request: FastifyRequest, reply: FastifyReply) => void;
}

const BODY_MAX_BYTES = 64 * 1_024;
const HEADER_MAX_BYTES = 8 * 1_024;
const HEADERS_MAX = 100;
/** How often Node looks for requests that have taken too long; by itself only twice a minute. */
const CHECK_MS = 1_000;

/**
 * An HTTP server that believes nothing: bounded in time and size, reachable under one name only,
 * with the security headers of a site that runs no script and loads nothing from elsewhere.
 */
export async function createServer({
  origin,
  logger,
  timeouts = {},
  answerFault,
}: ServerOptions): Promise<FastifyInstance> {
  const limits = { ...TIMEOUTS, ...timeouts };
  const app = Fastify({
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: false,
    bodyLimit: BODY_MAX_BYTES,
    connectionTimeout: limits.connectionMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxRequestsPerSocket: 1_000,
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(reply as unknown as FastifyReply, origin);
      answerFault(error, request as unknown as FastifyRequest, reply as unknown as FastifyReply);
    },
    return503OnClosing: true,
    http: {
      maxHeaderSize: HEADER_MAX_BYTES,
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: CHECK_MS,
      insecureHTTPParser: false,
    },
    routerOptions: { maxParamLength: 100, ignoreTrailingSlash: false, caseSensitive: true },
  });
  app.server.maxHeadersCount = HEADERS_MAX;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // Cookies first: whoever is refused below is still spoken to in their language.
  await app.register(cookie);
  app.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(reply, origin);
    if (!request.url.startsWith('/health/') && !isForUs(request.raw, origin)) {
      return done(refusal('misdirected', 'request.wrong_host', { origin: origin.origin }));
    }
    return done();
  });
  answerInTime(app, limits.answerMs);
  app.addHook('onResponse', logAnswer);
  return app;
}

/**
 * A database that is frozen answers nothing, and one that is away lets many wait: whoever waits is told to come
 * again before they, or a proxy, give up. Fastify's `handlerTimeout` (5.12.8) ends when a body has been read.
 */
function answerInTime(app: FastifyInstance, milliseconds: number): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  const stop = (request: FastifyRequest): void => clearTimeout(timers.get(request));
  const begin = (request: FastifyRequest, reply: FastifyReply): void => {
    const giveUp = () => void (reply.sent || reply.send(refusal('unavailable', 'error.unavailable')));
    timers.set(request, setTimeout(giveUp, milliseconds));
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

/** One `Host` header, and it names us: nothing this node writes is ever derived from what a client says (RFC 9110 §7.2). */
function isForUs(raw: IncomingMessage, origin: URL): boolean {
  let hosts = 0;
  for (let index = 0; index < raw.rawHeaders.length; index += 2) {
    if (raw.rawHeaders[index]?.toLowerCase() === 'host') hosts += 1;
  }
  return hosts === 1 && raw.headers.host === origin.host && (raw.url ?? '').startsWith('/');
}

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

function setSecurityHeaders(reply: FastifyReply, origin: URL): void {
  reply.headers({
    'content-security-policy': POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'browsing-topics=(), camera=(), geolocation=(), microphone=()',
    // `no-referrer` would make browsers send `Origin: null` with forms.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // Nothing is kept by anyone unless it says so itself.
    'cache-control': 'no-store',
  });
  if (origin.protocol === 'https:') reply.header('strict-transport-security', 'max-age=31536000');
}

/** One line an answer: method, route, status, time. No address, no url, no header, no name (see README, "What is logged"). */
function logAnswer(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  request.log.info(
    {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    },
    'answered',
  );
  done();
}
