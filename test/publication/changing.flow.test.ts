import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { covers } from '../../src/effects.ts';
import { amendByDecision, withdrawByDecision } from '../../src/publication/commands.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { assembly } from '../support/people.ts';
import { decide, effectOf, noticeWords, passages, publicationJournal, publicRecord } from '../support/publications.ts';
import { answerOf, answersOf } from '../support/refusal.ts';

describe('what is out', () => {
  const opened = async () => {
    const house = await testHouse();
    const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
    const notice = await house.publication.publishNotice({ member: ana }, noticeWords());
    return { house, ana, bo, members: [ana, bo, cy], notice };
  };

  it('is amended by a passage of its own, which leaves what stood there before', async () => {
    const { house, ana, notice } = await opened();
    house.clock.advance({ minutes: 5 });
    await house.publication.amend({ member: ana }, notice, 1, noticeWords({ body: 'At eight.' }));
    const [first, second] = await passages(house.db);
    expect(first).toMatchObject({ version: 1, act: 'publish', body: noticeWords().body });
    expect(second).toMatchObject({
      id: notice,
      version: 2,
      act: 'amend',
      body: 'At eight.',
      publishedAt: first?.publishedAt,
    });
    expect(second?.passedAt).toEqual(house.clock.now());
    expect((await publicationJournal(house)).map(({ type }) => type)).toEqual([
      'publication.published',
      'publication.amended',
    ]);
    expect(await publicRecord(house)).toMatchObject([{ act: 'publish' }, { act: 'amend', version: 2 }]);
    await house[Symbol.asyncDispose]();
  });

  it('is withdrawn by a passage without words, and does not come back', async () => {
    const { house, ana, members, notice } = await opened();
    await house.publication.withdraw({ member: ana }, notice);
    const last = (await passages(house.db)).find(({ act }) => act === 'withdraw');
    expect(last).toMatchObject({ id: notice, version: 2, title: '', summary: '', body: '', facts: null });
    const again = [
      house.publication.withdraw({ member: ana }, notice),
      house.publication.amend({ member: ana }, notice, 2, noticeWords()),
    ];
    expect(await answersOf(again)).toEqual({ 'publication.withdrawn': 2 });
    const amendment = await decide(house, members, 'amend', { publication: notice });
    expect(await effectOf(house, amendment)).toEqual(['adopted', 'not_executable', 'publication.withdrawn']);
    expect(await passages(house.db)).toHaveLength(2);
    await house[Symbol.asyncDispose]();
  });

  it('is not sent any more once it was withdrawn, to whoever could not be reached until then', async () => {
    const { house, ana, notice } = await opened();
    const published = await house.db.execute(sql`
      insert into deliveries (activity, inbox, host, object, state, made_at, next_at)
      select number, 'https://away.example/inbox', 'away.example', object, 'waiting', made_at, made_at + interval '1 day'
      from activities where type = 'Create' and object like ${`%${notice}`} returning number`);
    expect(published).toHaveLength(1);
    await house.publication.withdraw({ member: ana }, notice);
    expect([...(await house.db.execute(sql`select host, state from deliveries`))]).toEqual([
      { host: 'away.example', state: 'cancelled' },
    ]);
    await house[Symbol.asyncDispose]();
  });

  it.each`
    why                        | change                                                                                                                                 | code
    ${'it is not there'}       | ${({ house, ana }: Opened) => house.publication.amend({ member: ana }, 'a'.repeat(26), 1, noticeWords({ body: 'x' }))}                 | ${'publication.not_found'}
    ${'somebody was faster'}   | ${({ house, ana, notice }: Opened) => house.publication.amend({ member: ana }, notice, 2, noticeWords({ body: 'x' }))}                 | ${'publication.changed_meanwhile'}
    ${'nothing is changed'}    | ${({ house, ana, notice }: Opened) => house.publication.amend({ member: ana }, notice, 1, noticeWords())}                              | ${'publication.same_words'}
    ${'there is no mandate'}   | ${({ house, bo, notice }: Opened) => house.publication.amend({ member: bo }, notice, 1, noticeWords({ body: 'x' }))}                   | ${'publication.no_mandate'}
    ${'there is no mandate'}   | ${({ house, bo, notice }: Opened) => house.publication.withdraw({ member: bo }, notice)}                                               | ${'publication.no_mandate'}
    ${'no decision covers it'} | ${({ house, notice }: Opened) => house.inUnitOfWork((work) => amendByDecision(work, notice, noticeWords({ body: 'x' }), 'd', covers))} | ${'publication.not_covered'}
    ${'no decision covers it'} | ${({ house, notice }: Opened) => house.inUnitOfWork((work) => withdrawByDecision(work, notice, 'd', covers))}                          | ${'publication.not_covered'}
  `('stays as it is when $why: $code', async ({ change, code }) => {
    const all = await opened();
    const before = await passages(all.house.db);
    expect(await answerOf(change(all))).toBe(code);
    expect(await passages(all.house.db)).toEqual(before);
    await all.house[Symbol.asyncDispose]();
  });

  it('by the assembly is out of reach of a mandate', async () => {
    const { house, ana, members } = await opened();
    await decide(house, members, 'announce', { title: 'We march', text: 'At ten.' });
    const marching = (await passages(house.db)).find(({ title }) => title === 'We march');
    const commands = [
      house.publication.amend({ member: ana }, marching?.id ?? '', 1, noticeWords()),
      house.publication.withdraw({ member: ana }, marching?.id ?? ''),
    ];
    expect(await answersOf(commands)).toEqual({ 'publication.of_the_assembly': 2 });
    await house[Symbol.asyncDispose]();
  });

  it('by a mandate is changed and taken back by the assembly too', async () => {
    const { house, members, notice } = await opened();
    const amendment = await decide(house, members, 'amend', { publication: notice }, { title: 'Soup on Fridays' });
    const retraction = await decide(house, members, 'retract', { retracted: notice });
    const [, second, third] = await passages(house.db);
    expect(second).toMatchObject({
      act: 'amend',
      title: 'Soup on Fridays',
      summary: '',
      decision: amendment,
      mandate: null,
    });
    expect(third).toMatchObject({ act: 'withdraw', title: '', decision: retraction, mandate: null });
    await house[Symbol.asyncDispose]();
  });

  it('about how something was decided is never rephrased, also not by decision', async () => {
    const { house, members } = await opened();
    await decide(house, members, 'publish', { what: 'decision' });
    const note = (await passages(house.db)).find(({ kind }) => kind === 'decision');
    const amendment = await decide(house, members, 'amend', { publication: note?.id ?? '' });
    expect(await effectOf(house, amendment)).toEqual(['adopted', 'not_executable', 'publication.only_decisions_tell']);
    await house[Symbol.asyncDispose]();
  });

  it('is changed by one of two who change it at the same time', async () => {
    const { house, ana, notice } = await opened();
    const at = (body: string) => house.publication.amend({ member: ana }, notice, 1, noticeWords({ body }));
    expect(await answersOf([at('At eight.'), at('At nine.')])).toEqual({ done: 1, 'publication.changed_meanwhile': 1 });
    expect(await passages(house.db)).toHaveLength(2);
    await house[Symbol.asyncDispose]();
  });
});

