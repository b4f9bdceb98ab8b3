import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { everything } from '../support/rows.ts';
import { Browser, joinSite, openAssembly, PASSPHRASE, type Person, type Site, t } from '../support/web.ts';
import type { Page } from './page.ts';

let site: Site;
let ana: Person;
let member: Person;
let serial = 0;
beforeAll(async () => {
  ({ site, ana } = await openAssembly({}));
});
beforeEach(async () => {
  serial += 1;
  member = await joinSite(ana, `someone${serial}`);
  site.house.clock.advance({ hours: 1 });
});
afterAll(() => site[Symbol.asyncDispose]());

const tryIn = (handle: string, passphrase: string, from = new Browser(site)): Promise<Page> =>
  from.fill('/sign-in', '/sign-in', { handle, passphrase });

/** Tries that fail, without the hashing that would make them slow. */
const failures = async (handle: string, times: number, device?: string) => {
  for (let time = 0; time < times; time += 1) {
    await site.house.credentials.signIn({ handle, device }, 'not the passphrase').catch(() => undefined);
  }
};

const alike = (page: Page, handle: string) => ({
  status: page.status,
  headers: Object.entries(page.headers).filter(([name]) => !['date', 'set-cookie', 'content-length'].includes(name)),
  html: page.html.replaceAll(handle, 'HANDLE').replaceAll(/value="[\w-]{43}"/g, 'value="TOKEN"'),
});

describe('whoever tries to sign in', () => {
  it('learns nothing about which names exist', async () => {
    const left = await joinSite(ana, `leaver${serial}`);
    await left.fill('/me', '/me/leave', { passphrase: PASSPHRASE });
    const names = [member.handle, 'nobody-of-this-name', left.handle];
    const pages = [];
    for (const name of names) pages.push(alike(await tryIn(name, 'not the passphrase'), name));
    expect(pages[0]?.status).toBe(403);
    expect(pages[0]?.html).toContain(t('sign_in.wrong'));
    expect(pages[1]).toEqual(pages[0]);
    expect(pages[2]).toEqual(pages[0]);
  });

  it('learns nothing by way of a recovery code or of the API either', async () => {
    const recovery = [];
    const api = [];
    for (const handle of [member.handle, 'nobody-of-this-name']) {
      const form = { handle, code: 'aaaa-bbbb-cccc-dddd', passphrase: 'a passphrase of my own' };
      recovery.push(alike(await new Browser(site).fill('/recover', '/recover', form), handle));
      const payload = JSON.stringify({ handle, passphrase: 'not the passphrase', label: 'x', scope: 'read' });
      const options = { method: 'POST', url: '/api/v1/tokens', payload } as const;
      api.push(
        alike(await new Browser(site).send(options, { 'content-type': 'application/json', accept: '*/*' }), handle),
      );
    }
    expect(recovery[0]?.status).toBe(403);
    expect(recovery[1]).toEqual(recovery[0]);
    expect(api[0]?.status).toBe(403);
    expect(api[1]).toEqual(api[0]);
  });

  it('is taken for themselves whatever their keyboard makes of the name', async () => {
    for (const typed of [member.handle.toUpperCase(), ` @${member.handle} `, member.handle.replace('s', 'ſ')]) {
      expect((await tryIn(typed, PASSPHRASE)).path, typed).toBe('/today');
    }
  });
});

