import { describe, expect, it } from 'vitest';
import { covers } from '../../src/effects.ts';
import { POWERS_OF } from '../../src/mandates/office.ts';
import { announce, publishDecision } from '../../src/publication/commands.ts';
import { digestOf } from '../../src/publication/gate.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { adopt, assembly, openVote, proposalInput, vote } from '../support/people.ts';
import { decide, effectOf, noticeWords, passages, publicationJournal, publicRecord } from '../support/publications.ts';
import { answerOf, answersOf } from '../support/refusal.ts';
import { everything } from '../support/rows.ts';

describe('an adopted decision to publish', () => {
  it('lets the text out and, as an answer to it, how it was decided', async () => {
    await using house = await testHouse();
    const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
    const id = await decide(house, [ana, bo, cy], 'publish', { what: 'proposal' });

    const out = await passages(house.db);
    const text = out.find(({ kind }) => kind === 'proposal');
    const note = out.find(({ kind }) => kind === 'decision');
    expect(out).toHaveLength(2);
    const at = new Date('2026-03-01T13:00:00Z');
    const common = {
      version: 1,
      act: 'publish',
      proposal: id,
      decision: id,
      mandate: null,
      publishedAt: at,
      passedAt: at,
    };
    const { title, summary, body, language } = proposalInput();
    expect(text).toMatchObject({ ...common, title, summary, body, language, answers: null });
    expect(note).toMatchObject({ ...common, title: `Decision 2026-001: ${title}`, summary: '', answers: text?.id });
    expect(note?.body).toContain('Of 3 who could vote, 3 took part.');
    const facts = { number: '2026-001', method: 'consensus', outcome: 'adopted', electorate: 3, cast: 3 };
    for (const { facts: told } of out) {
      expect(told).toMatchObject({ ...facts, counts: { agree: 3, block: 0 }, decidedAt: at.toISOString() });
    }
    expect(await effectOf(house, id)).toEqual(['adopted', 'executed', null]);
  });

  it('tells of it in the journal, and puts the digest of the words on the public record', async () => {
    await using house = await testHouse();
    const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
    const id = await decide(house, [ana, bo, cy], 'publish', { what: 'proposal' });

    const out = await passages(house.db);
    const events = await publicationJournal(house);
    const recorded = await publicRecord(house);
    expect(events.map(({ type }) => type)).toEqual(['publication.published', 'publication.published']);
    expect(recorded).toHaveLength(2);
    for (const passage of out) {
      const { id: publication, kind, facts } = passage;
      expect(events.map(({ data }) => data)).toContainEqual({ publication, version: 1, kind });
      const leaf = { publication, version: 1, act: 'publish', kind, words: digestOf(passage), facts };
      expect(recorded).toContainEqual({ ...leaf, decision: id, mandate: null });
    }
  });

  it('of its outcome alone lets nothing of the text out', async () => {
    await using house = await testHouse();
    const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
    const id = await decide(house, [ana, bo, cy], 'publish', { what: 'decision' });
    const out = await passages(house.db);
    expect(out).toMatchObject([{ kind: 'decision', decision: id, answers: null }]);
    expect(JSON.stringify(out)).not.toContain(proposalInput().body);
  });

  it('tells it in the language of the text, where the house speaks it, and else in its own', async () => {
    await using house = await testHouse();
    const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
    for (const language of ['es', 'de']) {
      await decide(house, [ana, bo, cy], 'publish', { what: 'decision' }, { language });
    }
    const out = await passages(house.db);
    expect(out.map(({ title }) => title.split(' ')[0])).toEqual(['Decisión', 'Decision']);
  });

  it('says other words than its own where that was decided', async () => {
    await using house = await testHouse();
    const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
    const id = await decide(house, [ana, bo, cy], 'announce', { title: 'We march', text: 'At ten.' });
    const notice = { kind: 'notice', title: 'We march', body: 'At ten.', decision: id, proposal: id, facts: null };
    expect(await passages(house.db)).toMatchObject([notice]);
  });
});

