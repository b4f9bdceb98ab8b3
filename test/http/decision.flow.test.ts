import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inMinutes } from '../support/people.ts';
import { Browser, openAssembly, type Person, type Site, t } from '../support/web.ts';
import type { Page } from './page.ts';

let site: Site;
let ana: Person;
let bo: Person;
let cleo: Person;
let dora: Person;

beforeAll(async () => {
  ({ site, ana, bo, cleo, dora } = await openAssembly({}, 'bo', 'cleo', 'dora'));
});
afterAll(() => site[Symbol.asyncDispose]());

const BENCH = {
  title: 'A bench at the quay',
  summary: 'We put up a bench.',
  body: '## Why\n\nThree planks and **two barrels**.\n\n- one\n- two',
  reviewAfterDays: '90',
};

/** Writes a proposal and brings it to the vote, by forms. Gives its path. */
async function bringToVote(author: Person, fields: Record<string, string>, minutes = 60): Promise<string> {
  const draft = await author.fill('/proposals/new', '/proposals/new', fields);
  const path = draft.path.split('?')[0] ?? '';
  await author.submit(draft, `${path}/discussion`);
  const page = await author.fill(`${path}/vote`, `${path}/vote`, { closes: inMinutes(site.house, minutes) });
  expect(page.text).toContain(t('notice.vote_opened'));
  return path;
}

const cast = (who: Person, path: string, fields: Record<string, string>): Promise<Page> =>
  who.fill(path, `${path}/ballot`, fields);

/** The counts of a result card, by what stands before each. */
const countsOn = (page: Page): Record<string, number> =>
  Object.fromEntries(
    [...page.html.matchAll(/<dt>([^<]*)<\/dt><dd><span class="count">(\d+)<\/span>/g)].map(([, name = '', count]) => [
      name,
      Number(count),
    ]),
  );

