import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { follow, followFrom, messageFrom, moveFrom, outsider, reportFrom, tellOf } from '../support/outsiders.ts';
import { adopt, discuss, inMinutes, openVote, proposalInput, vote } from '../support/people.ts';
import { decide, noticeWords, passages } from '../support/publications.ts';
import { Browser, foundSite, joinSite, openSite, type Person, type Site } from '../support/web.ts';

/** A word that stands in one private place and nowhere else. */
const canaryOf = (place: string): string => `canary${place.replaceAll(/[^a-z]/g, '')}`;
const PLANTED = [
  'handle of the founder',
  'handle of a member',
  'handle of one who left',
  'title of a draft',
  'summary of a draft',
  'body of a draft',
  'title in discussion',
  'body in discussion',
  'version before the one decided',
  'effect in discussion',
  'title being voted on',
  'notice being voted on',
  'title of what was blocked',
  'notice of what was blocked',
  'title adopted and not published',
  'body adopted and not published',
  'body of which only the decision was published',
  'comment',
  'comment on what was published',
  'comment taken back',
  'reservation on what was published',
  'reason to stand aside on what was published',
  'reason of a block',
  'principle of a block',
  'reason of a ballot being cast',
  'label of a token',
  'title of a withdrawn notice',
  'body of a withdrawn notice',
  'title before the amendment',
  'body before the amendment',
  'text of a report',
  'reason of what came of a report',
  'name of who wants nothing to do with us',
  'name of who has moved',
  'where somebody has gone',
] as const;
type Place = (typeof PLANTED)[number];
const canary = (place: Place): string => canaryOf(place);

let site: Site;
let ana: Person;
let bo: Person;
let cleo: Person;
let ids: Readonly<Record<string, readonly string[]>>;
/** Ids and secrets that no visitor may learn, by what they belong to. */
let hidden: readonly { readonly what: string; readonly value: string }[];

beforeAll(async () => {
  site = await openSite();
  ana = await foundSite(site, canary('handle of the founder'));
  bo = await joinSite(ana, canary('handle of a member'));
  cleo = await joinSite(ana, 'cleo');
  await plantProposals();
  await plantPublications();
  await plantPeople();
  await plantOutsiders();
  ids = {
    publications: [...new Set((await passages(site.house.db)).map(({ id }) => id))],
    ...(await idsOf('proposals', 'comments', 'members', 'mandates', 'invitations')),
  };
  const secret = await idsOf('proposals', 'comments', 'members', 'mandates', 'invitations', 'sessions', 'tokens');
  hidden = Object.entries(secret).flatMap(([what, all]) => all.map((value) => ({ what, value })));
}, 60_000);
afterAll(() => site[Symbol.asyncDispose]());

async function idsOf(...tables: readonly string[]): Promise<Record<string, string[]>> {
  const { sql } = site.house;
  const all: Record<string, string[]> = {};
  for (const table of tables) {
    all[table] = (await sql<{ id: string }[]>`select id from ${sql(table)}`).map(({ id }) => id);
  }
  return all;
}

const everyone = (): string[] => [ana.id, bo.id, cleo.id];
const announcing = (text: string) => ({ type: 'announce', params: { title: 'Not yet', text } });

async function plantProposals(): Promise<void> {
  const { house } = site;
  const { assembly } = house;
  await assembly.write(
    { member: ana.id },
    proposalInput({
      title: canary('title of a draft'),
      summary: canary('summary of a draft'),
      body: canary('body of a draft'),
    }),
  );
  const discussed = await discuss(house, ana.id, {
    title: canary('title in discussion'),
    body: canary('body in discussion'),
    effect: announcing(canary('effect in discussion')),
  });
  await assembly.comment({ member: bo.id }, discussed, { body: canary('comment'), language: 'en' });
  const taken = { body: canary('comment taken back'), language: 'en' };
  await assembly.withdrawComment(
    { member: bo.id },
    discussed,
    await assembly.comment({ member: bo.id }, discussed, taken),
  );

  const blocked = await openVote(house, ana.id, {
    title: canary('title of what was blocked'),
    effect: announcing(canary('notice of what was blocked')),
  });
  const block = { choice: 'block', reason: canary('reason of a block'), principle: canary('principle of a block') };
  await assembly.castVote({ member: bo.id }, blocked, block);
  await vote(house, ana.id, blocked, 'agree');
  house.clock.advance({ hours: 1 });
  await house.settle();

  const quiet = { title: canary('title adopted and not published'), body: canary('body adopted and not published') };
  await adopt(house, everyone(), await openVote(house, ana.id, quiet));

  const open = await openVote(house, ana.id, {
    title: canary('title being voted on'),
    effect: announcing(canary('notice being voted on')),
    minutes: 60 * 24 * 20,
  });
  const cast = { choice: 'reservations', reason: canary('reason of a ballot being cast'), principle: undefined };
  await assembly.castVote({ member: bo.id }, open, cast);
}

