import { cavage, rfc9421 } from '../support/federation/gate-world.ts';
import { type Deed, messageOf } from '../support/federation/inbox-model.ts';
import { ORIGIN } from '../support/house.ts';
import type { Chance } from './chance.ts';
import type { Network } from './network.ts';
import type { Peers, Person } from './peers.ts';
import type { Process, Processes } from './processes.ts';
import { DAY, HOUR, MINUTE, SECOND, type World } from './world.ts';

/** Something that one of them has told us, and what became of it. */
export interface Told {
  readonly id: string;
  readonly origin: string;
  readonly person: Person;
  /** Undefined where it is the end of its sender. */
  readonly deed: Deed | undefined;
  readonly json: Readonly<Record<string, unknown>>;
  /** When we first said that we have it. */
  keptAt: number | undefined;
  /** When we said so, and meant that it is nothing to us. */
  ignoredAt: number | undefined;
  sent: number;
  /** It has been let go: refused, or tried for too long. */
  given: 'open' | 'up' | 'over';
}

export interface SendersOptions {
  readonly world: World;
  readonly chance: Chance;
  readonly peers: Peers;
  readonly processes: Processes;
  readonly network: Network;
  readonly published: readonly string[];
  /** Nothing new is said after that. */
  readonly until: number;
}

const RETRIES = [MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR] as const;
const TRIED_FOR = 7 * DAY;
/** Refusals that may pass: who they are could not be found out. */
const PASSING = new Set([401, 408, 429, 500, 502, 503]);
const UNANSWERED = 15 * SECOND;

