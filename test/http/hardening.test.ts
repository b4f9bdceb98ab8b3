import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, HTTP, inLanguage, openAssembly, PASSPHRASE, type Person, type Site, t } from '../support/web.ts';
import type { Page } from './page.ts';

let site: Site;
let ana: Person;
let plain: Site;
let bo: Person;
beforeAll(async () => {
  ({ site, ana } = await openAssembly({}));
  ({ site: plain, ana: bo } = await openAssembly({ origin: HTTP }));
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await plain[Symbol.asyncDispose]();
});

const JSON_ONLY = { accept: 'application/json' };

describe('an answer that is a mistake of the asker', () => {
  it('is a page for whoever reads, and problem+json for a program', async () => {
    const read = await ana.get('/nowhere');
    expect(read.status).toBe(404);
    expect(read.header('content-type')).toBe('text/html; charset=utf-8');
    expect(read.text).toContain(t('request.not_found'));
    const told = await ana.get('/nowhere', JSON_ONLY);
    expect(told.status).toBe(404);
    expect(told.header('content-type')).toMatch(/^application\/problem\+json/);
    expect(told.json()).toEqual({
      type: 'urn:kunveno:problem:request.not_found',
      title: t('request.not_found'),
      status: 404,
      code: 'request.not_found',
    });
  });

  it.each(['', '*/*', 'application/problem+json', 'application/json, text/html;q=0.5', 'image/png', 'x'.repeat(4_000)])(
    'is problem+json for "%.40s"',
    async (accept) => {
      const answer = await ana.get('/nowhere', { accept });
      expect(answer.header('content-type')).toMatch(/^application\/problem\+json/);
    },
  );

  it('says what it depends on, and is kept by nobody', async () => {
    for (const accept of ['text/html', 'application/json']) {
      const answer = await ana.get('/nowhere', { accept });
      expect(answer.header('vary').toLowerCase(), accept).toMatch(/accept\b.*accept-language/);
      expect(answer.header('cache-control')).toBe('no-store');
    }
  });

  it('tells a program by a status, and a person by the way to the door, that one is not signed in', async () => {
    const visitor = new Browser(site);
    const person = await visitor.get('/mandates?x=1');
    expect(person).toMatchObject({ status: 303, location: '/sign-in?next=%2Fmandates%3Fx%3D1' });
    const program = await visitor.get('/mandates', JSON_ONLY);
    expect(program.status).toBe(401);
    expect(program.header('www-authenticate')).toBe('Bearer');
  });

  it.each(['en', 'es', 'fr', 'ar'] as const)('is said in the language that is asked for: %s', async (locale) => {
    const headers = { ...JSON_ONLY, 'accept-language': `xx, ${locale};q=0.9, de;q=0.1` };
    const told = await new Browser(site).get('/nowhere', headers);
    expect(told.json().title).toBe(inLanguage(locale).t('request.not_found'));
    const read = await new Browser(site).get('/nowhere', { 'accept-language': locale });
    expect(read.html).toContain(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">`);
    expect(read.text).toContain(inLanguage(locale).t('request.not_found'));
  });
});

const DOORS = [
  '/',
  '/glossary',
  '/sign-in',
  '/today',
  '/me',
  '/nowhere',
  '/health/live',
  '/api/openapi.json',
  '/api/v1/me',
  '/api/v1/collective',
];

describe('every answer', () => {
  it.each(DOORS)('from %s carries all guards', async (path) => {
    for (const by of [ana, new Browser(site), new Browser(site, JSON_ONLY)]) {
      const { headers } = await by.get(path);
      const policy = String(headers['content-security-policy']);
      for (const part of ["default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"]) {
        expect(policy).toContain(part);
      }
      expect(policy).not.toMatch(/unsafe|\*|https?:|data:|script-src/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'strict-transport-security': expect.stringMatching(/^max-age=\d{7,}/),
      });
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('server');
    }
  });

  it.each(DOORS)('from %s makes no promise of https where there is none', async (path) => {
    expect((await bo.get(path)).headers).not.toHaveProperty('strict-transport-security');
  });

  it.each(DOORS)('from %s is for no other site to read', async (path) => {
    for (const origin of [
      'https://evil.example',
      'null',
      'https://port.example.evil.example',
      'https://port.example',
    ]) {
      for (const method of ['GET', 'OPTIONS'] as const) {
        const asked = {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        };
        const { headers } = await ana.send({ method, url: path }, asked);
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
      }
    }
  });

  it('that holds what only members may know is kept by nobody', async () => {
    const token = await ana.makeToken('read');
    for (const path of ['/today', '/me', '/members', '/memory/record', '/proposals/new']) {
      expect((await ana.get(path)).header('cache-control'), path).toBe('no-store');
    }
    for (const path of ['/me', '/members', '/proposals', '/record']) {
      const answer = await new Browser(site).get(`/api/v1${path}`, { ...JSON_ONLY, authorization: `Bearer ${token}` });
      expect(answer.status).toBe(200);
      expect(answer.header('cache-control'), path).toBe('no-store');
    }
  });
});