async function plantPublications(): Promise<void> {
  const { house } = site;
  const { assembly, publication } = house;
  const effect = { type: 'publish', params: { what: 'proposal' } };
  const first = proposalInput({ title: 'Rent strike', body: canary('version before the one decided'), effect });
  const id = await assembly.write({ member: ana.id }, first);
  await assembly.edit({ member: ana.id }, id, 1, { ...first, body: 'For everybody to read.' });
  await assembly.openDiscussion({ member: ana.id }, id);
  const comment = { body: canary('comment on what was published'), language: 'en' };
  await assembly.comment({ member: cleo.id }, id, comment);
  await assembly.openVote({ member: ana.id }, id, { version: 2, closes: inMinutes(house, 60) });
  const reservation = canary('reservation on what was published');
  await assembly.castVote({ member: bo.id }, id, { choice: 'reservations', reason: reservation, principle: undefined });
  const aside = canary('reason to stand aside on what was published');
  await assembly.castVote({ member: cleo.id }, id, { choice: 'stand_aside', reason: aside, principle: undefined });
  await vote(house, ana.id, id, 'agree');
  house.clock.advance({ hours: 1 });
  await house.settle();

  const only = { body: canary('body of which only the decision was published') };
  await decide(house, everyone(), 'publish', { what: 'decision' }, { title: 'We stay', ...only });

  const actor = { member: ana.id };
  await publication.publishNotice(actor, noticeWords());
  const gone = { title: canary('title of a withdrawn notice'), body: canary('body of a withdrawn notice') };
  await publication.withdraw(actor, await publication.publishNotice(actor, noticeWords(gone)));
  const before = { title: canary('title before the amendment'), body: canary('body before the amendment') };
  const changed = await publication.publishNotice(actor, noticeWords(before));
  await publication.amend(actor, changed, 1, noticeWords({ title: 'Soup on Fridays' }));
}

async function plantPeople(): Promise<void> {
  const { members, credentials } = site.house;
  await members.invite({ member: ana.id });
  const label = canary('label of a token');
  await credentials.makeToken({ member: ana.id }, { label, scope: 'act', days: 30, madeBy: 'page' });
  const leaver = await joinSite(ana, canary('handle of one who left').slice(0, 30));
  await members.leave({ member: leaver.id }, false);
}

async function plantOutsiders(): Promise<void> {
  const { house } = site;
  const { actor } = house.federation.uris;
  const named = (place: Place, host: string) => outsider(`${canary(place)}@${host}`);
  await reportFrom(house, outsider('x@quay.example'), actor, canary('text of a report'));
  const [report] = await house.sql<{ id: string }[]>`select id from reports`;
  const reason = canary('reason of what came of a report');
  await house.reports.settle({ member: ana.id }, { report: report!.id, outcome: 'set_aside', reason });
  await reportFrom(house, outsider('x@quay.example'), actor, canary('text of a report'));
  const blocker = named('name of who wants nothing to do with us', 'garden.example');
  await followFrom(house, blocker);
  await tellOf(house, { ...messageFrom(blocker, 'Block', actor), fetchedNow: false });
  const mover = named('name of who has moved', 'garden.example');
  await follow(house, ana.id, mover);
  await moveFrom(house, mover, `https://orchard.example/users/${canary('where somebody has gone')}`);
}

/** Something that anyone can open: to add a door, add a line. */
interface Door {
  readonly name: string;
  readonly paths: () => readonly string[];
  /** What is asked for, where it is not a page. */
  readonly accept?: string;
}

