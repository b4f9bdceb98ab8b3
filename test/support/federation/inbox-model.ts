import fc from 'fast-check';
import { AS2, type Json, PUBLIC } from './gate-world.ts';

/** Four people on three servers; the first two share one. */
export const ACTORS = [
  'https://a.test/u/eve',
  'https://a.test/u/mallory',
  'https://b.test/u/bob',
  'https://c.test/u/cy',
] as const;
export const COLLECTIVE = 'https://port.example/actor';

/** What one of them does, about something of their own that is named by a number. */
export type Deed =
  | { readonly do: 'follow' | 'unfollow'; readonly who: number; readonly thing: number; readonly bare: boolean }
  | {
      readonly do: 'write' | 'rewrite';
      readonly who: number;
      readonly thing: number;
      readonly on: number;
      readonly text: number;
      readonly minute: number;
    }
  | { readonly do: 'delete'; readonly who: number; readonly thing: number; readonly bare: boolean }
  | {
      readonly do: 'like' | 'unlike' | 'announce' | 'unannounce';
      readonly who: number;
      readonly thing: number;
      readonly on: number;
      readonly bare: boolean;
    };

/** How it is tampered with: signed by somebody else, or said about what is another's. */
export interface Sent {
  readonly deed: Deed;
  readonly signer: number | undefined;
  readonly owner: number | undefined;
}

const who = fc.nat(ACTORS.length - 1);
const thing = fc.nat(1);
const bare = fc.boolean();
const on = fc.nat(1);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: fc.constantFrom('follow', 'follow', 'unfollow'), who, thing, bare }),
  fc.record({
    do: fc.constantFrom('write', 'write', 'rewrite'),
    who,
    thing,
    on,
    text: fc.nat(3),
    minute: fc.nat(3),
  }),
  fc.record({ do: fc.constant('delete' as const), who, thing, bare }),
  fc.record({ do: fc.constantFrom('like', 'like', 'unlike', 'announce', 'unannounce'), who, thing, on, bare }),
) as fc.Arbitrary<Deed>;

const another = fc.option(who, { nil: undefined, freq: 4 });

/** A history, each message of it sent once or several times, in any order. */
export const anyHistory: fc.Arbitrary<Sent[]> = fc
  .array(fc.record({ deed, signer: another, owner: another }), { minLength: 1, maxLength: 14, size: 'max' })
  .chain((sent) =>
    fc
      .shuffledSubarray(
        sent.flatMap((each) => [each, each]),
        { minLength: sent.length },
      )
      .map((some) => [...some, ...sent]),
  );

const TYPES = {
  follow: 'Follow',
  unfollow: 'Undo',
  write: 'Create',
  rewrite: 'Update',
  delete: 'Delete',
  like: 'Like',
  unlike: 'Undo',
  announce: 'Announce',
  unannounce: 'Undo',
} as const;

const UNDONE = { unfollow: 'follow', unlike: 'like', unannounce: 'announce' } as const;

/** The same deed is the same message, however often it is sent; another is another. */
export function messageOf(
  deed: Deed,
  publications: readonly string[],
  owner = deed.who,
  actors: readonly string[] = ACTORS,
): Json {
  const actor = actors[deed.who] ?? '';
  const whose = actors[owner] ?? '';
  const about = 'on' in deed ? (publications[deed.on] ?? '') : COLLECTIVE;
  const base = {
    '@context': AS2,
    type: TYPES[deed.do],
    actor,
    to: [PUBLIC],
    id: `${actor}/${nameOf(deed)}/by/${owner}`,
  };
  switch (deed.do) {
    case 'follow':
      return { ...base, id: idOf(deed, actor), object: COLLECTIVE };
    case 'like':
    case 'announce':
      return { ...base, id: idOf(deed, actor), object: about };
    case 'unfollow':
    case 'unlike':
    case 'unannounce': {
      const id = idOf({ ...deed, do: UNDONE[deed.do] } as Deed, whose);
      const inner = { id, type: TYPES[UNDONE[deed.do]], actor: whose, object: about };
      return { ...base, object: deed.bare ? id : inner };
    }
    case 'delete': {
      const id = noteOf(whose, deed.thing);
      return { ...base, object: deed.bare ? id : { id, type: 'Tombstone' } };
    }
    default:
      return { ...base, object: noteObject(deed, whose, about) };
  }
}

