import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/kernel/digest.ts';
import { connect } from '../../src/platform/database.ts';
import { discuss, inMinutes, openVote } from '../support/people.ts';
import { Browser, joinSite, openAssembly, openSite, PASSPHRASE, type Person, type Site } from '../support/web.ts';
import { NEW_PASSPHRASE } from './forms.ts';
import { offerMandate } from './offer.ts';
import type { Page } from './page.ts';

let site: Site;
let ana: Person;
let bo: Person;
beforeAll(async () => {
  ({ site, ana, bo } = await openAssembly({ max: 8 }, 'bo'));
});
afterAll(() => site[Symbol.asyncDispose]());

const MANY = 12;

/** A row that somebody else has in hand. */
type Row = readonly [table: string, column: string, value: string];

/**
 * The same thing many times at once: how often each status came back. Where a row is named, it can be had
 * only when several are waiting for it, so that they do meet.
 */
async function atOnce(
  send: (index: number) => Promise<Page>,
  { times = MANY, row, of = site }: { times?: number; row?: Row; of?: Site } = {},
) {
  const release = row ? await keep(of, row) : undefined;
  const sending = Promise.all(Array.from({ length: times }, (_, index) => send(index)));
  await release?.(sending);
  const counts: Record<number, number> = {};
  for (const { status } of await sending) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function keep({ house }: Site, [table, column, value]: Row) {
  const sql = connect(house.address, 1);
  const held = await sql.reserve();
  await held`begin`;
  await held`select 1 from ${held(table)} where ${held(column)} = ${value} for update`;
  return async (sending: Promise<unknown>) => {
    await Promise.race([sending, untilSeveralWait(held)]);
    await held`rollback`;
    held.release();
    await sql.end();
  };
}

/** Until three wait, for the row or for one who waits for it. */
async function untilSeveralWait(sql: postgres.Sql): Promise<void> {
  const patience = performance.now() + 3_000;
  for (let waiting = 0; waiting < 3 && performance.now() < patience; ) {
    const [row] = await sql<{ waiting: number }[]>`select count(*)::int as waiting from pg_locks where not granted`;
    waiting = row?.waiting ?? 0;
  }
}

const rowsIn = async (table: string): Promise<number> => {
  const { client } = site.house.db;
  const [row] = await client<{ total: number }[]>`select count(*)::int as total from ${client(table)}`;
  return row?.total ?? 0;
};

describe('the same thing at the same time', () => {
  it('an invitation lets one person in', async () => {
    const { secret } = await site.house.members.invite({ member: ana.id });
    const path = `/join/${secret}`;
    const before = await rowsIn('members');
    const visitors = Array.from({ length: MANY }, () => new Browser(site));
    const pages = await Promise.all(visitors.map((visitor) => visitor.get(path)));
    const counts = await atOnce(
      (index) =>
        visitors[index]!.submitOnly(pages[index]!, path, { handle: `rival${index}`, passphrase: NEW_PASSPHRASE }),
      { row: ['invitations', 'digest', sha256(secret)] },
    );
    expect(counts).toEqual({ 200: 1, 410: MANY - 1 });
    expect(await rowsIn('members')).toBe(before + 1);
    expect(visitors.filter(({ session }) => session !== undefined)).toHaveLength(1);
  });

  it('a name is given to one person', async () => {
    const secrets = await Promise.all(Array.from({ length: 4 }, () => site.house.members.invite({ member: ana.id })));
    const visitors = secrets.map(() => new Browser(site));
    const counts = await atOnce(
      (index) =>
        visitors[index]!.fill(`/join/${secrets[index]?.secret}`, `/join/${secrets[index]?.secret}`, {
          handle: 'Wanted',
          passphrase: NEW_PASSPHRASE,
        }),
      { times: 4 },
    );
    expect(counts).toEqual({ 200: 1, 409: 3 });
  });

  it('a collective is founded once', async () => {
    const young = await openSite({ max: 8 });
    const path = `/founding/${await young.house.collective.showFoundingLink()}`;
    const visitors = Array.from({ length: 6 }, () => new Browser(young));
    const charter = { name: 'Quay', collectiveHandle: 'quay', summary: 'We.', languages: 'en' };
    const pages = await Promise.all(visitors.map((visitor) => visitor.get(path)));
    const counts = await atOnce(
      (index) =>
        visitors[index]!.submitOnly(pages[index]!, path, {
          ...charter,
          handle: `eva${index}`,
          passphrase: NEW_PASSPHRASE,
        }),
      { times: 6, of: young, row: ['founding_links', 'digest', sha256(path.slice(10))] },
    );
    expect(counts).toEqual({ 200: 1, 410: 5 });
    expect(await young.house.db.client`select * from members`).toHaveLength(1);
    await young[Symbol.asyncDispose]();
  });

  it('a mandate is accepted once', async () => {
    const page = `/mandates/${await offerMandate(bo)}`;
    const form_token = await bo.token(page);
    const before = await rowsIn('records');
    expect(
      await atOnce(() => bo.post(`${page}/acceptance`, { form_token }), { row: ['mandates', 'id', page.slice(10)] }),
    ).toEqual({ 303: 1, 409: MANY - 1 });
    expect(await rowsIn('records')).toBe(before + 1);
  });

  it('a mandate is accepted or declined, not both', async () => {
    const page = `/mandates/${await offerMandate(bo)}`;
    const form_token = await bo.token(page);
    await atOnce((index) => bo.post(`${page}/${index % 2 === 0 ? 'acceptance' : 'end'}`, { form_token }), {
      row: ['mandates', 'id', page.slice(10)],
    });
    const [row] = await site.house.db.client<{ accepted: boolean; reason: string | null }[]>`
      select accepted_at is not null as accepted, end_reason as reason from mandates where id = ${page.slice(10)}`;
    expect([
      { accepted: false, reason: 'declined' },
      { accepted: true, reason: 'resigned' },
    ]).toContainEqual(row);
  });

  it('a member has one vote, whichever came last', async () => {
    const id = await openVote(site.house, ana.id, { method: 'simple-majority' });
    const form_token = await bo.token('/me');
    const counts = await atOnce((index) =>
      bo.post(`/proposals/${id}/ballot`, { form_token, choice: index % 2 === 0 ? 'yes' : 'no' }),
    );
    expect(counts).toEqual({ 303: MANY });
    const votes = await site.house.db.client<{ changes: number }[]>`select changes from votes where proposal = ${id}`;
    expect(votes.map(({ changes }) => changes)).toEqual([MANY - 1]);
  });

  it('a vote is opened once, with one roll', async () => {
    const id = await discuss(site.house, ana.id);
    const page = await bo.get(`/proposals/${id}/vote`);
    const closes = inMinutes(site.house, 60);
    expect(
      await atOnce(() => bo.submitOnly(page, `/proposals/${id}/vote`, { closes }), { row: ['proposals', 'id', id] }),
    ).toEqual({
      303: 1,
      409: MANY - 1,
    });
    expect(await site.house.db.client`select * from votings where proposal = ${id}`).toHaveLength(1);
  });

  it('a form that is sent again while it is under way is carried out once', async () => {
    const writing = await bo.get('/proposals/new');
    const text = { title: 'A rope', summary: 'Rope.', body: 'Ten metres.' };
    const [proposals, tokens, invitations] = [
      await rowsIn('proposals'),
      await rowsIn('tokens'),
      await rowsIn('invitations'),
    ];
    expect(await atOnce(() => bo.submitOnly(writing, '/proposals/new', text))).toEqual({ 303: 1, 409: MANY - 1 });
    expect(await rowsIn('proposals')).toBe(proposals + 1);
    const me = await bo.get('/me');
    expect(await atOnce(() => bo.submitOnly(me, '/me/tokens', { label: 'x', scope: 'read' }))).toEqual({
      200: 1,
      409: MANY - 1,
    });
    expect(await rowsIn('tokens')).toBe(tokens + 1);
    const inviting = await ana.get('/invitations');
    expect(await atOnce(() => ana.submitOnly(inviting, '/invitations'))).toEqual({ 200: 1, 409: MANY - 1 });
    expect(await rowsIn('invitations')).toBe(invitations + 1);
  });

  it('a text is rewritten once from the version that was read', async () => {
    const id = await discuss(site.house, bo.id);
    const page = await bo.get(`/proposals/${id}/edit`);
    const counts = await atOnce(
      (index) => bo.submitOnly(page, `/proposals/${id}/edit`, { summary: `Version of ${index}.` }),
      { row: ['proposals', 'id', id] },
    );
    expect(counts).toEqual({ 303: 1, 409: MANY - 1 });
  });

  it('a recovery code opens once', async () => {
    const member = await joinSite(ana, 'forgetful');
    const code = member.recoveryCodes[0] ?? '';
    const visitors = Array.from({ length: 4 }, () => new Browser(site));
    const counts = await atOnce(
      (index) =>
        visitors[index]!.fill('/recover', '/recover', { handle: 'forgetful', code, passphrase: NEW_PASSPHRASE }),
      { times: 4 },
    );
    expect(counts[200]).toBe(1);
    expect(visitors.filter(({ session }) => session !== undefined)).toHaveLength(1);
  });

  it('whoever leaves while acting has either acted or left, and never both out of order', async () => {
    const member = await joinSite(ana, 'fleeting');
    const id = await openVote(site.house, ana.id);
    const form_token = await member.token('/me');
    await Promise.all([
      member.post('/me/leave', { form_token, passphrase: PASSPHRASE }),
      ...Array.from({ length: 6 }, () => member.post(`/proposals/${id}/ballot`, { form_token, choice: 'agree' })),
    ]);
    expect(await site.house.db.client`select * from votes where member = ${member.id}`).toHaveLength(0);
    expect(await site.house.db.client`select * from sessions where member = ${member.id}`).toHaveLength(0);
  });
});