const each = (template: string) => () => (ids.publications ?? []).map((id) => template.replace(':id', id));
const DOORS: readonly Door[] = [
  { name: 'the front door', paths: () => ['/', '/?done=joined', '/glossary'] },
  { name: 'the list of what is published', paths: () => ['/published', ...each('/published?before=:id')()] },
  { name: 'each publication', paths: each('/published/:id') },
  { name: 'the feed', paths: () => ['/published.atom'], accept: 'application/atom+xml' },
  { name: 'the list of the API', paths: () => ['/api/v1/publications', '/api/v1/publications?limit=1'] },
  { name: 'each publication through the API', paths: each('/api/v1/publications/:id'), accept: 'application/json' },
  { name: 'who we are, through the API', paths: () => ['/api/v1/collective', '/api/openapi.json'] },
];

/** Everything that a visitor is sent: head and body. */
async function sent(path: string, headers: Readonly<Record<string, string>>) {
  const page = await new Browser(site).get(path, headers);
  return { status: page.status, text: `${JSON.stringify(page.headers)}\n${page.html}` };
}

/** What of all that is private stands in a text. */
const leaks = (text: string): string[] => [
  ...PLANTED.filter((place) => text.includes(canary(place))),
  ...hidden.filter(({ value }) => text.includes(value)).map(({ what }) => `an id of ${what}`),
];

describe('what is private', () => {
  it('is planted: members find each of these words somewhere', async () => {
    const { sql } = site.house;
    const outside = ['reports', 'blocks_received', 'account_moves'];
    const tables = [
      ...outside,
      'members',
      'proposal_texts',
      'proposals',
      'comments',
      'votes',
      'tokens',
      'publications',
    ];
    let all = '';
    for (const table of tables)
      all += (await sql<{ row: string }[]>`select t::text as row from ${sql(table)} t`)
        .map(({ row }) => row)
        .join('\n');
    // What was taken back, and the name of whoever left, are gone from everywhere.
    const erased: readonly Place[] = ['comment taken back', 'handle of one who left'];
    expect(PLANTED.filter((place) => !all.includes(canary(place)) && !erased.includes(place))).toEqual([]);
    expect(hidden.length).toBeGreaterThan(20);
  });

  it.each(DOORS)('does not show at $name', async ({ paths, accept = 'text/html' }) => {
    expect(paths().length).toBeGreaterThan(0);
    for (const path of paths()) {
      for (const language of ['en', 'ar']) {
        const { status, text } = await sent(path, { accept, 'accept-language': language });
        expect([200, 410], path).toContain(status);
        expect(leaks(text), path).toEqual([]);
      }
    }
  });

  it('shows at no other address that answers a visitor, whatever kind of answer is asked for', async () => {
    const reads = site.routes.filter(({ method }) => method === 'GET').map(({ url }) => url);
    const everyId = Object.values(ids).flatMap((all) => [all[0] ?? '', all.at(-1) ?? '']);
    let answered = 0;
    for (const url of new Set(reads)) {
      for (const id of url.includes(':id') ? new Set([...everyId, ...(ids.publications ?? [])]) : ['']) {
        const path = url.replace(':id', id);
        if (path.includes(':')) continue;
        for (const accept of ['text/html', 'application/activity+json']) {
          const { status, text } = await sent(path, { accept });
          if (status < 300) answered += 1;
          // The id that was asked for may be named in the answer: it tells nothing.
          expect(leaks(id === '' ? text : text.replaceAll(id, '')), path).toEqual([]);
        }
      }
    }
    expect(answered).toBeGreaterThan(30);
  });

  it('stands neither on the public record nor in anything that is kept to be read or sent outside', async () => {
    const { sql } = site.house;
    const leaf = await sql<{ text: string }[]>`select leaf as text from records where audience = 'public'`;
    const documents = await sql<{ text: string }[]>`select body as text from documents`;
    const activities = await sql<{ text: string }[]>`select body as text from activities`;
    expect(leaf.length).toBeGreaterThan(5);
    expect(documents.length).toBeGreaterThan(5);
    const withdrawnOrChanged = (place: string) => /withdrawn notice|before the amendment/.test(place);
    for (const { text } of documents) expect(leaks(text)).toEqual([]);
    // What was said once was said: the activities by which it was are kept, for those to whom it was sent.
    const toThem = (place: string) => /^name of who/.test(place);
    for (const { text } of activities)
      expect(leaks(text).filter((place) => !withdrawnOrChanged(place) && !toThem(place))).toEqual([]);
    // A decision names its proposal there, and a notice its mandate, as commitments to what members can look up.
    for (const { text } of leaf)
      expect(leaks(text).filter((place) => !/^an id of (proposals|mandates)$/.test(place))).toEqual([]);
  });
});