const noteObject = (deed: Extract<Deed, { do: 'write' | 'rewrite' }>, owner: string, about: string): Json => ({
  id: noteOf(owner, deed.thing),
  type: 'Note',
  attributedTo: owner,
  inReplyTo: about,
  content: `<p>${textOf(deed)}</p>`,
  to: [PUBLIC],
  published: '2026-02-01T10:00:00Z',
  ...(deed.do === 'rewrite' ? { updated: `2026-02-01T11:0${deed.minute}:00Z` } : {}),
});

export const noteOf = (actor: string, thing: number): string => `${actor}/notes/${thing}`;
const textOf = ({ text }: { readonly text: number }): string => `version ${text}`;
const nameOf = (deed: Deed): string => Object.values(deed).join('/');

/** A follow is one of a number; a like is of one thing. */
const idOf = (deed: Deed, actor: string): string =>
  `${actor}/${deed.do}/${deed.thing}${'on' in deed ? `/${deed.on}` : ''}`;

export interface State {
  readonly followers: readonly string[];
  /** The text of each note that stands, by its id. */
  readonly notes: Readonly<Record<string, string>>;
  /** Who likes and announces which publication. */
  readonly appreciations: readonly string[];
}

/** What must be true in the end, whatever the order: said once, as plainly as it can be. */
export function stateAfter(
  history: readonly Sent[],
  publications: readonly string[],
  actors: readonly string[] = ACTORS,
): State {
  const said = history.filter(isGenuine).map(({ deed }) => deed);
  const done = (what: Deed['do'], like: Deed) =>
    said.some(
      (each) => each.do === what && each.who === like.who && each.thing === like.thing && sameTarget(each, like),
    );
  const followers = said.filter((each) => each.do === 'follow' && !done('unfollow', each));
  const appreciated = said.filter(
    (each) => (each.do === 'like' && !done('unlike', each)) || (each.do === 'announce' && !done('unannounce', each)),
  );
  const written = said.filter(
    (each): each is Extract<Deed, { do: 'write' | 'rewrite' }> =>
      (each.do === 'write' || each.do === 'rewrite') && !done('delete', each),
  );
  return {
    followers: unique(followers.map((each) => actors[each.who] ?? '')),
    notes: Object.fromEntries(
      unique(written.map((each) => noteOf(actors[each.who] ?? '', each.thing))).map((id) => [
        id,
        latest(written.filter((each) => noteOf(actors[each.who] ?? '', each.thing) === id)),
      ]),
    ),
    appreciations: unique(
      appreciated.map((each) => `${each.do} ${actors[each.who]} ${'on' in each ? publications[each.on] : ''}`),
    ),
  };
}

/** Whoever signs for somebody else, or speaks of what is not theirs, has said nothing. */
const isGenuine = ({ deed, signer, owner }: Sent): boolean =>
  (signer === undefined || signer === deed.who) &&
  (owner === undefined || owner === deed.who || BEGINNINGS.has(deed.do));

/** These speak of nothing that could be another's. */
const BEGINNINGS: ReadonlySet<string> = new Set(['follow', 'like', 'announce']);

const sameTarget = (a: Deed, b: Deed): boolean => !('on' in a && 'on' in b) || a.on === b.on;

/** The later one counts; of two at one time, the one whose text sorts later. */
function latest(versions: readonly Extract<Deed, { do: 'write' | 'rewrite' }>[]): string {
  const rank = (each: (typeof versions)[number]) => (each.do === 'rewrite' ? each.minute + 1 : 0);
  const [first] = [...versions].sort((a, b) => rank(b) - rank(a) || b.text - a.text);
  return first ? `<p>${textOf(first)}</p>` : '';
}

const unique = (all: readonly string[]): string[] => [...new Set(all)].sort();