describe('a flood of tries', () => {
  it.each([
    ['somebody', () => member.handle],
    ['nobody', () => `nobody${serial}`],
  ])('at %s is slowed down, more with each', async (_who, name) => {
    await failures(name(), 5);
    const slowed = await tryIn(name(), PASSPHRASE);
    expect(slowed.status).toBe(429);
    expect(slowed.header('retry-after')).toBe('2');
    expect(slowed.text).toContain(t('sign_in.slow_down', { seconds: 2 }));
    site.house.clock.advance({ seconds: 2 });
    await failures(name(), 1);
    expect((await tryIn(name(), PASSPHRASE)).header('retry-after')).toBe('4');
  });

  it('never takes longer than a quarter of an hour to be forgiven', async () => {
    await failures(member.handle, 5);
    for (let time = 0; time < 14; time += 1) {
      site.house.clock.advance({ seconds: 900 });
      await failures(member.handle, 1);
    }
    expect((await tryIn(member.handle, PASSPHRASE)).header('retry-after')).toBe('900');
    site.house.clock.advance({ seconds: 900 });
    expect((await tryIn(member.handle, PASSPHRASE)).path).toBe('/today');
  });

  it('does not keep a member out who was here before on this device', async () => {
    const device = await member.elsewhere();
    await device.fill('/me', '/sign-out');
    await failures(member.handle, 7);
    expect((await tryIn(member.handle, PASSPHRASE)).status).toBe(429);
    expect((await tryIn(member.handle, PASSPHRASE, device)).path).toBe('/today');
    expect((await tryIn(member.handle, PASSPHRASE)).status, 'a stranger afterwards').toBe(429);
  });

  it('does not count for somebody else who was here on the same device', async () => {
    const other = await joinSite(ana, `other${serial}`);
    const device = await member.elsewhere();
    await device.fill('/me', '/sign-out');
    await failures(other.handle, 7);
    expect((await tryIn(other.handle, PASSPHRASE, device)).status).toBe(429);
  });

  it('at all names, one try each, slows down strangers and nobody else', async () => {
    const device = await member.elsewhere();
    await device.fill('/me', '/sign-out');
    const { client } = site.house.db;
    await client`update sign_in_attempts set failures = 100, tried_at = ${site.house.clock.now().toISOString()} where key = 'everyone'`;
    const slowed = await tryIn(member.handle, PASSPHRASE);
    expect(slowed.status).toBe(429);
    expect(slowed.header('retry-after')).toBe('60');
    expect((await tryIn(member.handle, PASSPHRASE, device)).path).toBe('/today');
    site.house.clock.advance({ seconds: 60 });
    expect((await tryIn(member.handle, PASSPHRASE)).path).toBe('/today');
  });

  it('with recovery codes, with tokens, and at the passphrase of an open session is slowed down likewise', async () => {
    await failures(member.handle, 6);
    const code = { handle: member.handle, code: member.recoveryCodes[0] ?? '', passphrase: 'a passphrase of my own' };
    expect((await new Browser(site).fill('/recover', '/recover', code)).status).toBe(429);
    const payload = JSON.stringify({ handle: member.handle, passphrase: PASSPHRASE, label: 'x', scope: 'read' });
    const api = await new Browser(site).send(
      { method: 'POST', url: '/api/v1/tokens', payload },
      { 'content-type': 'application/json' },
    );
    expect(api.status).toBe(429);
    expect(Number(api.header('retry-after'))).toBeGreaterThan(0);

    for (let time = 0; time < 5; time += 1)
      await member.fill('/me', '/me/recovery-codes', { passphrase: 'not it at all' });
    const slowed = await member.fill('/me', '/me/recovery-codes', { passphrase: PASSPHRASE });
    expect(slowed.status).toBe(429);
    expect(slowed.header('retry-after')).toBe('2');
  });

  it('in parallel counts each of them', async () => {
    const wrong = Array.from({ length: 8 }, () => tryIn(member.handle, 'not the passphrase'));
    const statuses = (await Promise.all(wrong)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 403).length).toBeLessThanOrEqual(5);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(3);
  });

  it('leaves no name and no address behind', async () => {
    await failures('a-name-that-nobody-has', 2);
    await new Browser(site).fill('/sign-in', '/sign-in', { handle: 'a-name-that-nobody-has', passphrase: 'x' });
    const { sign_in_attempts: attempts } = await everything(site.house.db.client);
    expect(attempts?.length).toBeGreaterThan(1);
    expect(attempts?.join()).not.toMatch(/nobody|127\.0\.0\.1|someone/);
  });
});
