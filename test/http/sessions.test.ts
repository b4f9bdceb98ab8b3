import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everything, rowCounts } from '../support/rows.ts';
import { Browser, joinSite, openAssembly, PASSPHRASE, type Person, type Site, t } from '../support/web.ts';
import { NEW_PASSPHRASE } from './forms.ts';

let site: Site;
let ana: Person;
beforeAll(async () => {
  ({ site, ana } = await openAssembly({}));
});
afterAll(() => site[Symbol.asyncDispose]());

let serial = 0;
const someone = (): Promise<Person> => {
  serial += 1;
  return joinSite(ana, `someone${serial}`);
};

const SECRET = 'a'.repeat(52);
const isIn = async (browser: Browser): Promise<boolean> => (await browser.get('/today')).status === 200;

/** The same cookies in another browser: a thief's. */
function copyOf(browser: Browser): Browser {
  const copy = new Browser(browser.site);
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  return copy;
}

describe('a session', () => {
  it('begins anew at each sign-in, whatever was set before it', async () => {
    const member = await someone();
    const browser = new Browser(site);
    browser.cookies.set(site.cookieNames.session, SECRET);
    browser.cookies.set(site.cookieNames.form, SECRET);
    const thief = copyOf(browser);
    const page = await browser.fill('/sign-in', '/sign-in', { handle: member.handle, passphrase: PASSPHRASE });
    expect(page.path).toBe('/today');
    expect(browser.session).toMatch(/^[a-z2-7]{52}$/);
    expect(browser.session).not.toBe(SECRET);
    expect(await isIn(thief)).toBe(false);
  });

  it('is put in the place of the one before it when somebody signs in again', async () => {
    const browser = await (await someone()).elsewhere();
    const before = copyOf(browser);
    expect(await isIn(before)).toBe(true);
    await browser.fill('/sign-in', '/sign-in', { handle: `someone${serial}`, passphrase: PASSPHRASE });
    expect(browser.session).not.toBe(before.session);
    expect(await isIn(browser)).toBe(true);
    expect(await isIn(before)).toBe(false);
  });

  it('takes no form that was opened before it', async () => {
    const member = await someone();
    const browser = new Browser(site);
    const early = await browser.get('/language');
    await browser.fill('/sign-in', '/sign-in', { handle: member.handle, passphrase: PASSPHRASE });
    const answer = await browser.submitOnly(early, '/language', { locale: 'fr' });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain(t('form.stale_token'));
  });

  it('ends after two weeks', async () => {
    const { site: short, ana: eva } = await openAssembly({});
    short.house.clock.advance({ days: 14, milliseconds: -1 });
    expect(await isIn(eva)).toBe(true);
    short.house.clock.advance({ milliseconds: 1 });
    expect(await isIn(eva)).toBe(false);
    await short[Symbol.asyncDispose]();
  });

  it('is known to the database by a digest alone', async () => {
    const member = await someone();
    const token = await member.makeToken();
    const stored = JSON.stringify(await everything(site.house.db.client));
    for (const secret of [member.session ?? '', token, PASSPHRASE, ...member.recoveryCodes]) {
      expect(stored.includes(secret), 'a secret in the database').toBe(false);
      expect(stored.includes(secret.replaceAll('-', '')), 'a secret in the database').toBe(false);
    }
  });
});

interface Ending {
  readonly what: string;
  readonly act: (member: Person) => Promise<unknown>;
  /** Whether whoever did it stays signed in. */
  readonly stays: boolean;
  /** What happens to everybody else who is signed in as them. */
  readonly others: boolean;
}

const ENDINGS: readonly Ending[] = [
  { what: 'signing out', act: (member) => member.fill('/me', '/sign-out'), stays: false, others: true },
  {
    what: 'a new passphrase',
    act: (member) => member.fill('/me', '/me/passphrase', { current: PASSPHRASE, passphrase: NEW_PASSPHRASE }),
    stays: true,
    others: false,
  },
  {
    what: 'ending all others',
    act: (member) => member.fill('/me', '/me/sessions/end-others'),
    stays: true,
    others: false,
  },
  {
    what: 'ending one',
    act: async (member) => {
      const page = await member.get('/me');
      await member.submit(page, page.forms.find(({ action }) => action.endsWith('/end'))?.action ?? '');
    },
    stays: true,
    others: false,
  },
  {
    what: 'leaving',
    act: (member) => member.fill('/me', '/me/leave', { passphrase: PASSPHRASE }),
    stays: false,
    others: false,
  },
  {
    what: 'a recovery code',
    act: ({ handle, recoveryCodes }) =>
      new Browser(site).fill('/recover', '/recover', {
        handle,
        code: recoveryCodes[0] ?? '',
        passphrase: NEW_PASSPHRASE,
      }),
    stays: false,
    others: false,
  },
];

describe.each(ENDINGS)('$what', ({ act, stays, others }) => {
  it('ends the sessions that it should, at once, and no other', async () => {
    const member = await someone();
    const stolen = copyOf(member);
    const other = await member.elsewhere();
    const stranger = await someone();
    await act(member);
    expect(await isIn(stolen), 'the cookie as it was').toBe(stays);
    expect(await isIn(other), 'another device').toBe(others);
    expect(await isIn(stranger), 'another member').toBe(true);
    if (stays) expect(await isIn(member)).toBe(true);
  });
});

describe('whoever has left', () => {
  it('is nobody to any door: session, token, form that lay open, recovery code', async () => {
    const member = await someone();
    const token = await member.makeToken();
    const stolen = copyOf(member);
    const open = await member.get('/proposals/new');
    await member.fill('/me', '/me/leave', { passphrase: PASSPHRASE });
    const before = await rowCounts(site.house.db.client);
    const form = { title: 'A last word', summary: 'Mine.', body: 'It is.', language: 'en', method: 'consensus' };
    expect((await stolen.submitOnly(open, '/proposals/new', form)).status).toBe(401);
    const api = await stolen.get('/api/v1/me', { authorization: `Bearer ${token}` });
    expect(api.status).toBe(401);
    const code = { handle: member.handle, code: member.recoveryCodes[0] ?? '', passphrase: NEW_PASSPHRASE };
    expect((await new Browser(site).fill('/recover', '/recover', code)).status).toBe(403);
    const { sign_in_attempts: _attempts, ...after } = await rowCounts(site.house.db.client);
    expect(before).toMatchObject(after);
  });
});

describe('what was typed when a session ended', () => {
  it('is shown again, but never a passphrase', async () => {
    const member = await someone();
    const open = await member.get('/me');
    const writing = await member.get('/proposals/new');
    await (await member.elsewhere()).fill('/me', '/me/sessions/end-others');
    const body = 'Three planks and two barrels, by May.';
    const kept = await member.submitOnly(writing, '/proposals/new', { body });
    expect(kept.status).toBe(401);
    expect(kept.text).toContain(body);

    const secrets = { current: `${PASSPHRASE} as it was`, passphrase: `${NEW_PASSPHRASE} as it will be` };
    const answer = await member.submitOnly(open, '/me/passphrase', secrets);
    expect(answer.status).toBe(401);
    for (const secret of Object.values(secrets)) expect(answer.text).not.toContain(secret);
  });
});
