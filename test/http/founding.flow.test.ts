import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../support/rows.ts';
import { Browser, openSite, PASSPHRASE, type Site, t } from '../support/web.ts';

const CODE = /\b[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}\b/g;
const CHARTER = {
  name: 'Harbour Assembly',
  collectiveHandle: '@Harbour',
  summary: 'Those who work in the harbour.',
  locale: 'en',
  languages: 'en, es',
  timeZone: 'Europe/Madrid',
  votingAtLeastSeconds: '0',
};
const FOUNDER = { handle: 'Ana', passphrase: PASSPHRASE };

let site: Site;
let ana: Browser;
let bo: Browser;
let first: string;
let second: string;
let invitation: string;
let codes: readonly string[];

beforeAll(async () => {
  site = await openSite();
  ana = new Browser(site);
  bo = new Browser(site);
});
afterAll(() => site[Symbol.asyncDispose]());

/** One story: each sentence begins where the one before it ended. */
describe('founding a collective, without scripts', { concurrent: false }, () => {
  it('begins on a front page that says how', async () => {
    const page = await ana.get('/');
    expect(page.status).toBe(200);
    expect(page.text).toContain(t('door.unfounded.lede'));
    expect(page.html).not.toContain('<script');
  });

  it('opens with the link that the terminal showed last, and with no other', async () => {
    first = `/founding/${await site.house.collective.showFoundingLink()}`;
    expect((await ana.get(first)).status).toBe(200);

    second = `/founding/${await site.house.collective.showFoundingLink()}`;
    expect(second).not.toBe(first);
    const stale = await ana.get(first);
    expect(stale.status).toBe(410);
    expect(stale.text).toContain(t('founding.link_unknown'));
    expect((await ana.get(second)).status).toBe(200);
  });

  it('refuses a link that was replaced while its page lay open', async () => {
    const open = await ana.get(second);
    const third = `/founding/${await site.house.collective.showFoundingLink()}`;
    const answer = await ana.submitOnly(open, second, { ...CHARTER, ...FOUNDER });
    expect(answer.status).toBe(410);
    expect(await site.house.db.client`select * from collectives`).toHaveLength(0);
    second = third;
  });

  it('keeps what was typed when something is to be mended, but never a passphrase', async () => {
    const open = await ana.get(second);
    const answer = await ana.submitOnly(open, second, { ...CHARTER, ...FOUNDER, languages: '?!' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(t('founding.languages.invalid'));
    const { fields } = answer.form(second);
    expect(fields).toMatchObject({ ...CHARTER, languages: '?!', handle: 'Ana', passphrase: '' });
    expect(answer.html).not.toContain(PASSPHRASE);
  });

  it('shows the founder ten recovery codes, and signs them in', async () => {
    const page = await ana.fill(second, second, { ...CHARTER, ...FOUNDER });
    expect(page.status).toBe(200);
    expect(page.text).toContain(t('welcome.title'));
    codes = page.text.match(CODE) ?? [];
    expect(new Set(codes).size).toBe(10);
    const today = await ana.get(page.link('/today'));
    expect(today.status).toBe(200);
    expect(today.text).toContain(t('notice.joined'));
    expect(today.text).toContain('ana');
  });

  it('works once', async () => {
    const again = await new Browser(site).get(second);
    expect(again.status).toBe(410);
    expect(again.text).toContain(t('founding.already_founded'));
    await expect(site.house.collective.showFoundingLink()).rejects.toThrow('founding.already_founded');
  });

  it('puts the collective on the front page', async () => {
    const page = await new Browser(site).get('/');
    expect(page.text).toContain('Harbour Assembly');
    expect(page.text).toContain('@harbour@port.example');
    expect(page.text).not.toContain('ana');
  });

  it('gives the founder the three mandates of a new node for thirty days', async () => {
    const page = await ana.get('/mandates');
    for (const office of ['convenor', 'publisher', 'node-keeper']) expect(page.text).toContain(t(`office.${office}`));
    expect(page.text.split(t('mandate.status.live')).length - 1).toBe(3);
    const [row] = await rowsOf(site.house.db.client, 'mandates', 'id');
    const [begin, end] = [row?.starts_at, row?.ends_at].map((at) => new Date(String(at)).getTime());
    expect((end ?? 0) - (begin ?? 0)).toBe(30 * 86_400_000);
  });
});

describe('joining', { concurrent: false }, () => {
  it('needs a link from the convenor, which is shown once', async () => {
    const page = await ana.fill('/invitations', '/invitations');
    expect(page.status).toBe(200);
    invitation = new URL(/https:\/\/port\.example\/join\/[a-z2-7]{52}/.exec(page.text)?.[0] ?? '').pathname;
    expect((await ana.get('/invitations')).html).not.toContain(invitation);
  });

  it('refuses a name that somebody has already, in whatever capitals', async () => {
    const answer = await bo.fill(invitation, invitation, { handle: 'ANA', passphrase: PASSPHRASE });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain(t('member.handle_taken'));
    expect(answer.form(invitation).fields.handle).toBe('ANA');
    expect(bo.session).toBeUndefined();
  });

  it('makes a member of whoever holds the link, once', async () => {
    const page = await bo.fill(invitation, invitation, {
      handle: 'bo',
      passphrase: PASSPHRASE,
      timeZone: 'Asia/Tokyo',
    });
    expect(page.status).toBe(200);
    expect(page.text.match(CODE)).toHaveLength(10);
    expect((await bo.get('/members')).text).toContain(t('members.count', { count: 2 }));

    const late = await new Browser(site).get(invitation);
    expect(late.status).toBe(410);
    expect(late.text).toContain(t('invitation.gone'));
    expect((await ana.get('/invitations')).text).toContain(t('invitation.status.used'));
  });

  it('does not let a member invite who is not the convenor', async () => {
    const page = await bo.get('/invitations');
    expect(page.text).toContain(t('invitation.not_yours_to_make'));
    const forged = await bo.post('/invitations', { form_token: await bo.token('/me') });
    expect(forged.status).toBe(403);
    expect(forged.text).toContain(t('invitation.no_mandate'));
  });

  it('ends with the mandate under which the link was made', async () => {
    const page = await ana.fill('/invitations', '/invitations');
    const link = new URL(/https:\/\/port\.example\/join\/[a-z2-7]{52}/.exec(page.text)?.[0] ?? '').pathname;
    const convenor = (await ana.get('/mandates')).html.split(t('office.convenor'))[1] ?? '';
    const mandate = /\/mandates\/[a-z2-7]{26}/.exec(convenor)?.[0] ?? '';
    const visitor = new Browser(site);
    expect((await visitor.get(link)).status).toBe(200);

    await ana.fill(mandate, `${mandate}/end`);
    const gone = await visitor.get(link);
    expect(gone.status).toBe(410);
    expect(gone.text).toContain(t('invitation.gone'));
  });
});

describe('coming and going', { concurrent: false }, () => {
  it('signs out, and in again to the page that was asked for', async () => {
    const out = await bo.fill('/me', '/sign-out');
    expect(out.text).toContain(t('notice.signed_out'));
    const asked = await bo.get('/assembly');
    expect(asked.status).toBe(303);
    const signIn = await bo.get(asked.location ?? '');
    const answer = await bo.submitOnly(signIn, '/sign-in', { handle: '@Bo', passphrase: PASSPHRASE });
    expect(answer).toMatchObject({ status: 303, location: '/assembly' });
    expect((await bo.get('/assembly')).text).toContain(t('assembly.lede'));
  });

  it('recovers access with a code from paper, however it is typed, once, and ends all other sessions', async () => {
    const elsewhere = new Browser(site);
    const code = (codes[3] ?? '').toUpperCase().replaceAll('-', ' ');
    const next = 'a passphrase for a new start';
    const page = await elsewhere.fill('/recover', '/recover', { handle: 'ana', code, passphrase: next });
    expect(page.text).toContain(t('notice.passphrase_changed'));
    expect(page.text).toContain(t('me.recovery.left', { count: 9 }));
    expect((await ana.get('/today')).status).toBe(303);

    const again = await new Browser(site).fill('/recover', '/recover', { handle: 'ana', code, passphrase: PASSPHRASE });
    expect(again.status).toBe(403);
    expect(again.text).toContain(t('sign_in.wrong'));
    const old = await ana.fill('/sign-in', '/sign-in', { handle: 'ana', passphrase: PASSPHRASE });
    expect(old.text).toContain(t('sign_in.wrong'));
    expect((await ana.fill('/sign-in', '/sign-in', { handle: 'ana', passphrase: next })).path).toBe('/today');
  });

  it('leaves: sessions, tokens, mandates and the name end at once', async () => {
    const visitor = new Browser(site);
    const signIn = { handle: 'ana', passphrase: 'a passphrase for a new start' };
    await visitor.fill('/sign-in', '/sign-in', signIn);
    await ana.fill('/me', '/me/tokens', { label: 'a script', scope: 'act' });

    const wrong = await ana.fill('/me', '/me/leave', { passphrase: 'not the passphrase at all', erase: 'yes' });
    expect(wrong.status).toBe(403);
    expect((await ana.get('/today')).status).toBe(200);

    const left = await ana.fill('/me', '/me/leave', { passphrase: signIn.passphrase, erase: 'yes' });
    expect(left.text).toContain(t('notice.left'));
    expect((await visitor.get('/today')).status).toBe(303);
    const again = await visitor.fill('/sign-in', '/sign-in', signIn);
    expect(again.text).toContain(t('sign_in.wrong'));
    const { client } = site.house.db;
    expect(await client`select * from tokens`).toHaveLength(0);
    expect(await client`select * from members where handle = 'ana'`).toHaveLength(0);
    const mandates = await bo.get('/mandates');
    expect(mandates.text).not.toContain(t('mandate.status.live'));
    expect(mandates.text).toContain(t('mandate.status.vacated'));
    expect(mandates.text).toContain(t('member.gone'));
  });

  it('locks nothing for good: any member can propose to fill what nobody holds now', async () => {
    const mandates = await bo.get('/mandates');
    const form = await bo.get(mandates.link('/proposals/new?effect=mandate.renew&effect_office=convenor'));
    expect(form.form('/proposals/new').fields).toMatchObject({ effect: 'mandate.renew', effect_office: 'convenor' });
  });
});