describe('from a proposal to a decision, without scripts', { concurrent: false }, () => {
  let path: string;
  let draft: Page;

  it('previews what was typed, and keeps it in the form', async () => {
    const empty = await ana.get('/proposals/new');
    const once = empty.form('/proposals/new').fields.once;
    const page = await ana.submitOnly(empty, '/proposals/new', {
      ...BENCH,
      effect: 'collective.rename',
      effect_name: 'Quay',
      preview: 'yes',
    });
    expect(page.status).toBe(200);
    expect(page.html).toContain('<strong>two barrels</strong>');
    expect(page.text).toContain(t('proposal.preview.title'));
    expect(page.form('/proposals/new').fields).toMatchObject({
      ...BENCH,
      effect: 'collective.rename',
      effect_name: 'Quay',
    });
    expect(page.form('/proposals/new').fields.once).toMatch(/^[a-z2-7]{26}$/);
    expect(once).toMatch(/^[a-z2-7]{26}$/);
    expect(await site.house.db.client`select * from proposals`).toHaveLength(0);
  });

  it('is saved as a draft that only its author sees', async () => {
    const empty = await ana.get('/proposals/new');
    draft = await ana.submit(empty, '/proposals/new', BENCH);
    path = draft.path.split('?')[0] ?? '';
    expect(draft.text).toContain(t('notice.draft_saved'));
    expect((await bo.get(path)).status).toBe(404);
    expect((await bo.get('/assembly')).text).not.toContain(BENCH.title);

    const twice = await ana.submitOnly(empty, '/proposals/new', BENCH);
    expect(twice.status).toBe(409);
    expect(twice.text).toContain(t('form.replayed'));
    expect(await site.house.db.client`select * from proposals`).toHaveLength(1);
  });

  it('is rewritten by its author, from the version that they have read', async () => {
    const first = await ana.get(`${path}/edit`);
    const saved = await ana.submit(first, `${path}/edit`, { summary: 'We put up a bench by May.' });
    expect(saved.text).toContain(t('notice.proposal_saved'));
    expect(saved.text).toContain(t('proposal.version', { version: 2 }));
    const late = await ana.submitOnly(first, `${path}/edit`, { summary: 'Never mind.' });
    expect(late.status).toBe(409);
    expect(late.text).toContain(t('proposal.changed_meanwhile'));
    expect(late.form(`${path}/edit`).fields.summary).toBe('Never mind.');
  });

  it('is discussed by all', async () => {
    expect((await ana.submit(await ana.get(path), `${path}/discussion`)).text).toContain(t('notice.discussion_opened'));
    const said = await bo.fill(path, `${path}/comments`, { body: 'What about *shade*?' });
    expect(said.html).toContain('<em>shade</em>');
    expect(said.text).toContain(t('notice.comment_written'));
    const own = said.forms.find(({ action }) => action.endsWith('/withdrawal'))?.action ?? '';
    expect((await ana.get(path)).forms.map(({ action }) => action)).not.toContain(own);
    const takenBack = await bo.submit(said, own);
    expect(takenBack.text).toContain(t('comment.withdrawn'));
    expect(takenBack.text).not.toContain('shade');
  });

  it('is brought to the vote by any member, who sees what will be fixed', async () => {
    const page = await cleo.get(`${path}/vote`);
    expect(page.text).toContain(t('proposal.version', { version: 2 }));
    expect(page.text).toContain(t('opening.who.value', { count: 4 }));
    const early = await cleo.submitOnly(page, `${path}/vote`, { closes: inMinutes(site.house, -60) });
    expect(early.status).toBe(422);
    const opened = await cleo.submit(page, `${path}/vote`, { closes: inMinutes(site.house, 60) });
    expect(opened.text).toContain(t('notice.vote_opened'));
    expect((await dora.get('/today')).text).toContain(BENCH.title);
    expect((await ana.get(`${path}/edit`)).status).toBe(409);
  });

  it('asks for a reason where one is needed, and keeps it when it is', async () => {
    const bare = await cast(bo, path, { choice: 'reservations' });
    expect(bare.status).toBe(422);
    expect(bare.text).toContain(t('ballot.reason_needed'));
    expect(bare.form(`${path}/ballot`).fields.choice).toBe('reservations');
    const done = await cast(bo, path, { choice: 'reservations', reason_reservations: 'The quay is narrow there.' });
    expect(done.text).toContain(t('notice.vote_cast'));
  });

  it('lets everyone change their vote, and shows nobody anybody else’s', async () => {
    await cast(cleo, path, { choice: 'agree' });
    const changed = await cast(cleo, path, { choice: 'stand_aside', reason_stand_aside: 'I would rather fish.' });
    expect(changed.text).toContain(t('notice.vote_changed'));
    await cast(ana, path, { choice: 'agree' });
    const seen = await dora.get(path);
    expect(seen.text).toContain(t('voting.cast.value', { cast: 3, electorate: 4 }));
    for (const secret of ['narrow', 'fish']) expect(seen.html).not.toContain(secret);
    expect((await ana.get(path)).forms.map(({ action }) => action)).not.toContain(`${path}/early-closing`);
  });

  it('is decided at its deadline, whether or not anyone has counted: number, counts, dissent, review', async () => {
    site.house.clock.advance({ hours: 1 });
    const page = await dora.get(path);
    expect(page.text).toContain(t('result.number', { number: '2026-001' }));
    expect(page.text).toContain(t('result.adopted.agreement'));
    expect(countsOn(page)).toEqual({
      Agree: 1,
      'Agree with reservations': 1,
      'Stand aside': 1,
      Block: 0,
      Abstain: 0,
      'Did not vote': 1,
    });
    expect(page.text).toContain('The quay is narrow there.');
    expect(page.text).toContain('I would rather fish.');
    expect(page.html).toMatch(/<time datetime="2026-05-30T13:00:00.000Z">/i);
    expect(await site.house.db.client`select * from decisions`).toHaveLength(0);

    await site.house.settle();
    const after = await dora.get(path);
    expect(after.html).toBe(page.html);
    expect((await dora.get('/memory')).text).toContain('2026-001');
    expect((await dora.get(after.link('/memory/record'))).text).toContain(t('record.kind.decision'));
  });

  it('takes no vote and no comment after it', async () => {
    const token = await dora.token('/me');
    const vote = await dora.post(`${path}/ballot`, { form_token: token, choice: 'agree' });
    expect(vote.status).toBe(409);
    expect(vote.text).toContain(t('ballot.closed'));
    const word = await dora.post(`${path}/comments`, {
      form_token: token,
      body: 'It is too late, but let me say this.',
      language: 'en',
    });
    expect(word.status).toBe(409);
    expect(word.text).toContain(t('comment.discussion_over'));
    expect(word.text, 'what was typed').toContain('It is too late, but let me say this.');
    expect((await dora.get(path)).html).not.toContain('too late');
  });
});

