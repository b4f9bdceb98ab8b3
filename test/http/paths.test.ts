import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAssembly, type Person, type Site } from '../support/web.ts';
import { listen } from './wire.ts';

let site: Site;
let ana: Person;
let say: Awaited<ReturnType<typeof listen>>['say'];
beforeAll(async () => {
  ({ site, ana } = await openAssembly({}));
  ({ say } = await listen(site));
});
afterAll(() => site[Symbol.asyncDispose]());

const GUARDS = [
  /^content-security-policy: default-src 'none'/im,
  /^x-content-type-options: nosniff/im,
  /^x-frame-options: DENY/im,
];

/** Said on the wire, by a member: a client of ours would tidy it first. */
const ask = (method: string, path: string, accept = 'text/html') =>
  say(
    `${method} ${path} HTTP/1.1\r\nHost: port.example\r\nAccept: ${accept}\r\nCookie: ${site.cookieNames.session}=${ana.session}\r\nConnection: close\r\n\r\n`,
  );

describe('an address that leads nowhere', () => {
  it.each([
    '/nowhere',
    '/%2e%2e/',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc/passwd',
    '/../../../etc/passwd',
    '//evil.example',
    '//evil.example/today',
    '/\\evil.example',
    '/%5cevil.example',
    '/proposals/%00',
    '/%00',
    '/members%00',
    '/proposals/a%2Fb',
    '/proposals/%',
    '/%ff',
    '/%c0%ae%c0%ae/',
    '/proposals/%ED%A0%80',
    '/today;a=b',
    '/today/',
    '/TODAY',
    `/proposals/${'a'.repeat(300)}`,
    `/join/${'a'.repeat(300)}`,
    '/proposals/__proto__',
    '/mandates/constructor',
    '/.env',
    '/.git/config',
    '/backup.sql',
    '/package.json',
    '/assets/',
    '/assets/x',
    '/assets/0/style.css',
    '/assets/../package.json',
    '/assets/x/..%2f..%2f..%2fpackage.json',
    '/assets/x/%2e%2e',
    '/assets/x/constructor',
    '/assets/x/__proto__',
    '/assets/x/toString',
    '/api/v1/../../today',
    '/api/v1/%2e%2e/me',
    '/api/v1/nowhere',
    '/health/',
    '/health/../today',
  ])('such as %s is said to be one, with all guards up and nothing of it repeated', async (path) => {
    const answer = await ask('GET', path);
    expect([400, 404, 414], answer.text.slice(0, 300)).toContain(answer.status);
    for (const guard of GUARDS) expect(answer.head).toMatch(guard);
    expect(answer.head.toLowerCase()).not.toContain('location:');
    expect(answer.text).not.toMatch(/root:|AGPL-3\.0-or-later"|FST_ERR|is not a valid url/);
  });
});

describe('a method that a page does not have', () => {
  it.each(['TRACE', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'PROPFIND', 'CONNECT'])('%s is refused', async (method) => {
    for (const path of method === 'CONNECT' ? ['port.example:443'] : ['/', '/today', '/me/leave', '/sign-in']) {
      const answer = await ask(method, path);
      expect([0, 400, 404, 405], answer.text).toContain(answer.status);
      expect(answer.text).not.toContain('Access-Control');
      expect(answer.body).not.toContain('X-Drip');
    }
  });

  it('POST to a page without a form changes nothing', async () => {
    for (const path of ['/', '/today', '/members', '/health/live', '/assets/x/style.css', '/nodeinfo/2.1']) {
      const answer = await ana.post(path, { form_token: await ana.token('/me') });
      expect([404, 405], path).toContain(answer.status);
    }
  });

  it('cannot be put in the place of another by a header', async () => {
    const answer = await ana.send(
      { method: 'GET', url: '/me/leave' },
      { 'x-http-method-override': 'POST', 'x-method-override': 'POST' },
    );
    expect(answer.status).toBe(303);
    expect((await ana.get('/today')).status).toBe(200);
  });
});

describe('where a browser is sent', () => {
  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/%09/evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/\t/evil.example',
    '/ /evil.example',
    '///evil.example',
    '/%5c/evil.example/..//',
    'today',
    '',
    '/today\r\nSet-Cookie: a=b',
    '/tod\u0000ay',
    '/\u202etoday',
    '/..//evil.example',
    '/.//evil.example',
  ])('is never elsewhere, though next=%j asks for it', async (next) => {
    const visitor = await ana.elsewhere();
    await visitor.post('/sign-out', { form_token: await visitor.token('/me') });
    const page = await visitor.get(`/sign-in?next=${encodeURIComponent(next)}`);
    const shown = page.form('/sign-in').fields.next;
    if (shown !== undefined) expect(new URL(shown, site.origin).origin).toBe(site.origin.origin);
    const passphrase = 'three planks and two barrels';
    for (const path of ['/sign-in', '/language']) {
      const answer = await visitor.submitOnly(page.path.startsWith(path) ? page : await visitor.get(path), path, {
        ...(path === '/sign-in' ? { handle: 'ana', passphrase } : { locale: 'en' }),
        next,
      });
      if (answer.status === 303) {
        const target = new URL(answer.location ?? '', site.origin);
        expect(target.origin, answer.location).toBe(site.origin.origin);
        expect(answer.location).toMatch(/^\/(?![/\\])/);
      } else expect(answer.status).toBe(422);
      expect(answer.header('set-cookie')).not.toContain('a=b');
    }
  });
});
