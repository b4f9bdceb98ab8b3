import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createInbox } from '../../src/platform/federation/inbox.ts';
import { hearTogether, startListener } from '../../src/platform/federation/listener.ts';
import { messagesInTrouble } from '../../src/platform/federation/waiting-messages.ts';
import { createLogger } from '../../src/platform/log.ts';
import { createSignals } from '../../src/platform/signals.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { answerFrom, hearAll, messageFrom, outsider } from '../support/outsiders.ts';
import { found } from '../support/people.ts';

const NOTICE = { title: 'A notice', summary: '', body: 'of ours', language: 'en' };
const mira = outsider('mira@garden.example');
const tom = outsider('tom@quay.example');
const silent = createLogger('silent');

let house: TestHouse;
let notice: string;
/** The next time that somebody follows, so many times, what follows from it fails. */
let faults = 0;
beforeAll(async () => {
  house = await testHouse({
    max: 10,
    changeReactions: (following) => ({
      ...following,
      'follower.came': [
        ...(following['follower.came'] ?? []),
        async () => {
          if (faults <= 0) return;
          faults -= 1;
          throw new Error('a fault of ours');
        },
      ],
    }),
  });
  notice = await house.publication.publishNotice({ member: await found(house) }, NOTICE);
});
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(async () => {
  faults = 0;
  for (const table of ['waiting_messages', 'received', 'remote_notes', 'appreciations', 'follows_received']) {
    await house.sql`delete from ${house.sql(table)}`;
  }
});

const object = () => house.federation.uris.object(notice);
const like = (who = mira) => messageFrom(who, 'Like', object());
const follow = (who = mira) => messageFrom(who, 'Follow', house.federation.uris.actor);
const outcomes = async () => {
  const rows = await house.sql<
    { type: string; outcome: string }[]
  >`select type, outcome from received order by type, outcome`;
  return rows.map(({ type, outcome }) => `${type} ${outcome}`);
};
const waiting = async (): Promise<number> => {
  const [row] = await house.sql<{ total: number }[]>`select count(*)::int as total from waiting_messages`;
  return row?.total ?? 0;
};

describe('a message that has passed the gate', () => {
  it('is kept before its sender is told so, and has its effect when it is heard', async () => {
    expect(await house.inbox.take(like())).toBe('taken');
    expect([await waiting(), await outcomes()]).toEqual([1, []]);
    await hearAll(house);
    expect([await waiting(), await outcomes()]).toEqual([0, ['Like done']]);
  });

  it('that comes again is seen, whether it waits or has been heard', async () => {
    const message = like();
    expect(await Promise.all([house.inbox.take(message), house.inbox.take(message)])).toEqual(['taken', 'seen']);
    expect(await house.inbox.take(message)).toBe('seen');
    await hearAll(house);
    expect(await house.inbox.take(message)).toBe('seen');
    expect(await waiting()).toBe(0);
  });

  it('under an id that was used for another is refused, whether that one waits or has been heard', async () => {
    const message = like();
    const other = { ...message, digest: 'f'.repeat(64) };
    expect(await Promise.all([house.inbox.take(message), house.inbox.take(other)])).toEqual(['taken', 'reused']);
    await hearAll(house);
    expect(await house.inbox.take(other)).toBe('reused');
  });

  it('is not taken where too many wait, until some have been heard', async () => {
    const { db, signals } = house;
    const inbox = createInbox({ db, signals, now: () => house.clock.now(), limits: { waiting: 2 } });
    expect([await inbox.take(like()), await inbox.take(like(tom))]).toEqual(['taken', 'taken']);
    expect(await inbox.take(like(outsider('eve@hill.example')))).toBe('full');
    await hearAll(house);
    const later = createInbox({ db, signals, now: () => house.clock.now(), limits: { waiting: 2 } });
    expect(await later.take(like(outsider('eve@hill.example')))).toBe('taken');
  });

  it('that nobody hears is kept as such', async () => {
    await house.inbox.take(messageFrom(mira, 'Arrive', 'https://garden.example/places/1'));
    await hearAll(house);
    expect(await outcomes()).toEqual(['Arrive ignored']);
  });

  it('is heard once, by however many at once', async () => {
    for (let count = 0; count < 20; count += 1) await house.inbox.take(like(outsider(`p${count}@garden.example`)));
    const heard = await Promise.all(Array.from({ length: 4 }, () => house.hearing.next()));
    await hearAll(house);
    expect(heard.filter((count) => count > 0).length).toBeGreaterThan(0);
    const [row] = await house.sql`select count(*)::int as total from appreciations`;
    expect(row).toEqual({ total: 20 });
  });
});