/** What others send us: each message until we say that we have it, some more often, and not always in order. */
export function createSenders({ world, chance, peers, processes, network, published, until }: SendersOptions) {
  const draws = chance.apart('senders');
  const told = new Map<string, Told>();
  const actors = peers.people.map(({ id }) => id);
  /** What a deed is about is named by its place in this list, which only grows. */
  const about: readonly string[] = published;

  const deliver = async (message: Told, process: Process): Promise<number | undefined> => {
    const { person, json } = message;
    const by = { keyId: `${person.id}#main-key`, privateKey: peers.keyOf(person).privateKey };
    const date = new Date(world.now() - draws.between(0, 2 * MINUTE));
    const sign = draws.maybe(0.3) ? rfc9421 : cavage;
    const { status, isKept, code } = await process.receive(sign(json, { by, host: ORIGIN.host, date }));
    world.tell(`${process.name} is told ${message.id}: ${status} ${code}`);
    if (isKept) message.keptAt ??= world.now();
    else if (status === 202) message.ignoredAt ??= world.now();
    if (status === 202) person.host.heardAt = world.now();
    if (!isKept && !(status === 202) && !PASSING.has(status)) {
      world.fault('inbox', `${String(json.type)} of ${person.id} was refused: ${status} ${code}`);
    }
    return draws.maybe(0.02) ? undefined : status;
  };

  const send = (message: Told, since: number, tries: number): void => {
    const { host } = message.person;
    const giveUp = (): void => {
      message.given = 'up';
    };
    if (world.now() >= host.character.goneFrom) return void giveUp();
    const again = (): void => {
      if (world.now() - since > TRIED_FOR) return void giveUp();
      const wait = (RETRIES[tries] ?? 6 * HOUR) * draws.between(0.8, 1.2);
      world.after(wait, () => send(message, since, tries + 1));
    };
    const isDown = peers.isSilent(host) && host.character.name !== 'mute';
    const process = isDown || network.isCut() ? undefined : processes.atTheDoor(draws);
    if (!process) {
      again();
      return;
    }
    message.sent += 1;
    let isOver = false;
    const once = (job: () => void) => (): void => {
      if (!isOver) job();
      isOver = true;
    };
    world.after(UNANSWERED, once(again));
    void deliver(message, process).then((status) => {
      if (status === undefined || PASSING.has(status)) return once(again)();
      once(() => {
        message.given = 'over';
        if (status === 202 && draws.maybe(0.12)) {
          world.after(draws.between(SECOND, 2 * DAY), () => send(message, world.now(), 0));
        }
      })();
    });
  };

  const say = (
    person: Person,
    json: Readonly<Record<string, unknown>>,
    deed: Deed | undefined,
    delay: number,
  ): void => {
    const id = String(json.id);
    if (told.has(id)) return;
    const origin = new URL(person.id).origin;
    const fresh = { keptAt: undefined, ignoredAt: undefined, sent: 0, given: 'open' } as const;
    const message: Told = { ...fresh, id, origin, person, deed, json };
    told.set(id, message);
    world.after(delay, () => send(message, world.now(), 0));
  };

  const act = (person: Person, deed: Deed): void => {
    const json = messageOf(deed, about, deed.who, actors);
    // What is said first does not always come first.
    say(person, json, deed, draws.maybe(0.25) ? draws.between(0, 3 * HOUR) : draws.between(0, SECOND));
  };

  /** The collective, in the eyes of one of them. */
  const live = (person: Person): void => {
    const own = draws.apart(`person ${person.number}`);
    const who = person.number;
    let follows = 0;
    let things = 0;
    const notes: number[] = [];
    const liked: { thing: number; on: number; what: 'like' | 'announce' }[] = [];

    const follow = () => act(person, { do: 'follow', who, thing: ++follows, bare: false });
    const unfollow = () => {
      if (follows > 0) act(person, { do: 'unfollow', who, thing: follows, bare: own.maybe(0.4) });
    };
    const on = () => own.below(published.length);
    const text = () => ({ text: 10 + own.below(50), minute: own.below(10) });
    const DEEDS = {
      follow,
      unfollow,
      write: () => {
        notes.push(++things);
        act(person, { do: 'write', who, thing: things, on: on(), ...text() });
        if (own.maybe(0.3)) act(person, { do: 'delete', who, thing: things, bare: own.maybe(0.4) });
      },
      rewrite: () => {
        if (notes.length > 0) act(person, { do: 'rewrite', who, thing: own.pick(notes), on: on(), ...text() });
      },
      delete: () => {
        if (notes.length > 0) act(person, { do: 'delete', who, thing: own.pick(notes), bare: own.maybe(0.4) });
      },
      like: () => {
        const what = own.pick(['like', 'announce'] as const);
        const like = { thing: ++things, on: on() };
        liked.push({ ...like, what });
        act(person, { do: what, who, ...like, bare: false });
      },
      unlike: () => {
        if (liked.length === 0) return;
        const { what, ...of } = own.pick(liked);
        act(person, { do: what === 'like' ? 'unlike' : 'unannounce', who, ...of, bare: own.maybe(0.4) });
      },
      end: () => {
        const json = { '@context': 'https://www.w3.org/ns/activitystreams', type: 'Delete', actor: person.id };
        say(person, { ...json, id: `${person.id}#delete`, object: person.id, to: [] }, undefined, 0);
        isOver = true;
        person.endedAt = world.now();
      },
    };
    let isOver = false;
    const next = (): void => {
      if (isOver || world.now() > until || world.now() >= person.host.character.goneFrom) return;
      if (follows === 0) follow();
      else if (published.length > 0) {
        const weights = { follow: 1, unfollow: 1, write: 4, rewrite: 2, delete: 1, like: 4, unlike: 2, end: 0.1 };
        DEEDS[own.weighted(weights)]();
      }
      const pause = own.maybe(0.3) ? own.between(0, 10 * MINUTE) : own.between(2 * HOUR, 5 * DAY);
      world.after(follows === 0 ? HOUR : pause, next);
    };
    world.after(own.maybe(0.8) ? own.between(0, DAY) : own.between(0, 10 * DAY), next);
  };

  return {
    begin: (): void => peers.people.forEach(live),
    told,
    actors,
    about,
  };
}

export type Senders = ReturnType<typeof createSenders>;
