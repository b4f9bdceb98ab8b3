import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from '../log.ts';
import { pageGuards } from './guard-headers.ts';

/** How long a client may take. Handed in by tests, which do not wait for seconds. */
export interface HttpTimeouts {
  readonly connectionMs: number;
  readonly requestMs: number;
  readonly headersMs: number;
  readonly keepAliveMs: number;
  /** How long we may take: then whoever asks is told to come again. */
  readonly answerMs: number;
}

export const TIMEOUTS: HttpTimeouts = {
  connectionMs: 20_000,
  requestMs: 15_000,
  headersMs: 10_000,
  keepAliveMs: 15_000,
  answerMs: 6_000,
};

export interface ServerOptions {
  readonly origin: URL;
  readonly logger: Logger | undefined;
  readonly timeouts: HttpTimeouts;
  /** Answers what does not even reach a route, such as an address that cannot be decoded. */
  readonly answerFault: AnswerFault;
}

/** Tells whoever asked what went wrong. */
export type AnswerFault = (error: Error, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

const BODY_MAX_BYTES = 64 * 1_024;
const HEADER_MAX_BYTES = 8 * 1_024;
const HEADERS_MAX = 100;
/** How often Node looks for requests that have taken too long; by itself only twice a minute. */
const CHECK_MS = 1_000;

/** An HTTP server that believes nothing, bounded in time and size. Who may come in by what is said in `doors.ts`. */
export function createServer({ origin, logger, timeouts, answerFault }: ServerOptions): FastifyInstance {
  const guards = pageGuards(origin);
  const loggerInstance: FastifyBaseLogger | undefined = logger;
  const app = Fastify({
    ...(loggerInstance ? { loggerInstance } : { logger: false }),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: false,
    bodyLimit: BODY_MAX_BYTES,
    connectionTimeout: timeouts.connectionMs,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    maxRequestsPerSocket: 1_000,
    frameworkErrors: (error, request, reply) => {
      (reply as unknown as FastifyReply).headers(guards);
      void answerFault(error, request as unknown as FastifyRequest, reply as unknown as FastifyReply);
    },
    return503OnClosing: true,
    http: {
      maxHeaderSize: HEADER_MAX_BYTES,
      headersTimeout: timeouts.headersMs,
      connectionsCheckingInterval: CHECK_MS,
      insecureHTTPParser: false,
    },
    routerOptions: { maxParamLength: 100, ignoreTrailingSlash: false, caseSensitive: true },
  });
  app.server.maxHeadersCount = HEADERS_MAX;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // Where the door in which something went wrong cannot say so in time.
  app.setErrorHandler((error: Error, request, reply) => answerFault(error, request, reply));
  if (logger?.isLevelEnabled('info')) app.addHook('onResponse', logAnswer);
  // An id ties the lines of one answer together; where only faults are told, there is one line at most.
  else app.setChildLoggerFactory((parent) => parent);
  return app;
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
