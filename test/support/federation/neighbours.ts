import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { send } from '../api.ts';
import { AS2, cavage, type Json, newPair, PUBLIC, pemOf } from './gate-world.ts';

/** A message that reached an inbox, as it came. */
export interface Arrived {
  readonly id: string;
  readonly type: string;
  /** What it is about. */
  readonly object: string;
  readonly body: string;
  readonly signature: string;
}

/** A status, or nothing at all. */
export type Answer = number | 'reset' | 'never';

/** An actor elsewhere, on an address of its own, in front of nothing but this test. */
export interface Neighbour {
  readonly host: string;
  readonly id: string;
  readonly inbox: string;
  readonly keyId: string;
  readonly got: Arrived[];
  answer: (arrived: Arrived) => Answer | Promise<Answer>;
}

export interface Neighbours extends AsyncDisposable {
  readonly all: readonly Neighbour[];
  readonly port: number;
  /** Brings a message to the node, once. Gives the status, or 0 where there was no answer. */
  post(node: Door, by: Neighbour, message: Json): Promise<{ status: number; retryAfter: number | undefined }>;
  /** As a server does it: again and again until the node says 202. */
  deliver(node: () => Door, by: Neighbour, message: Json): Promise<void>;
}

/** Where the node is reached, and under which name. */
export interface Door {
  readonly port: number;
  readonly origin: string;
}

/** One key for all: what is tested here is not whose key it is, and RSA keys take long to make. */
const { privateKey, publicKey } = newPair();
const PEM = pemOf(publicKey);
const AGAIN_MS = 50;

/** So many actors on as many addresses of this machine (127.0.1.1, 127.0.1.2, …), each with an inbox that remembers. */
export async function openNeighbours(count: number): Promise<Neighbours> {
  const byHost = new Map<string, Neighbour>();
  const server = createServer((request, response) => void answer(byHost, request, response));
  const { port } = await listening(server);
  const all = Array.from({ length: count }, (_each, index): Neighbour => {
    const host = `127.0.1.${index + 1}:${port}`;
    const id = `http://${host}/users/someone`;
    return { host, id, inbox: `${id}/inbox`, keyId: `${id}#main-key`, got: [], answer: () => 202 };
  });
  for (const neighbour of all) byHost.set(neighbour.host, neighbour);

  const post: Neighbours['post'] = async (node, by, message) => {
    const host = new URL(node.origin).host;
    const delivery = cavage(message, { by: { keyId: by.keyId, privateKey }, host, date: new Date() });
    const pairs = Array.from({ length: delivery.rawHeaders.length / 2 }, (_pair, index) => [
      delivery.rawHeaders[2 * index],
      delivery.rawHeaders[2 * index + 1],
    ]);
    const call = { raw: delivery.body, headers: Object.fromEntries(pairs) };
    const answered = await send(node, 'POST', '/inbox', call).catch(() => undefined);
    const retryAfter = answered?.headers['retry-after'];
    return { status: answered?.status ?? 0, retryAfter: retryAfter === undefined ? undefined : Number(retryAfter) };
  };
  return {
    all,
    port,
    post,
    async deliver(node, by, message) {
      for (;;) {
        const { status } = await post(node(), by, message);
        if (status === 202) return;
        if (status !== 0 && status !== 503) throw new Error(`a message was answered with ${status}`);
        await pause(AGAIN_MS);
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function listening(server: Server): Promise<AddressInfo> {
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(0, '0.0.0.0', done);
  });
  return server.address() as AddressInfo;
}

async function answer(byHost: ReadonlyMap<string, Neighbour>, request: IncomingMessage, response: ServerResponse) {
  const neighbour = byHost.get(request.headers.host ?? '');
  const body = Buffer.concat(await request.toArray().catch(() => [])).toString();
  if (!neighbour) return response.writeHead(404).end();
  if (request.method !== 'POST') {
    return response.writeHead(200, { 'content-type': 'application/activity+json' }).end(actorDocument(neighbour));
  }
  const { id, type, object } = JSON.parse(body) as { id: string; type: string; object: string | { id: string } };
  const about = typeof object === 'string' ? object : object.id;
  const arrived = { id, type, object: about, body, signature: String(request.headers.signature ?? '') };
  const said = await neighbour.answer(arrived);
  if (said !== 'reset') neighbour.got.push(arrived);
  if (said === 'reset') return response.destroy();
  if (said === 'never') return undefined;
  return response.writeHead(said).end();
}

const actorDocument = ({ id, keyId, inbox }: Neighbour): string =>
  JSON.stringify({
    '@context': [AS2, 'https://w3id.org/security/v1'],
    id,
    type: 'Person',
    preferredUsername: 'someone',
    inbox,
    outbox: `${id}/outbox`,
    publicKey: { id: keyId, owner: id, publicKeyPem: PEM },
  });

/** They ask to follow the collective. */
export const following = ({ id }: Neighbour, node: Door): Json => ({
  '@context': AS2,
  id: `${id}/follow`,
  type: 'Follow',
  actor: id,
  object: `${node.origin}/actor`,
});

/** They answer to something of ours. */
export const answering = ({ id }: Neighbour, number: number, inReplyTo: string): Json => {
  const note = `${id}/notes/${number}`;
  const object = { id: note, type: 'Note', attributedTo: id, inReplyTo, content: `<p>${number}</p>`, to: [PUBLIC] };
  return { '@context': AS2, id: `${note}/create`, type: 'Create', actor: id, to: [PUBLIC], object };
};

/** They like something of ours. */
export const liking = ({ id }: Neighbour, number: number, object: string): Json => ({
  '@context': AS2,
  id: `${id}/likes/${number}`,
  type: 'Like',
  actor: id,
  object,
});
