import { isFollowed } from '../../../src/peers/store.ts';
import { openDatabase } from '../../../src/platform/database.ts';
import type { FetchedResponse, OutgoingRequest } from '../../../src/platform/federation/remote.ts';
import { createLogger } from '../../../src/platform/log.ts';
import { cloneDatabase } from '../database.ts';
import { follow, outsider } from '../outsiders.ts';
import { noticeWords } from '../publications.ts';
import { openAssembly, type Person, type Site } from '../web.ts';
import { AS2, type Json, newPair, PUBLIC, pemOf } from './gate-world.ts';
import { CANARY } from './mutations.ts';
import { recordings } from './recorded.ts';

const pair = newPair();

/** Somebody elsewhere who signs: one key for all, since what is tried here is not whose it is. */
export interface Stranger {
  readonly id: string;
  readonly keyId: string;
  readonly privateKey: typeof pair.privateKey;
}

export const strangerAt = (id: string): Stranger => ({ id, keyId: `${id}#main-key`, privateKey: pair.privateKey });

/** Somebody whom we follow, and have let in. */
export const EVE = strangerAt('https://a.test/u/eve');
const AS_STORED = outsider('eve@a.test', {
  id: EVE.id,
  inbox: `${EVE.id}/inbox`,
  keys: [{ id: EVE.keyId, owner: EVE.id, pem: pemOf(pair.publicKey) }],
});

export const documentOf = ({ id, keyId }: Stranger): Json => ({
  '@context': [AS2, 'https://w3id.org/security/v1'],
  id,
  type: 'Person',
  preferredUsername: 'somebody',
  name: CANARY,
  inbox: `${id}/inbox`,
  publicKey: { id: keyId, owner: id, publicKeyPem: pemOf(pair.publicKey) },
});

/** A node with its doors, in a world that writes down what the node does. */
export interface FuzzWorld extends AsyncDisposable {
  readonly site: Site;
  readonly ana: Person;
  readonly publication: string;
  readonly lines: string[];
  /** Every statement that the database was asked, and every question to others, since the last look. */
  readonly statements: string[];
  readonly asked: string[];
  /** What others serve, by URL. */
  readonly served: Map<string, unknown>;
  /** What others have sent once, and what a node like ours sends, as if eve did. */
  readonly messages: readonly Json[];
  /** Eve is followed again, should something that she sent have ended that. */
  befriend(): Promise<void>;
}

export async function openFuzzWorld(): Promise<FuzzWorld> {
  const lines: string[] = [];
  const statements: string[] = [];
  const asked: string[] = [];
  const served = new Map<string, unknown>();
  const clone = await cloneDatabase();
  const db = openDatabase(clone.address, { max: 4, through: (sql) => counting(sql, statements) });
  const fetch = async ({ url, method }: OutgoingRequest): Promise<FetchedResponse> => {
    asked.push(url.href);
    const document = served.get(url.href);
    const headers = { 'content-type': 'application/activity+json' };
    if (method === 'POST') return { url, status: 202, headers: {}, body: Buffer.alloc(0) };
    return document === undefined
      ? { url, status: 404, headers, body: Buffer.alloc(0) }
      : { url, status: 200, headers, body: Buffer.from(JSON.stringify(document)) };
  };
  const { site, ana } = await openAssembly({
    database: { ...clone, db },
    timeouts: { requestMs: 300, headersMs: 300, connectionMs: 1_000 },
    logger: createLogger('debug', { write: (line: string) => void lines.push(line) }),
    federation: {
      messagesPerHost: 1_000_000,
      openNetwork: () => Object.assign(fetch, { close: async () => {} }),
    },
  });
  const { house } = site;
  const member = { member: ana.id };
  const publication = await house.publication.publishNotice(member, noticeWords());
  const standing = { subject: 'actor', name: EVE.id, verdict: 'let_in', reason: '', reviewOn: null } as const;
  const befriend = async (): Promise<void> => {
    if (!(await isFollowed(house.db, EVE.id))) await follow(house, ana.id, AS_STORED);
    served.set(EVE.id, documentOf(EVE));
  };
  await befriend();
  await house.peers.judge(member, standing);
  const asking = house.federation.uris;
  const messages = [
    ...(await ours(site, ana, publication)),
    ...recorded(site, publication),
    ...made(asking.actor, asking.object(publication)),
  ];
  return {
    site,
    ana,
    publication,
    lines,
    statements,
    asked,
    served,
    messages: messages.map(marked),
    befriend,
    async [Symbol.asyncDispose]() {
      await site[Symbol.asyncDispose]();
      await db.close();
    },
  };
}