describe('closing early', () => {
  it('is offered to the convenor once everyone has voted, and to nobody else', async () => {
    const path = await bringToVote(bo, {
      title: 'A lamp',
      summary: 'Light.',
      body: 'One lamp.',
      method: 'simple-majority',
    });
    const action = `${path}/early-closing`;
    for (const who of [bo, cleo, dora]) await cast(who, path, { choice: 'yes' });
    const early = await ana.post(action, { form_token: await ana.token('/me') });
    expect(early.status).toBe(409);
    expect(early.text).toContain(t('early_closing.not_everyone', { missing: 1 }));

    await cast(ana, path, { choice: 'no', reason_no: 'It keeps the gulls awake.' });
    expect((await bo.get(path)).forms.map((form) => form.action)).not.toContain(action);
    const forged = await bo.post(action, { form_token: await bo.token('/me') });
    expect(forged.status).toBe(403);
    expect(forged.text).toContain(t('early_closing.no_mandate'));

    site.house.clock.advance({ minutes: 1 });
    const page = await ana.fill(path, action);
    expect(page.text).toContain(t('notice.vote_closed'));
    expect(page.text).toContain(t('result.adopted.more_yes'));
    expect(countsOn(page)).toEqual({ Yes: 3, No: 1, Abstain: 0, 'Did not vote': 0 });
    expect(page.text).toContain('It keeps the gulls awake.');
  });
});

describe('a decision that does something', () => {
  it('offers a mandate to whoever is named, who accepts it and holds it', async () => {
    const renewal = { effect: 'mandate.renew', effect_office: 'convenor', effect_holder: '@Dora', effect_days: '60' };
    const path = await bringToVote(bo, { title: 'Dora invites', summary: 'Dora.', body: 'For a while.', ...renewal });
    for (const who of [ana, bo, cleo]) await cast(who, path, { choice: 'agree' });
    site.house.clock.advance({ hours: 1 });

    const today = await dora.get('/today');
    expect(today.text).toContain(t('today.offer', { office: t('office.convenor') }));
    const mandate = await dora.get(today.link('/mandates/'));
    expect((await ana.get(mandate.path)).forms).toEqual([]);
    expect((await dora.get('/invitations')).text).toContain(t('invitation.not_yours_to_make'));

    const accepted = await dora.submit(mandate, `${mandate.path}/acceptance`);
    expect(accepted.text).toContain(t('notice.mandate_accepted'));
    expect(accepted.text).toContain(t('mandate.status.live'));
    expect((await dora.fill('/invitations', '/invitations')).text).toContain('/join/');
  });

  it('renames the collective for everyone at the deadline', async () => {
    const path = await bringToVote(bo, {
      title: 'Another name',
      summary: 'Quay.',
      body: 'Shorter.',
      effect: 'collective.rename',
      effect_name: 'Quay Assembly',
    });
    for (const who of [ana, bo, cleo]) await cast(who, path, { choice: 'agree' });
    const visitor = new Browser(site);
    expect((await visitor.get('/')).text).toContain('Harbour Assembly');
    site.house.clock.advance({ hours: 1 });
    expect((await visitor.get('/')).text).toContain('Quay Assembly');
    expect((await ana.get(path)).text).toContain(t('effect.executed'));
  });
});

describe('leaving while a vote is open', () => {
  it('takes one off the roll, with one’s ballot', async () => {
    const path = await bringToVote(ana, { title: 'A rope', summary: 'Rope.', body: 'Ten metres.' });
    await cast(cleo, path, { choice: 'block', principle: 'We waste nothing.', reason_block: 'We have rope.' });
    await cleo.fill('/me', '/me/leave', { passphrase: 'three planks and two barrels' });
    for (const who of [ana, bo, dora]) await cast(who, path, { choice: 'agree' });
    site.house.clock.advance({ hours: 1 });
    const page = await bo.get(path);
    expect(page.text).toContain(t('result.adopted.agreement'));
    expect(page.text).toContain(t('result.base', { electorate: 3 }));
    expect(page.text).not.toContain('We have rope.');
  });
});