/** The cookies that an answer sets, with what is said about each. */
const cookiesOf = (page: Page): { name: string; value: string; said: string[] }[] =>
  [page.headers['set-cookie'] ?? []].flat().map((line) => {
    const [pair = '', ...said] = String(line).split('; ');
    const [name = '', value = ''] = pair.split('=');
    return { name, value, said };
  });

/** All cookies that there are: of a visitor's forms, of their language, of a session and of a device. */
async function allCookies(of: Site) {
  const visitor = new Browser(of);
  const form = await visitor.get('/sign-in');
  const language = await visitor.submitOnly(await visitor.get('/language'), '/language', { locale: 'es' });
  const signedIn = await visitor.submitOnly(form, '/sign-in', { handle: 'ana', passphrase: PASSPHRASE });
  return [form, language, signedIn].flatMap(cookiesOf).filter(({ value }) => value !== '');
}

describe('cookies', () => {
  it('can be set by this origin alone, on https: bound to the host, closed to scripts, sent on no foreign form', async () => {
    const cookies = await allCookies(site);
    expect(cookies.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.values(site.cookieNames)));
    expect(cookies).toHaveLength(4);
    for (const { name, said } of cookies) {
      expect(name).toMatch(/^__Host-/);
      expect(said).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']));
      expect(said.join()).not.toContain('Domain');
    }
  });

  it('are plain where browsers refuse those, on http to this machine', async () => {
    const cookies = await allCookies(plain);
    expect(cookies.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.values(plain.cookieNames)));
    for (const { name, said } of cookies) {
      expect(name).toMatch(/^kunveno_/);
      expect(said).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'SameSite=Lax']));
      expect(said).not.toContain('Secure');
    }
  });

  it('end: a session’s after two weeks, a visitor’s with the browser', async () => {
    const ends = Object.fromEntries(
      (await allCookies(site)).map(({ name, said }) => [name, said.find((each) => each.startsWith('Max-Age'))]),
    );
    expect(ends[site.cookieNames.session]).toBe(`Max-Age=${14 * 86_400}`);
    expect(ends[site.cookieNames.form]).toBeUndefined();
  });

  it('hold nothing but chance: 256 bits of it', async () => {
    const first = await allCookies(site);
    const second = await allCookies(site);
    for (const name of Object.values(site.cookieNames)) {
      const values = [first, second].map((all) => all.find((cookie) => cookie.name === name)?.value);
      expect(values[0]).toMatch(/^[a-z2-7]{52}$/);
      expect(values[1]).not.toBe(values[0]);
    }
  });

  it('of another shape are taken for none', async () => {
    for (const value of ['x', '__proto__', 'a'.repeat(4_000), "' or 1=1 --", '%00', ana.session?.toUpperCase() ?? '']) {
      const visitor = new Browser(site);
      visitor.cookies.set(site.cookieNames.session, value);
      expect((await visitor.get('/today')).status, value).toBe(303);
      expect((await visitor.get('/')).text).not.toContain('ana');
    }
  });
});