function counting<Client extends object>(client: Client, statements: string[]): Client {
  return new Proxy(client, {
    get(target, name, receiver) {
      const found: unknown = Reflect.get(target, name, receiver);
      if (name !== 'unsafe' || typeof found !== 'function') return found;
      return (query: string, ...rest: unknown[]) => {
        statements.push(query);
        return found.call(target, query, ...rest);
      };
    },
  });
}

/** Everything that a node of our kind sends in its life, said by eve's. */
async function ours({ house }: Site, ana: Person, publication: string): Promise<Json[]> {
  const member = { member: ana.id };
  const second = await house.publication.publishNotice(member, noticeWords({ title: 'Second', summary: 'Short' }));
  await house.publication.withdraw(member, second);
  const rows = await house.sql<{ body: string }[]>`select body from activities order by number`;
  const { origin } = house;
  return rows.map(({ body }) => {
    const said = body.replaceAll(`${origin.origin}/actor`, EVE.id).replaceAll(origin.origin, new URL(EVE.id).origin);
    const message = JSON.parse(said) as Json;
    const { object } = message;
    if (typeof object !== 'object' || object === null) return message;
    return { ...message, object: { ...object, inReplyTo: house.federation.uris.object(publication) } };
  });
}

/** What three other programs have sent to inboxes of ours, as if eve had, to us, now, about what there is here. */
function recorded({ house }: Site, publication: string): Json[] {
  const { uris } = house.federation;
  return recordings.map(({ activity, actor, origin }) => {
    const text = JSON.stringify(activity)
      .replaceAll(actor, EVE.id)
      .replaceAll(new URL(actor).origin, new URL(EVE.id).origin)
      .replaceAll(new RegExp(`${origin.origin}/(?:objects|notes|activities)[^"\\\\]*`, 'g'), uris.object(publication))
      .replaceAll(new RegExp(`${origin.origin}[^"\\\\]*`, 'g'), uris.actor)
      .replaceAll(/"20\d\d-\d\d-\d\dT[^"]*"/g, '"2026-03-01T11:00:00Z"');
    return JSON.parse(text) as Json;
  });
}

/** One of everything that this node hears, and of some that it does not. */
function made(us: string, publication: string): Json[] {
  const by = (type: string, object: unknown, more: Json = {}): Json => ({
    '@context': AS2,
    id: 'https://a.test/x/1',
    type,
    actor: EVE.id,
    to: [PUBLIC],
    object,
    ...more,
  });
  const note = (more: Json = {}): Json => ({
    id: 'https://a.test/n/1',
    type: 'Note',
    attributedTo: EVE.id,
    inReplyTo: publication,
    content: '<p>An answer with <a href="https://a.test/page">a link</a></p>',
    contentMap: { en: '<p>An answer</p>' },
    published: '2026-03-01T11:00:00Z',
    url: 'https://a.test/@eve/1',
    to: [PUBLIC],
    ...more,
  });
  return [
    by('Create', note()),
    by('Create', note({ type: 'Article', name: 'A title', summary: 'A summary', inReplyTo: null })),
    by('Create', note({ summary: 'A warning', to: [us] }), { to: [us] }),
    by('Update', note({ updated: '2026-03-01T11:30:00Z' })),
    by('Update', documentOf(EVE)),
    by('Update', { id: 'https://a.test/n/1', type: 'Tombstone' }),
    by('Delete', 'https://a.test/n/1'),
    by('Delete', { id: 'https://a.test/n/1', type: 'Tombstone', deleted: '2026-03-01T11:00:00Z' }),
    by('Follow', us),
    by('Undo', { id: 'https://a.test/x/1', type: 'Follow', actor: EVE.id, object: us }),
    by('Like', publication),
    by('Announce', publication),
    by('Undo', { id: 'https://a.test/x/1', type: 'Like', actor: EVE.id, object: publication }),
    by('Accept', { type: 'Follow', actor: us, object: EVE.id }),
    by('Reject', { type: 'Follow', actor: us, object: EVE.id }),
    by('Flag', [us, publication], { content: 'It is not true.' }),
    by('Block', us),
    by('Undo', { id: 'https://a.test/x/1', type: 'Block', actor: EVE.id, object: us }),
    by('Move', EVE.id, { target: 'https://b.test/u/eve' }),
    by('QuoteRequest', publication, { instrument: 'https://a.test/n/2' }),
    by('Add', 'https://a.test/n/1', { target: 'https://a.test/u/eve/featured' }),
  ];
}

const marked = (message: Json): Json => {
  const { object } = message;
  const named = { ...message, summary: CANARY, name: CANARY };
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return named;
  return { ...named, object: { name: CANARY, ...object } };
};
