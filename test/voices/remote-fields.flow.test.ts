import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_PER_HOST_MAX } from '../../src/reports/report.ts';
import type { TestHouse } from '../support/house.ts';
import { answerFrom, followFrom, messageFrom, outsider, reportFrom, tellOf } from '../support/outsiders.ts';
import { houseWithNotice } from '../support/publications.ts';

let house: TestHouse;
let notice: string;
let ana: string;
beforeAll(async () => {
  ({ house, ana, notice } = await houseWithNotice());
});
afterAll(() => house[Symbol.asyncDispose]());

const mira = outsider('mira@garden.example');

async function keptOf(more: object): Promise<Record<string, unknown> | undefined> {
  const id = await answerFrom(house, mira, notice, { content: 'x', ...more });
  const [row] = await house.sql`select title, warning, content, url, in_reply_to from remote_notes where id = ${id}`;
  return row;
}

describe('what somebody elsewhere has written', () => {
  it.each`
    field        | max       | column
    ${'name'}    | ${300}    | ${'title'}
    ${'summary'} | ${1_000}  | ${'warning'}
    ${'content'} | ${64_000} | ${'content'}
  `('is kept, though its $field would be cut within a letter', async ({ field, max, column }) => {
    const kept = await keptOf({ [field]: `${'x'.repeat(max - 1)}😀😀` });
    expect(kept?.[column]).toBe('x'.repeat(max - 1));
  });

  it('is kept, though it says so only in a language, and is cut there', async () => {
    const kept = await keptOf({ content: null, contentMap: { en: `${'x'.repeat(63_999)}😀` } });
    expect(kept?.content).toBe('x'.repeat(63_999));
  });

  it.each([
    ['of its server', 'https://garden.example/@mira/1', 'https://garden.example/@mira/1'],
    ['with other letters', 'https://garden.example/@míra', 'https://garden.example/@m%C3%ADra'],
    ['of another server', 'https://bank.example/sign-in', null],
    ['within a browser', 'blob:https://garden.example/3f', null],
    ['with a user before the host', 'https://bank.example@garden.example/', null],
    ['without encryption', 'http://garden.example/@mira/1', null],
    ['that is a script', 'javascript:alert(1)//https://garden.example/', null],
    ['that is too long', `https://garden.example/${'x'.repeat(2_100)}`, null],
  ])('leads to a page %s, or to none', async (_which, url, kept) => {
    expect((await keptOf({ url }))?.url).toBe(kept);
    expect((await keptOf({ url: [{ type: 'Link', href: url }] }))?.url).toBe(kept);
  });

  it('leads to the first page that is one', async () => {
    const url = ['blob:https://garden.example/3f', null, { href: 'https://garden.example/@mira/1' }];
    expect((await keptOf({ url }))?.url).toBe('https://garden.example/@mira/1');
  });
});

describe('ids as long as they may be, of which nothing repeats', () => {
  const long = (path: string): string => {
    const begin = `https://garden.example/${path}/`;
    return (
      begin +
      randomBytes(1_280)
        .toString('hex')
        .slice(0, 1_280 - begin.length)
    );
  };

  it('are kept, also two in one entry of an index', async () => {
    const id = long('u');
    const nina = { ...mira, id, inbox: long('inbox') };
    const follow = await followFrom(house, nina);
    const undo = (object: Readonly<Record<string, unknown>>) =>
      tellOf(house, messageFrom(nina, 'Undo', object, { id: long('undo') }));
    const actor = house.federation.uris.actor;
    expect(await undo({ id: follow, type: 'Follow', actor: id, object: actor })).toBe('done');
    expect(await undo({ id: long('f'), type: 'Follow', actor: id, object: actor })).toBe('done');
    const again = messageFrom(nina, 'Follow', actor, { id: long('f') });
    expect(await tellOf(house, { ...again, activity: { ...again.activity, id: String(again.activity.raw.id) } })).toBe(
      'done',
    );
  });
});

describe('what is kept of those who have not been let in', () => {
  it('is as much of a thousand hosts under one domain as of one', async () => {
    await house.sql`insert into voice_totals values ('domain', 'a.example', 1000)`;
    const eve = outsider('eve@x7.a.example');
    await answerFrom(house, eve, notice, { content: 'One too many' });
    await answerFrom(house, outsider('eve@b.example'), notice, { content: 'From elsewhere' });
    const rows = await house.sql`select actor from remote_notes where actor like '%/eve'`;
    expect(rows).toEqual([{ actor: 'https://b.example/users/eve' }]);
  });

  it('may be as much again once somebody has decided about anybody; of those who are let in nothing is counted', async () => {
    const tom = outsider('tom@heard.example');
    await house.sql`insert into voice_totals values ('domain', 'd.example', 1000)`;
    const judged = { subject: 'actor', name: tom.id, verdict: 'let_in', reason: '', reviewOn: null } as const;
    await house.peers.judge({ member: ana }, judged);
    await answerFrom(house, outsider('mira@d.example'), notice, { content: 'Now there is room' });
    await answerFrom(house, tom, notice, { content: 'And for me always' });
    const totals = await house.sql`select name, total from voice_totals where subject = 'domain'`;
    expect([...totals]).toEqual([{ name: 'd.example', total: 1 }]);
  });

  it('is as many reports of a thousand hosts under one domain as of one', async () => {
    const about = house.federation.uris.actor;
    const outcomes = [];
    for (let count = 0; count < OPEN_PER_HOST_MAX + 1; count += 1) {
      outcomes.push(await reportFrom(house, outsider(`server@x${count}.c.example:8443`), about));
    }
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(OPEN_PER_HOST_MAX);
    expect(outcomes.at(-1)).toBe('report.too_many');
    expect(await reportFrom(house, outsider('server@b.example'), about)).toBe('done');
  });
});