describe('the gate', () => {
  it.each`
    outcome            | choices
    ${'not_adopted'}   | ${['abstain', 'abstain', 'abstain']}
    ${'blocked'}       | ${['agree', 'agree', 'block']}
    ${'quorum_missed'} | ${['agree', 'agree']}
  `('lets nothing out by a decision that is $outcome', async ({ outcome, choices }) => {
    await using house = await testHouse();
    const members = Object.values(await assembly(house, 'bo', 'cy'));
    const effect = { type: 'publish', params: { what: 'proposal' } };
    const id = await openVote(house, members[0]!, { effect });
    for (const [n, choice] of (choices as string[]).entries()) await vote(house, members[n]!, id, choice);
    house.clock.advance({ hours: 1 });
    await house.settle();
    expect(await effectOf(house, id)).toEqual([outcome, 'none', null]);
    expect(await passages(house.db)).toEqual([]);
  });

  const told = (decision: string) => ({
    decision,
    facts: {
      number: '2026-001',
      method: 'consensus',
      outcome: 'adopted',
      electorate: 3,
      cast: 3,
      counts: {},
      decidedAt: '',
    },
    told: noticeWords(),
  });

  it('is not covered by an adopted decision about something else', async () => {
    await using house = await testHouse();
    const members = Object.values(await assembly(house, 'bo', 'cy'));
    for (const effect of [null, { type: 'collective.rename', params: { name: 'Quay' } }]) {
      const id = await openVote(house, members[0]!, { effect });
      await adopt(house, members, id);
      const commands = [
        house.inUnitOfWork((work) => publishDecision(work, told(id), covers)),
        house.inUnitOfWork((work) => announce(work, noticeWords(), id, covers)),
      ];
      expect(await answersOf(commands)).toEqual({ 'publication.not_covered': 2 });
    }
    expect(await passages(house.db)).toEqual([]);
  });

  it('is not covered by a proposal that was never put to the vote, nor by nothing', async () => {
    await using house = await testHouse();
    const { ana } = await assembly(house);
    const effect = { type: 'announce', params: { title: 'We march', text: 'At ten.' } };
    const draft = await house.assembly.write({ member: ana }, proposalInput({ effect }));
    for (const id of [draft, 'a'.repeat(26)]) {
      expect(await answerOf(house.inUnitOfWork((work) => announce(work, noticeWords(), id, covers)))).toBe(
        'publication.not_covered',
      );
    }
  });

  it.each`
    when                 | choices
    ${'not yet counted'} | ${[]}
    ${'blocked'}         | ${['agree', 'agree', 'block']}
  `('is held by the database to a decision that was adopted, and not to one $when', async ({ choices }) => {
    await using house = await testHouse();
    const members = Object.values(await assembly(house, 'bo', 'cy'));
    const effect = { type: 'announce', params: { title: 'We march', text: 'At ten.' } };
    const id = await openVote(house, members[0]!, { effect });
    for (const [n, choice] of (choices as string[]).entries()) await vote(house, members[n]!, id, choice);
    if (choices.length > 0) house.clock.advance({ hours: 1 });
    await house.settle();
    const before = await everything(house.sql);

    const command = house.inUnitOfWork((work) => announce(work, noticeWords(), id, covers));
    await expect(command).rejects.toThrow('publications_by_adopted_decisions');
    await expect(insertByHand(house, { decision: id })).rejects.toThrow('publications_by_adopted_decisions');
    expect(await everything(house.sql)).toEqual(before);
  });

  it('has no way round: a row needs one cover, and one that is there', async () => {
    await using house = await testHouse();
    const { ana } = await assembly(house);
    const [mandate] = await house.sql<{ id: string }[]>`select id from mandates where holder = ${ana}`;
    await expect(insertByHand(house, {})).rejects.toThrow('publications_are_covered');
    const both = { decision: 'd'.repeat(26), mandate: mandate?.id ?? '' };
    await expect(insertByHand(house, both)).rejects.toThrow('publications_are_covered');
    await expect(insertByHand(house, { mandate: 'm'.repeat(26) })).rejects.toThrow('publications_by_mandates');
    await expect(insertByHand(house, { mandate: mandate?.id ?? '', version: 2 })).rejects.toThrow('begin_once');
    expect(await passages(house.db)).toEqual([]);
  });
});

