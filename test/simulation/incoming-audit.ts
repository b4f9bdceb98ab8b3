import { isDeepStrictEqual } from 'node:util';
import type postgres from 'postgres';
import { type Deed, type Sent, type State, stateAfter } from '../support/federation/inbox-model.ts';
import { isWellThroughout } from './characters.ts';
import type { Deeds } from './deeds.ts';
import type { Peers } from './peers.ts';
import type { Senders, Told } from './senders.ts';
import { DAY, HOUR, type World } from './world.ts';

export interface IncomingAuditOptions {
  readonly world: World;
  readonly peers: Peers;
  readonly senders: Senders;
  readonly deeds: Deeds;
  readonly sql: postgres.Sql;
}

interface Heard {
  readonly id: string;
  readonly type: string;
  readonly outcome: string;
  readonly at: number;
}

/** Hearing takes no longer than until somebody of us is there again, and has a database. */
const HEARD_WITHIN = DAY;
const SENT_OFTEN = 8;

/** Looks at everything that has come: what was taken has its effect once, and the state is what a plain model says. */
export function createIncomingAudit({ world, senders, deeds, peers, sql }: IncomingAuditOptions) {
  const readHeard = async (): Promise<ReadonlyMap<string, Heard>> => {
    const rows = await sql<Heard[]>`
      select id, type, outcome, (extract(epoch from received_at) * 1000)::float8 as at from received`;
    return new Map(rows.map((row) => [row.id, row]));
  };
  const readWaiting = async () => {
    const rows = await sql<{ id: string; at: number }[]>`
      select id, (extract(epoch from received_at) * 1000)::float8 as at from waiting_messages`;
    return new Map(rows.map(({ id, at }) => [id, at]));
  };

  const checkKept = (heard: ReadonlyMap<string, Heard>, waiting: ReadonlyMap<string, number>): void => {
    for (const { id, keptAt } of senders.told.values()) {
      if (keptAt === undefined || heard.has(id) || waiting.has(id)) continue;
      world.fault('taken', `we said that we have ${id}, and do not`);
    }
    for (const [id, at] of waiting) {
      if (heard.has(id)) world.fault('effects once', `${id} has been heard and waits to be heard`);
      if (world.now() - at > HEARD_WITHIN)
        world.fault('waits', `${id} waits to be heard since ${Math.round((world.now() - at) / HOUR)} hours`);
    }
    for (const { id, outcome } of heard.values()) {
      if (!senders.told.has(id)) world.fault('received', `${id} was never sent`);
      if (outcome === 'fault') world.fault('received', `${id} ended in a fault`);
    }
  };

  /** Whoever goes on asking, and is there to say who they are, is listened to in the end. */
  const checkUntaken = ({ id, keptAt, ignoredAt, given, sent, person }: Told): void => {
    if (keptAt !== undefined || ignoredAt !== undefined || given !== 'up' || sent < SENT_OFTEN) return;
    const { character } = person.host;
    if (person.endedAt <= world.now() || character.goneFrom <= world.now()) return;
    if (isWellThroughout(character, world.now() - 9 * DAY, world.now())) {
      world.fault('taken', `${id} was sent ${sent} times, and never taken`);
    }
  };

  const isAbout = ({ deed }: Told, what: readonly Deed['do'][], like: Deed): boolean =>
    deed !== undefined && what.includes(deed.do) && deed.who === like.who && deed.thing === like.thing;

  /** Why something had no effect. */
  const checkOutcome = (told: Told, { outcome, at, id }: Heard, all: readonly Told[]): void => {
    const { deed, person } = told;
    if (outcome === 'done' || !deed) return;
    const takenBack = (...what: Deed['do'][]): boolean => all.some((each) => isAbout(each, what, deed));
    const isKeptOut = deeds.mayBeKeptOut(person.host.name, at, at + HEARD_WITHIN);
    const isJustified = {
      ignored: isKeptOut || 'on' in deed,
      'voice.taken_back': takenBack('delete', 'unlike', 'unannounce'),
      'follower.undone_before': takenBack('unfollow'),
    }[outcome];
    if (!isJustified) world.fault('received', `${deed.do} ${id} ended as ${outcome}`);
  };

  const readState = async (published: readonly string[]): Promise<State> => {
    const followers = await sql<{ actor: string }[]>`
      select distinct actor from follows_received where state = 'accepted' order by actor`;
    const notes = await sql<{ id: string; content: string }[]>`
      select id, content from remote_notes where deleted_at is null order by id`;
    const appreciations = await sql<{ kind: string; actor: string; publication: string }[]>`
      select distinct kind, actor, publication from appreciations where undone_at is null`;
    const addressOf = new Map(published.map((address) => [address.split('/').at(-1), address]));
    return {
      followers: followers.map(({ actor }) => actor),
      notes: Object.fromEntries(notes.map(({ id, content }) => [id, content])),
      appreciations: appreciations
        .map(({ kind, actor, publication }) => `${kind} ${actor} ${addressOf.get(publication)}`)
        .sort(),
    };
  };

  /** Whoever is gone, was removed, or whose inbox says that it is gone, follows no more. */
  const mayHaveLeft = (actor: string): boolean => {
    const person = peers.people.find(({ id }) => id === actor);
    if (!person || deeds.removed.has(actor)) return true;
    return Math.min(person.host.character.goneFrom, person.endedAt) <= world.now();
  };

  const checkState = async (heard: ReadonlyMap<string, Heard>): Promise<void> => {
    const all = [...senders.told.values()].filter(({ id }) => heard.has(id));
    for (const told of all) checkOutcome(told, heard.get(told.id)!, all);
    const ended = new Set(all.filter(({ deed }) => !deed).map(({ person }) => person.id));
    const history: Sent[] = all.flatMap(({ id, deed, person }) =>
      deed && heard.get(id)?.outcome === 'done' && !ended.has(person.id)
        ? [{ deed, signer: undefined, owner: undefined }]
        : [],
    );
    const expected = stateAfter(history, senders.about, senders.actors);
    const found = await readState(senders.about);
    const stay = (actor: string) => !mayHaveLeft(actor);
    const compare: [string, unknown, unknown][] = [
      ['followers', found.followers.filter(stay), expected.followers.filter(stay)],
      ['notes', sorted(found.notes), sorted(expected.notes)],
      ['appreciations', found.appreciations, expected.appreciations],
    ];
    for (const [what, is, should] of compare) {
      if (!isDeepStrictEqual(is, should))
        world.fault('state', `${what} are not as they should be: ${difference(is, should)}`);
    }
    for (const actor of found.followers) {
      if (!expected.followers.includes(actor)) world.fault('state', `${actor} follows, and should not`);
    }
  };

  /** Nothing has come about by a message that is not known to have come. */
  const checkEffects = async (heard: ReadonlyMap<string, Heard>): Promise<void> => {
    const follows = await sql<{ id: string; accepts: number }[]>`
      select f.id, count(a.number)::int as accepts from follows_received f
      left join activities a on a.object = f.id and a.type = 'Accept' group by f.id`;
    for (const { id, accepts } of follows) {
      if (accepts !== 1) world.fault('effects once', `${id} was accepted ${accepts} times`);
    }
    const appreciations = await sql<{ id: string }[]>`select id from appreciations`;
    for (const { id } of [...follows, ...appreciations]) {
      if (heard.get(id)?.outcome !== 'done') world.fault('received', `${id} has an effect, and was not heard`);
    }
    const notices = await sql<{ title: string }[]>`
      select title from publications where act = 'publish' group by title having count(*) > 1`;
    for (const { title } of notices) world.fault('effects once', `${title} was let out twice`);
    const twice = await sql`
      select data from journal where type in ('follower.came', 'appreciation.heard', 'voice.heard') group by data, type
      having count(*) > 1 and min(type) <> 'appreciation.heard'`;
    for (const { data } of twice) world.fault('effects once', `${JSON.stringify(data)} happened twice`);
  };

  return {
    async look(): Promise<void> {
      const heard = await readHeard();
      checkKept(heard, await readWaiting());
      await checkEffects(heard);
    },
    /** When nobody says anything any more. */
    async lookLast(): Promise<void> {
      const heard = await readHeard();
      const waiting = await readWaiting();
      for (const id of waiting.keys()) world.fault('waits', `${id} has not been heard`);
      for (const told of senders.told.values()) checkUntaken(told);
      await checkState(heard);
    },
  };
}

const sorted = (record: Readonly<Record<string, string>>): [string, string][] => Object.entries(record).sort();

function difference(is: unknown, should: unknown): string {
  const [one, other] = [is, should].map((list) => new Set((list as unknown[]).map((each) => JSON.stringify(each))));
  const only = (these: Set<string>, those: Set<string>) => [...these].filter((each) => !those.has(each)).slice(0, 5);
  return `only there ${only(one!, other!).join(' ')}; missing ${only(other!, one!).join(' ')}`;
}
