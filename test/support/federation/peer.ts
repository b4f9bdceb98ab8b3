import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createRawServer, type Server as RawServer, type Socket } from 'node:net';

/** A server on this machine that stands for one elsewhere, and remembers how it was spoken to. */
export interface Peer extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  /** What it was asked, in order. */
  readonly asked: readonly Asked[];
  readonly connections: number;
  /** How many of its connections are open now. */
  readonly open: number;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, asked: Asked) => unknown;

export const startPeer = (answer: Answer, host = '127.0.0.1'): Promise<Peer> =>
  started((listener) => createServer(listener), answer, `http://${host}`, host);

export const startSecurePeer = (answer: Answer, options: ServerOptions): Promise<Peer> =>
  started((listener) => createSecureServer(options, listener), answer, 'https://127.0.0.1', '127.0.0.1');

/** Speaks no HTTP but what a test writes byte by byte, each time that something comes in. */
export async function startRawPeer(answer: (socket: Socket, come: Buffer) => unknown): Promise<Peer> {
  const asked: Asked[] = [];
  const server = createRawServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (come: Buffer) => {
      asked.push({ method: '', path: '', headers: {}, body: come });
      answer(socket, come);
    });
  });
  return listening(server, asked, 'http://127.0.0.1', '127.0.0.1');
}

function started(
  create: (listener: RequestListener) => Server,
  answer: Answer,
  origin: string,
  host: string,
): Promise<Peer> {
  const asked: Asked[] = [];
  const server = create(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
    asked.push(one);
    await answer(request, response, one);
  });
  return listening(server, asked, origin, host);
}

async function listening(server: RawServer, asked: readonly Asked[], origin: string, host: string): Promise<Peer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, host, done));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${origin}:${port}`,
    port,
    asked,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Answers with a document, as a server of ActivityPub does. */
export function sendJson(response: ServerResponse, value: unknown, contentType = 'application/activity+json'): void {
  response.writeHead(200, { 'content-type': contentType }).end(JSON.stringify(value));
}