interface ByHand {
  readonly decision?: string;
  readonly mandate?: string;
  readonly version?: number;
}

/** A row as somebody would write it who is past all our code. */
const insertByHand = (house: TestHouse, { decision, mandate, version = 1 }: ByHand) => house.sql`
  insert into publications
    (id, version, act, kind, title, summary, body, language, decision, mandate, published_at, passed_at)
  values (${'x'.repeat(26)}, ${version}, 'publish', 'notice', 'Lie', '', 'A lie.', 'en', ${decision ?? null},
    ${mandate ?? null}, now(), now())`;

describe('a notice', () => {
  it('goes out under the mandate that lives, by its id and without its holder', async () => {
    await using house = await testHouse();
    const { ana } = await assembly(house);
    const id = await house.publication.publishNotice({ member: ana }, noticeWords());
    const [row] = await passages(house.db);
    const [mandate] = await house.sql<{ id: string }[]>`
      select id from mandates where holder = ${ana} and office = 'publisher'`;
    expect(row).toMatchObject({
      id,
      kind: 'notice',
      decision: null,
      mandate: mandate?.id,
      facts: null,
      ...noticeWords(),
    });
    expect(JSON.stringify(await publicRecord(house))).not.toContain(ana);
  });

  it('is refused a millisecond after the mandate has ended', async () => {
    await using house = await testHouse();
    const { ana } = await assembly(house);
    const [mandate] = await house.sql<{ endsAt: Date }[]>`
      select ends_at as "endsAt" from mandates where holder = ${ana} and office = 'publisher'`;
    const endsAt = new Date(mandate?.endsAt ?? '').getTime();
    house.clock.set(new Date(endsAt - 1));
    expect(await answerOf(house.publication.publishNotice({ member: ana }, noticeWords()))).toBe('done');
    house.clock.set(new Date(endsAt));
    expect(await answerOf(house.publication.publishNotice({ member: ana }, noticeWords()))).toBe(
      'publication.no_mandate',
    );
    expect(await passages(house.db)).toHaveLength(1);
  });

  it('is refused to whoever has no such mandate, has laid it down, or holds another', async () => {
    await using house = await testHouse();
    const { ana, bo } = await assembly(house, 'bo');
    const [mandate] = await house.sql<{ id: string; powers: string[] }[]>`
      select id, powers from mandates where holder = ${ana} and office = 'publisher'`;
    expect(POWERS_OF.publisher).toContain('publish');
    expect(await answerOf(house.publication.publishNotice({ member: bo }, noticeWords()))).toBe(
      'publication.no_mandate',
    );
    await house.mandates.layDown({ member: ana }, mandate?.id ?? '');
    expect(await answerOf(house.publication.publishNotice({ member: ana }, noticeWords()))).toBe(
      'publication.no_mandate',
    );
    expect(await passages(house.db)).toEqual([]);
  });

  it('answers nothing that has not reached us', async () => {
    await using house = await testHouse();
    const { ana } = await assembly(house);
    const answer = house.publication.publishNotice({ member: ana }, noticeWords(), 'https://far.example/notes/1');
    expect(await answerOf(answer)).toBe('publication.nothing_to_answer');
    expect(await passages(house.db)).toEqual([]);
  });

  it('that is sent twice goes out once', async () => {
    await using house = await testHouse();
    const { ana } = await assembly(house);
    const actor = { member: ana, once: 'form 1' };
    expect(await answerOf(house.publication.publishNotice(actor, noticeWords()))).toBe('done');
    expect(await answerOf(house.publication.publishNotice(actor, noticeWords()))).toBe('form.replayed');
    expect(await passages(house.db)).toHaveLength(1);
  });
});
