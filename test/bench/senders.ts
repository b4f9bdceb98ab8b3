import { generateKeyPair, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { AS2, cavage, type Json, PUBLIC, pemOf } from '../support/federation/gate-world.ts';

const SENDERS_PORT = 4_105;
/** Of a body of some length, as people write them. */
const SAID =
  '<p>We have read this in our assembly and agree with most of it. Two of us can come on Sunday, with soup for thirty.</p>';

/** An actor elsewhere, on a host of its own. */
export interface Sender {
  /** An address of this machine, and a port. */
  readonly host: string;
  readonly id: string;
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly pem: string;
}

/** Where messages go. */
export interface Inbox {
  readonly origin: string;
  readonly path: string;
  /** What the message of this number answers, or likes. */
  objectOf(number: number): string;
}

const newKeyPair = promisify(generateKeyPair);

/**
 * So many actors, each with an RSA key of its own on an address of its own (127.0.0.2, 127.0.0.3, …): limits for
 * one host bind none of them. All are served by this process, which is asked only before anything is measured.
 */
export async function openSenders(count: number): Promise<AsyncDisposable & { readonly senders: readonly Sender[] }> {
  const senders = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const host = `127.0.0.${index + 2}:${SENDERS_PORT}`;
      const id = `http://${host}/users/someone`;
      const { privateKey, publicKey } = await newKeyPair('rsa', { modulusLength: 2_048 });
      return { host, id, keyId: `${id}#main-key`, privateKey, pem: pemOf(publicKey) };
    }),
  );
  const documents = new Map(senders.map((sender) => [sender.host, JSON.stringify(actorOf(sender))]));
  const server = createServer((request, response) => {
    const document = documents.get(request.headers.host ?? '');
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/activity+json' }).end(document ?? '');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(SENDERS_PORT, '0.0.0.0', resolve);
  });
  return {
    senders,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const actorOf = ({ id, keyId, pem }: Sender): Json => ({
  '@context': [AS2, 'https://w3id.org/security/v1'],
  id,
  type: 'Person',
  preferredUsername: 'someone',
  name: 'Somebody elsewhere',
  inbox: `${id}/inbox`,
  outbox: `${id}/outbox`,
  publicKey: { id: keyId, owner: id, publicKeyPem: pem },
});

/** A message of its own id each time: one that comes twice costs less. */
export type MessageOf = (sender: Sender, number: number, object: string, now: Date) => Json;

/** `Create` of a note that answers something. */
export const answerOf: MessageOf = ({ id }, number, object, now) => {
  const published = `${now.toISOString().slice(0, 19)}Z`;
  const to = [PUBLIC];
  const note = { id: `${id}/notes/${number}`, type: 'Note', attributedTo: id, inReplyTo: object, published, to };
  return {
    '@context': AS2,
    id: `${id}/notes/${number}/create`,
    type: 'Create',
    actor: id,
    published,
    to,
    object: { ...note, url: `${note.id}.html`, content: SAID, contentMap: { en: SAID }, tag: [], attachment: [] },
  };
};

export const likeOf: MessageOf = ({ id }, number, object) => ({
  '@context': AS2,
  id: `${id}/likes/${number}`,
  type: 'Like',
  actor: id,
  object,
});

/** As they go over the wire, signed as in draft-cavage-12: made before anything is measured. */
export function signedMessages(
  { from, to }: { readonly from: number; readonly to: number },
  messageOf: MessageOf,
  senders: readonly Sender[],
  inbox: Inbox,
): Buffer[] {
  const now = new Date();
  return Array.from({ length: to - from }, (_, index) => {
    const number = from + index;
    const sender = senders[number % senders.length]!;
    return signed(messageOf(sender, number, inbox.objectOf(number), now), sender, inbox);
  });
}

export function signed(message: Json | string, by: Pick<Sender, 'keyId' | 'privateKey'>, inbox: Inbox): Buffer {
  const { path } = inbox;
  const delivery = cavage(message, { by, path, host: new URL(inbox.origin).host, date: new Date() });
  const lines = delivery.rawHeaders.flatMap((name, index, all) =>
    index % 2 === 0 ? [`${name}: ${all[index + 1]}`] : [],
  );
  return posted(path, lines, delivery.body);
}

export function posted(path: string, headers: readonly string[], body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  const head = [`POST ${path} HTTP/1.1`, ...headers, `Content-Length: ${bytes.length}`, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}
