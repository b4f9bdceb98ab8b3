import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Dialect } from '../../../src/platform/federation/signature-shape.ts';
import type { Sign } from '../../../src/platform/federation/delivery/attempt.ts';
import { type FetchedResponse, RemoteFailure, type SafeFetch } from '../../../src/platform/federation/remote.ts';

/** What a peer got: one request to one of its inboxes. */
export interface Post {
  readonly path: string;
  readonly id: string;
  readonly type: string;
  readonly object: string;
  readonly body: string;
  readonly contentType: string | undefined;
  readonly dialect: Dialect;
  readonly sender: string;
}

/** A status, or what no server should do: hang up, speak another language, or say nothing at all. */
export type PeerAnswer =
  | number
  | { readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | 'reset'
  | 'garbage'
  | 'never';

export interface Peer {
  readonly host: string;
  readonly posts: Post[];
  answer: (post: Post) => PeerAnswer | Promise<PeerAnswer>;
  /** Nothing listens there. */
  down: boolean;
  /** Requests under way now, and at most. */
  atOnce: number;
  mostAtOnce: number;
  /** Attempts to reach it, also in vain. */
  dialled: number;
}

/** Peers by name on one local server, and the way to them. */
export interface Internet extends AsyncDisposable {
  readonly fetch: SafeFetch;
  peer(host: string, answer?: Peer['answer'] | PeerAnswer): Peer;
  /** When our own cable is out. */
  cut: boolean;
  /** Until `found` is true, looked at whenever a request begins or ends. */
  until(found: () => boolean): Promise<void>;
}

/** Says in a header how and for whom it would have signed. */
export const sign: Sign = (sender, dialect) => async () => ({ 'x-signed': `${dialect} ${sender}` });

export async function openInternet(): Promise<Internet> {
  const peers = new Map<string, Peer>();
  const watchers = new Set<() => void>();
  const tellAll = () => {
    for (const look of watchers) look();
  };
  const server = createServer((asked, response) => {
    const peer = peers.get(asked.headers.host ?? '');
    if (!peer) return void response.writeHead(421).end();
    void receive(peer, asked, response, tellAll);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });

  const internet: Internet = {
    cut: false,
    peer(host, answer = 202) {
      const behave = typeof answer === 'function' ? answer : () => answer;
      const peer: Peer = { host, posts: [], answer: behave, down: false, atOnce: 0, mostAtOnce: 0, dialled: 0 };
      peers.set(host, peer);
      return peer;
    },
    fetch: async (asked) => {
      const peer = peers.get(asked.url.host);
      if (peer) peer.dialled += 1;
      tellAll();
      if (internet.cut) throw new RemoteFailure('unreachable', 'dns');
      if (!peer || peer.down) throw new RemoteFailure('unreachable', 'connection');
      const signature = await asked.sign?.({ method: asked.method, url: asked.url, body: asked.body });
      return post(agent, port, asked.url, { ...asked.headers, ...signature }, asked.body);
    },
    async until(found) {
      const seen = Promise.withResolvers<void>();
      const look = () => void (found() && seen.resolve());
      watchers.add(look);
      look();
      await seen.promise;
      watchers.delete(look);
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return internet;
}

async function receive(peer: Peer, asked: IncomingMessage, response: ServerResponse, tellAll: () => void) {
  peer.atOnce += 1;
  peer.mostAtOnce = Math.max(peer.mostAtOnce, peer.atOnce);
  response.once('close', () => {
    peer.atOnce -= 1;
    tellAll();
  });
  const body = await text(asked);
  const [dialect = '', sender = ''] = String(asked.headers['x-signed']).split(' ');
  const { id, type, object } = JSON.parse(body);
  const contentType = asked.headers['content-type'];
  const received = { path: asked.url ?? '', id, type, object, body, contentType, dialect: dialect as Dialect, sender };
  peer.posts.push(received);
  tellAll();
  const answer = await peer.answer(received);
  if (answer === 'never') return;
  if (answer === 'reset') return void asked.socket.resetAndDestroy();
  if (answer === 'garbage') return void asked.socket.end('NO HTTP AT ALL\r\n\r\n');
  const { status, headers } = typeof answer === 'number' ? { status: answer, headers: {} } : answer;
  response.writeHead(status, headers).end('{"error":"nobody reads this"}');
}

function post(agent: Agent, port: number, url: URL, headers: Record<string, string>, body?: Buffer) {
  const { promise, resolve, reject } = Promise.withResolvers<FetchedResponse>();
  const all = { ...headers, host: url.host, 'content-length': String(body?.length ?? 0) };
  const asked = request({ host: '127.0.0.1', port, path: url.pathname, method: 'POST', agent, headers: all });
  asked.on('error', () => reject(new RemoteFailure('unreachable', 'connection')));
  asked.on('response', (response) => {
    const answered = { url, status: response.statusCode ?? 0, headers: response.headers as FetchedResponse['headers'] };
    text(response).then(
      (answer) => resolve({ ...answered, body: Buffer.from(answer) }),
      () => reject(new RemoteFailure('unreachable', 'connection')),
    );
  });
  asked.end(body);
  return promise;
}