describe('messages that are heard together', () => {
  it("are heard in the order in which each sender's came", async () => {
    const note = { id: 'https://garden.example/notes/1', type: 'Note', attributedTo: mira.id, inReplyTo: object() };
    await house.inbox.take(messageFrom(mira, 'Create', { ...note, content: 'One' }));
    await house.inbox.take(messageFrom(mira, 'Delete', { id: note.id, type: 'Tombstone' }));
    await house.inbox.take(messageFrom(mira, 'Create', { ...note, content: 'Again' }));
    expect(await house.hearing.next()).toBe(3);
    const rows = await house.sql`select content, deleted_at is not null as deleted from remote_notes`;
    expect([...rows]).toEqual([{ content: null, deleted: true }]);
    expect(await outcomes()).toEqual(['Create done', 'Create voice.taken_back', 'Delete done']);
  });

  it('may answer each other', async () => {
    const first = { id: 'https://garden.example/notes/2', type: 'Note', attributedTo: mira.id, inReplyTo: object() };
    const second = { id: 'https://quay.example/notes/3', type: 'Note', attributedTo: tom.id, inReplyTo: first.id };
    await house.inbox.take(messageFrom(mira, 'Create', { ...first, content: 'One' }));
    await house.inbox.take(messageFrom(tom, 'Create', { ...second, content: 'Two' }));
    expect(await house.hearing.next()).toBe(2);
    const rows = await house.sql<{ publication: string }[]>`select publication from remote_notes`;
    expect(rows.map(({ publication }) => publication)).toEqual([notice, notice]);
  });

  it('fail alone: a refusal and a fault leave what the others say as it is', async () => {
    faults = 1_000;
    await house.inbox.take(like());
    await house.inbox.take(follow(tom));
    await house.inbox.take(messageFrom(outsider('eve@hill.example'), 'Delete', 'https://hill.example/notes/9'));
    await hearTogether(house.hearing, silent);
    expect(await outcomes()).toEqual(['Delete done', 'Like done']);
    expect(await waiting()).toBe(1);
  });
});

describe('a message that meets a fault of ours', () => {
  it('is tried again, later each time, and has its effect once the fault is mended', async () => {
    faults = 4;
    await house.inbox.take(follow());
    await hearTogether(house.hearing, silent);
    expect(await messagesInTrouble(house.db)).toEqual({ waiting: 1, put_off: 1, given_up: 0 });
    expect(await house.hearing.next()).toBe(0);
    house.clock.advance({ minutes: 1 });
    await hearTogether(house.hearing, silent);
    house.clock.advance({ minutes: 3 });
    expect(await house.hearing.next()).toBe(0);
    house.clock.advance({ minutes: 1 });
    expect(await house.hearing.next()).toBe(1);
    expect(await outcomes()).toEqual(['Follow done']);
  });

  it('is given up in the end, kept as such, and not taken again', async () => {
    faults = 1_000;
    const message = follow();
    await house.inbox.take(message);
    for (let count = 0; count < 8; count += 1) {
      await hearTogether(house.hearing, silent);
      house.clock.advance({ hours: 100 });
    }
    expect([await waiting(), await outcomes()]).toEqual([0, ['Follow fault']]);
    expect(await messagesInTrouble(house.db)).toEqual({ waiting: 0, put_off: 0, given_up: 1 });
    const [row] = await house.sql`select count(*)::int as total from follows_received`;
    expect(row).toEqual({ total: 0 });
    expect(await house.inbox.take(message)).toBe('seen');
  });
});

describe('the listener', () => {
  it('hears what waited before it began and what comes then, and another takes over when it stops', async () => {
    await house.inbox.take(like());
    const start = () =>
      startListener({ ...house, signals: house.signals, now: () => house.clock.now(), logger: silent });
    const first = start();
    await first.idle();
    expect(await outcomes()).toEqual(['Like done']);
    await house.inbox.take(like(tom));
    await first.idle();
    expect(await waiting()).toBe(0);
    await first.stop();
    await house.inbox.take(like(outsider('eve@hill.example')));
    expect(await waiting()).toBe(1);
    const second = start();
    await second.idle();
    expect(await waiting()).toBe(0);
    await second.stop();
  });

  it('is woken by what another process has taken in', async () => {
    const told: string[] = [];
    const ears = house.sql;
    const { unlisten } = await ears.listen('kunveno', (payload) => void told.push(payload));
    await createInbox({ db: house.db, signals: createSignals(), now: () => house.clock.now() }).take(like());
    await expect.poll(() => told).toContain('messages');
    await unlisten();
  });
});

describe('what is kept of one server whose people have not been let in', () => {
  it('is bounded, and what more comes is refused', async () => {
    await house.sql`insert into voice_totals values ('domain', 'garden.example', 1000)
      on conflict (subject, name) do update set total = 1000`;
    await answerFrom(house, mira, notice, { content: 'One too many' });
    await answerFrom(house, tom, notice, { content: 'From elsewhere' });
    const rows = await house.sql<{ actor: string }[]>`select actor from remote_notes`;
    expect(rows.map(({ actor }) => actor)).toEqual([tom.id]);
    expect(await outcomes()).toEqual(['Create done', 'Create voice.too_many']);
  });
});
