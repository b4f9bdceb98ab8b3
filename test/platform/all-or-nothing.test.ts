import { describe, expect, it } from 'vitest';
import { isDatabaseUnavailable, openDatabase } from '../../src/platform/database.ts';
import type { Reactions } from '../../src/platform/work.ts';
import { cuttableLine } from '../support/cut.ts';
import { cloneDatabase } from '../support/database.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { assembly, CHARTER, discuss, found, inMinutes, newcomer, openVote, vote } from '../support/people.ts';
import { messageFrom, outsider } from '../support/outsiders.ts';
import { added, everything, rowCounts } from '../support/rows.ts';

interface Story {
  /** What leads up to the command; gives the command, to be carried out by any house on that database. */
  readonly prepare: (house: TestHouse) => Promise<(house: TestHouse) => Promise<unknown>>;
  /** The rows it adds when it is carried out. */
  readonly adds: Readonly<Record<string, number>>;
}

const publishedBy = (house: TestHouse, member: string): Promise<string> =>
  house.publication.publishNotice({ member }, { title: 'A notice', summary: '', body: 'of ours', language: 'en' });

const STORIES: Readonly<Record<string, Story>> = {
  'founding a collective': {
    prepare: async (house) => {
      const secret = await house.collective.showFoundingLink();
      return (then) => then.collective.found({ secret, charter: CHARTER, founder: newcomer('ana') });
    },
    adds: {
      actor_keys: 4,
      documents: 2,
      collectives: 1,
      founding_links: -1,
      journal: 5,
      mandates: 3,
      members: 1,
      records: 4,
      recovery_codes: 10,
      sessions: 1,
    },
  },
  'joining by an invitation': {
    prepare: async (house) => {
      const ana = await found(house);
      const { secret } = await house.members.invite({ member: ana });
      return (then) => then.members.join(secret, newcomer('bo'));
    },
    adds: { journal: 1, members: 1, recovery_codes: 10, sessions: 1 },
  },
  'opening a vote': {
    prepare: async (house) => {
      const { ana } = await assembly(house, 'bo', 'cy');
      const id = await discuss(house, ana);
      const closes = inMinutes(house, 60);
      return (then) => then.assembly.openVote({ member: ana, once: 'form 1' }, id, { version: 1, closes });
    },
    adds: { electors: 3, journal: 1, submissions: 1, votings: 1 },
  },
  'casting a vote': {
    prepare: async (house) => {
      const { ana, bo } = await assembly(house, 'bo', 'cy');
      const id = await openVote(house, ana);
      return (then) => vote(then, bo, id, 'block');
    },
    adds: { journal: 1, votes: 1 },
  },
  'leaving with a vote still open': {
    prepare: async (house) => {
      const { ana } = await assembly(house, 'bo');
      await vote(house, ana, await openVote(house, ana), 'agree');
      return (then) => then.members.leave({ member: ana }, true);
    },
    adds: { journal: 4, records: 3, recovery_codes: -10, sessions: -1, votes: -1 },
  },
  'establishing a decision that has an effect': {
    prepare: async (house) => {
      const { ana, bo } = await assembly(house, 'bo');
      const params = { office: 'convenor', holder: ana, days: 60 };
      const id = await openVote(house, bo, { effect: { type: 'mandate.renew', params } });
      for (const member of [ana, bo]) await vote(house, member, id, 'agree');
      house.clock.advance({ hours: 1 });
      return (then) => then.settle();
    },
    adds: { decisions: 1, journal: 3, mandates: 1, records: 4 },
  },
  'hearing what several have sent': {
    prepare: async (house) => {
      const notice = await publishedBy(house, await found(house));
      const object = house.federation.uris.object(notice);
      const [mira, tom, eve] = ['mira@a.example', 'tom@b.example', 'eve@c.example'].map((who) => outsider(who));
      const words = { id: 'https://a.example/notes/1', type: 'Note', attributedTo: mira?.id, inReplyTo: object };
      for (const message of [
        messageFrom(mira!, 'Create', { ...words, content: 'Well said' }),
        messageFrom(tom!, 'Like', object),
        messageFrom(eve!, 'Follow', house.federation.uris.actor),
        messageFrom(mira!, 'Like', object),
      ]) {
        await house.inbox.take(message);
      }
      return (then) => then.hearing.next();
    },
    adds: {
      activities: 1,
      appreciations: 2,
      deliveries: 1,
      follows_received: 1,
      journal: 4,
      received: 4,
      remote_actors: 3,
      remote_notes: 1,
      voice_totals: 2,
      waiting_messages: -4,
    },
  },
};

/** Every event of the house, with a reaction that fails after all the others. */
const failingAt = (type: string) => (following: Reactions) => ({
  ...following,
  [type]: [
    ...(following[type] ?? []),
    async () => {
      throw new Error('the last of the reactions failed');
    },
  ],
});

describe('a unit of work in which a reaction fails', () => {
  it.each`
    story                                           | event
    ${'founding a collective'}                      | ${'collective.founded'}
    ${'joining by an invitation'}                   | ${'member.joined'}
    ${'opening a vote'}                             | ${'vote.opened'}
    ${'casting a vote'}                             | ${'vote.cast'}
    ${'leaving with a vote still open'}             | ${'member.left'}
    ${'establishing a decision that has an effect'} | ${'decision.established'}
    ${'hearing what several have sent'}             | ${'follower.came'}
  `('leaves every table as it was: $story', async ({ story, event }) => {
    await using database = await cloneDatabase();
    const sound = await testHouse({ database });
    const command = await (STORIES[story]?.prepare ?? expect.unreachable())(sound);
    const before = await everything(database.sql);

    const failing = await testHouse({ database, startsAt: sound.clock.now(), changeReactions: failingAt(event) });
    await expect(command(failing)).rejects.toThrow('the last of the reactions failed');

    expect(await everything(database.sql)).toEqual(before);
  });
});

describe('a unit of work whose connection breaks after any of its statements', () => {
  it.each(Object.entries(STORIES))('leaves all or nothing: %s', async (_name, { prepare, adds }) => {
    await using database = await cloneDatabase();
    await using line = await cuttableLine(database.address);
    const sound = await testHouse({ database });
    const command = await prepare(sound);
    const before = await everything(database.sql);
    const countsBefore = await rowCounts(database.sql);

    let cuts = 0;
    for (let unchanged = true; unchanged; ) {
      const far = openDatabase(line.address, { max: 1 });
      const house = await testHouse({
        database: { ...database, db: far },
        startsAt: sound.clock.now(),
        seed: `${cuts}`,
      });
      await far.execute("select 'connected'");
      line.cutAfter(cuts + 1);
      const answer = await command(house).then(
        () => 'done',
        (error: unknown) => (isDatabaseUnavailable(error) ? 'broken' : Promise.reject(error)),
      );
      expect(answer).toBe(line.mend() ? 'broken' : 'done');
      if (answer === 'broken') cuts += 1;
      void far.close().catch(() => undefined);
      const now = await everything(database.sql);
      unchanged = JSON.stringify(now) === JSON.stringify(before);
    }
    expect(added(countsBefore, await rowCounts(database.sql))).toEqual(adds);
    // Begin, the floor, what is due, the member, … and at last the commit, of which nobody heard.
    expect(cuts).toBeGreaterThan(6);
  });
});