type Opened = {
  readonly house: TestHouse;
  readonly ana: string;
  readonly bo: string;
  readonly notice: string;
};

describe('a row that has passed', () => {
  it.each([
    ['changed', "update publications set title = 'Lie'"],
    ['emptied while it stands', "update publications set title = '', summary = '', body = ''"],
    ['given to another decision', 'update publications set mandate = null'],
    ['removed', 'delete from publications'],
    ['removed with all others', 'truncate publications'],
  ])('cannot be %s, by nobody who is connected', async (_what, statement) => {
    await using house = await testHouse();
    const { ana } = await assembly(house);
    await house.publication.publishNotice({ member: ana }, noticeWords());
    const before = await passages(house.db);
    await expect(house.sql.unsafe(statement)).rejects.toThrow(/never changed or removed/);
    expect(await passages(house.db)).toEqual(before);
  });

  it('can lose its words once it was withdrawn, and nothing else', async () => {
    await using house = await testHouse();
    const { ana } = await assembly(house);
    const id = await house.publication.publishNotice({ member: ana }, noticeWords());
    await house.publication.withdraw({ member: ana }, id);
    await expect(house.sql`update publications set title = 'Lie' where version = 1`).rejects.toThrow(/never changed/);
    await expect(house.sql`
      update publications set title = '', summary = '', body = '', language = 'fr' where version = 1`).rejects.toThrow(
      /never changed/,
    );
    await house.sql`update publications set title = '', summary = '', body = '' where version = 1`;
    expect(await passages(house.db)).toMatchObject([{ title: '', body: '', act: 'publish' }, { act: 'withdraw' }]);
  });
});
