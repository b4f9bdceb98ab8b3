import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import {
  createFederation,
  generateCryptoKeyPair,
  InProcessMessageQueue,
  MemoryKvStore,
  ParallelMessageQueue,
} from '@fedify/fedify';
import { Create, Like, Note, Person, PUBLIC_COLLECTION } from '@fedify/vocab';

/**
 * The reference: Fedify as it comes, in a process of its own. What it receives it verifies and parses, and its
 * listeners do nothing. With `--queue` it sends, by its queue in this process with sixteen workers, to whatever
 * inboxes it is told of. Its keys are RSA of 2,048 bits, which is faster than what it would make itself, and Ed25519.
 */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '' }, queue: { type: 'boolean', default: false } },
});
const origin = `http://localhost:${values.port}`;
const WORKERS = 16;

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2_048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
};
const keyPairs = [
  await crypto.subtle.generateKey(RSA, true, ['sign', 'verify']),
  await generateCryptoKeyPair('Ed25519'),
];

const federation = createFederation<undefined>({
  kv: new MemoryKvStore(),
  origin,
  allowPrivateAddress: true,
  ...(values.queue ? { queue: new ParallelMessageQueue(new InProcessMessageQueue(), WORKERS) } : {}),
});
federation
  .setActorDispatcher('/users/{identifier}', async (context, identifier) => {
    const keys = await context.getActorKeyPairs(identifier);
    return new Person({
      id: context.getActorUri(identifier),
      preferredUsername: identifier,
      name: 'Bench',
      summary: 'A collective that is measured.',
      inbox: context.getInboxUri(identifier),
      ...(keys[0] ? { publicKey: keys[0].cryptographicKey } : {}),
      assertionMethods: keys.map(({ multikey }) => multikey),
    });
  })
  .setKeyPairsDispatcher(() => keyPairs);
federation
  .setInboxListeners('/users/{identifier}/inbox', '/inbox')
  .on(Create, () => {})
  .on(Like, () => {});

interface Wish {
  readonly number: number;
  readonly body: string;
  readonly inboxes: readonly string[];
}

/** One publication to so many inboxes. Answers when Fedify has it in its queue. */
async function publish({ number, body, inboxes }: Wish): Promise<void> {
  const context = federation.createContext(new URL(origin), undefined);
  const actor = context.getActorUri('bench');
  const published = Temporal.Now.instant();
  const to = PUBLIC_COLLECTION;
  const id = new URL(`/notes/${number}`, origin);
  const object = new Note({ id, attribution: actor, content: body, published, to });
  const activity = new Create({ id: new URL(`${id.href}/create`), actor, object, published, to });
  const recipients = inboxes.map((inbox) => ({ id: new URL(inbox.replace(/\/inbox$/, '')), inboxId: new URL(inbox) }));
  await context.sendActivity({ identifier: 'bench' }, recipients, activity);
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = await buffer(incoming);
  if (incoming.url === '/publish') {
    await publish(JSON.parse(body.toString()) as Wish);
    return void outgoing.writeHead(202).end();
  }
  const headers = new Headers();
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '');
  }
  const method = incoming.method ?? 'GET';
  const given = method === 'POST' ? { body: new Uint8Array(body) } : {};
  const request = new Request(new URL(incoming.url ?? '/', origin), { method, headers, ...given });
  const response = await federation.fetch(request, { contextData: undefined });
  const bytes = Buffer.from(await response.arrayBuffer());
  outgoing
    .writeHead(response.status, { ...Object.fromEntries(response.headers), 'content-length': bytes.length })
    .end(bytes);
}

const server = createServer((incoming, outgoing) => {
  answer(incoming, outgoing).catch((error: unknown) => {
    console.error(error);
    outgoing.writeHead(500).end();
  });
});
server.listen(Number(values.port), '127.0.0.1', () => console.log('ready'));
process.once('SIGTERM', () => process.exit());
