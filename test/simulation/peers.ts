import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { preparedKeyPairs } from '../support/federation/key-pairs.ts';
import { type Character, drawCharacter, isSilent, mannerAt, type Manner } from './characters.ts';
import type { Chance } from './chance.ts';
import { signedRightly } from './signed-rightly.ts';
import { HOUR, type World } from './world.ts';

/** Somebody on one of the servers. */
export interface Person {
  readonly id: string;
  readonly number: number;
  readonly host: Host;
  readonly inbox: string;
  readonly sharedInbox: string | null;
  /** Whose public half their document shows, from a time on. */
  readonly keys: readonly { readonly from: number; readonly pair: Pair }[];
  /** They have deleted themselves. */
  endedAt: number;
}

export interface Pair {
  readonly privateKey: KeyObject;
  readonly pem: string;
}

/** What came to an inbox under one id. */
export interface Arrival {
  readonly order: number;
  readonly at: number;
  /** SHA-256 of the body, base64. */
  readonly digest: string;
  times: number;
  /** When the server first said that it has it. */
  takenAt: number | undefined;
  readonly statuses: Set<number>;
}

export interface Host {
  readonly name: string;
  readonly character: Character;
  readonly people: Person[];
  /** By inbox and the id of the activity. */
  readonly arrivals: Map<string, Arrival>;
  /** Inboxes that said they are gone, and when first. */
  readonly gone: Map<string, number>;
  /** Its own messages have reached us last. */
  heardAt: number;
}

export const arrivalKey = (inbox: string, activity: string): string => `${inbox} ${activity}`;

/** A request as it leaves us. */
export interface Letter {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PeersOptions {
  readonly world: World;
  readonly chance: Chance;
  readonly hosts: number;
  readonly days: number;
}

async function somePairs(): Promise<readonly Pair[]> {
  const pairs = preparedKeyPairs();
  const made: Pair[] = [];
  for (let count = 0; count < 3; count += 1) {
    const { privateKey, publicKey } = await pairs('rsa');
    made.push({
      privateKey: createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' }),
      pem: createPublicKey({ key: publicKey, format: 'der', type: 'spki' })
        .export({ format: 'pem', type: 'spki' })
        .toString(),
    });
  }
  return made;
}

/** Servers of which each has a character, and people who have followers, keys and a document. */
export async function createPeers({ world, chance, hosts: many, days }: PeersOptions) {
  const keyPairs = await somePairs();
  const hosts = new Map<string, Host>();
  const people: Person[] = [];
  let ourKey: KeyObject | undefined;
  let arrived = 0;

  for (let number = 0; number < many; number += 1) {
    const own = chance.apart(`host ${number}`);
    const name = `p${String(number).padStart(2, '0')}.example`;
    const character = drawCharacter(own, days);
    const host: Host = { name, character, people: [], arrivals: new Map(), gone: new Map(), heardAt: 0 };
    hosts.set(name, host);
    const isShared = own.maybe(0.5);
    const population = 1 + own.below(3);
    for (let place = 0; place < population; place += 1) {
      const id = `https://${name}/u/someone${place}`;
      const first = own.pick(keyPairs);
      const keys = [{ from: 0, pair: first }];
      const other = keyPairs.find((pair) => pair !== first);
      if (other && own.maybe(0.2))
        keys.push({ from: world.now() + own.between(0.2, 0.7) * days * 24 * HOUR, pair: other });
      const sharedInbox = isShared ? `https://${name}/inbox` : null;
      const person: Person = {
        id,
        number: people.length,
        host,
        inbox: `${id}/inbox`,
        sharedInbox,
        keys,
        endedAt: Number.POSITIVE_INFINITY,
      };
      host.people.push(person);
      people.push(person);
    }
  }

  const keyOf = ({ keys }: Person): Pair => keys.findLast(({ from }) => from <= world.now())!.pair;

  const documentOf = (person: Person) => ({
    '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
    id: person.id,
    type: 'Person',
    preferredUsername: person.id.split('/').at(-1),
    inbox: person.inbox,
    ...(person.sharedInbox ? { endpoints: { sharedInbox: person.sharedInbox } } : {}),
    publicKey: { id: `${person.id}#main-key`, owner: person.id, publicKeyPem: keyOf(person).pem },
  });

  const serve = (host: Host, { url }: Letter): Answer => {
    if (world.now() >= host.character.goneFrom) return { status: 410, headers: {}, body: '' };
    const person = host.people.find(({ id }) => id === url.href);
    if (!person) return { status: 404, headers: {}, body: '' };
    if (world.now() >= person.endedAt) return { status: 410, headers: {}, body: '' };
    const headers = { 'content-type': 'application/activity+json' };
    return { status: 200, headers, body: JSON.stringify(documentOf(person)) };
  };

  /** The status with which it ends; what was sent is looked at as closely as can be, whatever that is. */
  const take = (host: Host, letter: Letter, manner: Manner, isHeard: boolean): number => {
    const { url, headers, body } = letter;
    const now = world.now();
    const isInbox = host.people.some(({ inbox, sharedInbox }) => [inbox, sharedInbox].includes(url.href));
    if (!isInbox) world.fault('addresses', `something was sent to ${url.href}, which is no inbox`);
    const dialect = headers['signature-input'] === undefined ? 'cavage' : 'rfc9421';
    const wrong = ourKey && signedRightly(letter, ourKey, now);
    if (wrong) world.fault('signature', `${host.name} was sent something with ${wrong}`);
    const activity = JSON.parse(body?.toString() ?? '{}') as { id: string };
    const key = arrivalKey(url.href, activity.id);
    const understood = host.character.dialect === undefined || host.character.dialect === dialect;
    const status = !understood ? 401 : manner.do === 'answer' ? manner.status : 202;
    const taken = understood && (manner.do !== 'answer' || (status >= 200 && status <= 299));
    const digest = createHash('sha256')
      .update(body ?? '')
      .digest('base64');
    const before = host.arrivals.get(key);
    if (before && before.digest !== digest)
      world.fault('same bytes', `${activity.id} came to ${url.href} in two forms`);
    const order = arrived++;
    const arrival = before ?? { order, at: now, digest, times: 0, takenAt: undefined, statuses: new Set() };
    arrival.times += 1;
    if (isHeard) arrival.statuses.add(status);
    if (taken) arrival.takenAt ??= now;
    host.arrivals.set(key, arrival);
    if (status === 410 && !host.gone.has(url.href)) host.gone.set(url.href, now);
    return status;
  };

  return {
    hosts,
    people,
    keyOf,
    /** With which our signatures must verify. */
    know(pem: string): void {
      ourKey = createPublicKey(pem);
    },
    mannerOf: (host: Host): Manner => mannerAt(host.character, world.now()),
    isSilent: (host: Host): boolean => isSilent(mannerAt(host.character, world.now())),
    /** What comes of a request that has reached its server. */
    receive(host: Host, letter: Letter, manner: Manner, isHeard: boolean): Answer {
      if (letter.method === 'GET') {
        const isAnswer = manner.do === 'answer' && manner.status >= 400 && manner.status !== 410;
        return isAnswer ? { status: manner.status, headers: {}, body: '' } : serve(host, letter);
      }
      const status = take(host, letter, manner, isHeard);
      const asked = manner.do === 'answer' ? manner.retryAfter : undefined;
      const headers: Record<string, string> = asked === undefined ? {} : { 'retry-after': String(asked) };
      return { status, headers, body: '' };
    },
  };
}

export type Peers = Awaited<ReturnType<typeof createPeers>>;
