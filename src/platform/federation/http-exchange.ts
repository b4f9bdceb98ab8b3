import { type Agent, type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Abortable } from './abort.ts';
import { type FetchedResponse, RemoteFailure } from './remote.ts';

export interface Exchange {
  readonly method: 'GET' | 'POST';
  /** Checked: what stands here is dialled. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly agent: Agent;
  readonly maxBytes: number;
  readonly connectMs: number;
  /** From the moment of being connected until the head of the answer is there. */
  readonly headersMs: number;
  /** Aborts with a `RemoteFailure` when it is time to give up, however far it has come. */
  readonly signal: Abortable;
}

/** A connection that was kept turned out to be closed, before a single byte of an answer: it says nothing about the peer. */
export class KeptConnectionLost extends RemoteFailure {
  constructor() {
    super('unreachable', 'connection');
  }
}

/** One request and its whole answer, within all limits. No redirect is followed. Throws `RemoteFailure`. */
export async function exchange(asked: Exchange): Promise<FetchedResponse> {
  const request = requestOf(asked);
  const progress = supervise(request, asked);
  try {
    const response = await answerTo(request, asked.body);
    progress.answering(response);
    const { url, maxBytes } = asked;
    const status = response.statusCode ?? 0;
    const reading = bodyOf(response, maxBytes);
    // What somebody says about what was brought to them is its status: whatever they add is read if it can be.
    const body = await (asked.method === 'POST' ? reading.catch(() => NOTHING) : reading);
    return { url, status, headers: flat(response.headers), body };
  } catch (error) {
    throw progress.failure(error);
  } finally {
    progress.end();
  }
}

/**
 * In the form that Node takes as it is: parts of the URL, not the URL, and headers in a row, as they are sent.
 * It looks at each header, of which a line break would begin another one, before it takes a connection.
 */
function requestOf({ url, method, headers, agent }: Exchange): ClientRequest {
  const { protocol, hostname, port } = url;
  const send = protocol === 'https:' ? secureRequest : plainRequest;
  const options = {
    protocol,
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port: port === '' ? undefined : Number(port),
    path: `${url.pathname}${url.search}`,
    method,
    headers: Object.entries(headers).flat(),
    agent,
    maxHeaderSize: 16_384,
    insecureHTTPParser: false,
  };
  try {
    return send(options);
  } catch (error) {
    throw HEADER_FAULTS.has(codeOf(error)) ? new RemoteFailure('invalid', 'header') : error;
  }
}

const HEADER_FAULTS = new Set(['ERR_INVALID_HTTP_TOKEN', 'ERR_INVALID_CHAR', 'ERR_HTTP_INVALID_HEADER_VALUE']);

/** The head of the answer. Node does not call it an error when a server goes over to another protocol: it closes. */
function answerTo(request: ClientRequest, body: Buffer | undefined): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  let answered = false;
  request.once('response', (response) => {
    answered = true;
    resolve(response);
  });
  // Listens to the end: an error after the answer has begun shows in the answer, but unheard would end the process.
  request.on('error', reject);
  request.once('close', () => {
    if (!answered) reject(new RemoteFailure('unreachable', 'connection'));
  });
  request.end(body);
  return promise;
}

type Stage = 'dialling' | 'securing' | 'waiting' | 'answering';

/** Watches over one request: how far it has come, and that no stage of it takes longer than it may. */
function supervise(request: ClientRequest, { url, connectMs, headersMs, signal }: Exchange) {
  let stage: Stage = 'dialling';
  let stopped: RemoteFailure | undefined;
  let response: IncomingMessage | undefined;
  let timer: NodeJS.Timeout | undefined;
  let socket: Socket | undefined;
  let bytesBefore = 0;

  const stop = (reason: RemoteFailure): void => {
    stopped ??= reason;
    (response ?? request).destroy(reason);
  };
  const allow = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => stop(new RemoteFailure('unreachable', 'timeout')), ms);
  };
  const secure = (): void => {
    stage = 'securing';
  };
  const wait = (): void => {
    stage = 'waiting';
    allow(headersMs);
  };
  const abort = (): void => {
    stop(signal.reason instanceof RemoteFailure ? signal.reason : new RemoteFailure('unreachable', 'timeout'));
  };

  request.once('socket', (given) => {
    socket = given;
    bytesBefore = given.bytesRead;
    if (!given.connecting) return wait();
    given.once('connect', url.protocol === 'https:' ? secure : wait);
    given.once('secureConnect', wait);
  });
  signal.addEventListener('abort', abort, { once: true });
  allow(connectMs);
  if (signal.aborted) abort();

  return {
    answering(begun: IncomingMessage): void {
      stage = 'answering';
      response = begun;
      clearTimeout(timer);
    },
    failure(error: unknown): RemoteFailure {
      if (stopped) return stopped;
      if (error instanceof RemoteFailure) return error;
      const silent = stage === 'waiting' && socket?.bytesRead === bytesBefore;
      if (request.reusedSocket && silent && isLoss(error)) return new KeptConnectionLost();
      return new RemoteFailure('unreachable', stage === 'securing' ? 'tls' : 'connection');
    },
    end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      // An answer that was not read to its end, or came before all was sent, leaves a connection of no further use.
      if (!response?.complete || !request.writableFinished) request.destroy();
    },
  };
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const isLoss = (error: unknown): boolean => ['ECONNRESET', 'EPIPE'].includes(codeOf(error));

/**
 * The body, decoded. Only gzip, once, is decoded: chains of encodings multiply, and other decoders are no
 * code to hand to strangers. Neither what comes in nor what comes out of it may be more than `maxBytes`.
 */
async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = (response.headers['content-encoding'] ?? '').trim().toLowerCase();
  if (!['', 'identity', 'gzip'].includes(encoding)) throw new RemoteFailure('invalid', 'encoding');
  const bytes = await bytesOf(response, maxBytes);
  return encoding === 'gzip' && bytes.length > 0 ? unzipped(bytes, maxBytes) : bytes;
}

/** By its events: an iterator over so little costs several times as much. */
function bytesOf(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) return Promise.reject(tooLarge());
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= maxBytes) return void chunks.push(chunk);
    reject(tooLarge());
    response.destroy();
  });
  response.once('end', () => resolve(Buffer.concat(chunks)));
  response.on('error', reject);
  response.once('close', () => {
    if (!response.readableEnded) reject(new RemoteFailure('unreachable', 'connection'));
  });
  return promise;
}

const NOTHING = Buffer.alloc(0);

const unzip = promisify(gunzip);

async function unzipped(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await unzip(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    throw codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : new RemoteFailure('invalid', 'encoding');
  }
}

const tooLarge = (): RemoteFailure => new RemoteFailure('invalid', 'too_large');

function flat(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  const flattened: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(headers)) {
    flattened[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flattened;
}
