import { type Agent, type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
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
  readonly signal: AbortSignal;
}

/** A connection that was kept turned out to be closed, before a single byte of an answer: it says nothing about the peer. */
export class KeptConnectionLost extends RemoteFailure {
  constructor() {
    super('unreachable', 'connection');
  }
}

/** One request and its whole answer, within all limits. No redirect is followed. Throws `RemoteFailure`. */
export async function exchange(asked: Exchange): Promise<FetchedResponse> {
  const send = asked.url.protocol === 'https:' ? secureRequest : plainRequest;
  const request = send(asked.url, {
    method: asked.method,
    headers: asked.headers,
    agent: asked.agent,
    maxHeaderSize: 16_384,
    insecureHTTPParser: false,
  });
  const progress = supervise(request, asked);
  try {
    const response = await answerTo(request, asked.body);
    progress.answering(response);
    const { url, maxBytes } = asked;
    const status = response.statusCode ?? 0;
    const reading = bodyOf(response, maxBytes);
    // What somebody says about what was brought to them is its status: whatever they add is read if it can be.
    const body = await (asked.method === 'POST' ? reading.catch(() => Buffer.alloc(0)) : reading);
    return { url, status, headers: flat(response.headers), body };
  } catch (error) {
    throw progress.failure(error);
  } finally {
    progress.end();
  }
}

/** The head of the answer. Node does not call it an error when a server goes over to another protocol: it closes. */
function answerTo(request: ClientRequest, body: Buffer | undefined): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once('response', resolve);
  // Listens to the end: an error after the answer has begun shows in the answer, but unheard would end the process.
  request.on('error', reject);
  request.once('close', () => reject(new RemoteFailure('unreachable', 'connection')));
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
  const abort = (): void => stop(signal.reason);

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

async function bytesOf(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const unzip = promisify(gunzip);

async function unzipped(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await unzip(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    throw codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : new RemoteFailure('invalid', 'encoding');
  }
}

const tooLarge = (): RemoteFailure => new RemoteFailure('invalid', 'too_large');

const flat = (headers: IncomingMessage['headers']): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));
