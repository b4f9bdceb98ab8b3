import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adopt, openVote } from '../support/people.ts';
import { Browser, openAssembly, openSite, type Person, type Site, t } from '../support/web.ts';

let site: Site;
let ana: Person;
let bo: Person;
let cleo: Person;
beforeAll(async () => {
  ({ site, ana, bo, cleo } = await openAssembly({}, 'bo', 'cleo'));
});
afterAll(() => site[Symbol.asyncDispose]());

const PUBLIC = ['/', '/glossary', '/published'];
const visit = (path: string, headers = {}) => new Browser(site).get(path, headers);

describe.each(PUBLIC)('the public page %s', (path) => {
  it('is kept, and asked for again before it is used', async () => {
    const page = await visit(path);
    expect(page.header('cache-control')).toBe('public, max-age=0, must-revalidate');
    expect(page.header('etag')).toMatch(/^"[\w-]{20,}"$/);
    expect(page.header('vary').split(', ')).toEqual(
      expect.arrayContaining(['Accept-Language', 'Accept-Encoding', 'Cookie']),
    );
    expect(page.headers).not.toHaveProperty('set-cookie');
    expect((await visit(path)).header('etag')).toBe(page.header('etag'));
  });

  it('is not sent again to whoever has it', async () => {
    const etag = (await visit(path)).header('etag');
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const answer = await visit(path, { 'if-none-match': known });
      expect(answer.status, known).toBe(304);
      expect(answer.bytes).toHaveLength(0);
      expect(answer.header('etag')).toBe(etag);
      expect(answer.header('vary')).toContain('Cookie');
    }
    expect((await visit(path, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('is another in each language', async () => {
    const pages = await Promise.all(
      ['en', 'es', 'fr', 'ar'].map((locale) => visit(path, { 'accept-language': locale })),
    );
    expect(new Set(pages.map((page) => page.header('etag'))).size).toBe(4);
    for (const [index, locale] of ['en', 'es', 'fr', 'ar'].entries()) {
      expect(pages[index]?.html).toContain(`<html lang="${locale}"`);
    }
    const chosen = new Browser(site);
    await chosen.fill('/language', '/language', { locale: 'fr' });
    expect((await chosen.get(path)).html).toContain('<html lang="fr"');
  });

  it('comes zipped to whoever can unzip it', async () => {
    const plain = await visit(path);
    const zipped = await visit(path, { 'accept-encoding': 'br, gzip' });
    expect(zipped.header('content-encoding')).toBe('gzip');
    expect(gunzipSync(zipped.bytes).toString()).toBe(plain.html);
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect((await visit(path, { 'accept-encoding': 'gzip;q=0, identity' })).headers).not.toHaveProperty(
      'content-encoding',
    );
  });

  it('tells the same to whoever asks for its head alone', async () => {
    const page = await visit(path);
    const head = await new Browser(site).send({ method: 'HEAD', url: path }, {});
    expect(head.status).toBe(200);
    expect(head.bytes).toHaveLength(0);
    expect(head.header('etag')).toBe(page.header('etag'));
  });

  it('is a member’s own for a member, and a visitor’s for a visitor, whoever came first', async () => {
    const before = await visit(path);
    const own = await ana.get(path);
    const after = await visit(path);
    expect(own.header('cache-control')).toBe('no-store');
    expect(own.headers).not.toHaveProperty('etag');
    expect(own.html).toContain('<bdi>ana</bdi>');
    expect((await bo.get(path)).html).toContain('<bdi>bo</bdi>');
    expect(after.html).toBe(before.html);
    expect(after.html).not.toContain('<bdi>ana</bdi>');
    expect((await ana.get(path, { 'if-none-match': after.header('etag') })).status).toBe(200);
  });

  it('says something to one visitor alone without keeping it for the next', async () => {
    expect((await visit(`${path}?done=left`)).text).toContain(t('notice.left'));
    expect((await visit(`${path}?done=left`)).header('cache-control')).toBe('no-store');
    expect((await visit(path)).text).not.toContain(t('notice.left'));
    const odd = await visit(`${path}?done=%3Cscript%3E&x="><script>`);
    expect(odd.html).not.toContain('<script');
  });
});

describe('what is kept', () => {
  it('is served while the database is away, of which everybody else is told', async () => {
    const { site: alone, ana: eva } = await openAssembly({});
    const visitor = new Browser(alone);
    const [page, proposing] = [await visitor.get('/'), await eva.get('/proposals/new')];
    await alone.house.db.close();
    expect((await visitor.get('/')).html).toBe(page.html);
    expect((await visitor.get('/health/live')).status).toBe(200);
    expect((await visitor.get('/health/ready')).status).toBe(503);

    const away = await eva.get('/today');
    expect(away.status).toBe(503);
    expect(away.header('retry-after')).toBe('30');
    expect(away.text).toContain(t('error.unavailable'));
    const typed = { title: 'A bench at the quay', body: 'Three planks and two barrels, by May.' };
    const kept = await eva.submitOnly(proposing, '/proposals/new', typed);
    expect(kept.status).toBe(503);
    expect(kept.text).toContain(typed.body);
    await alone[Symbol.asyncDispose]();
  });

  it('is forgotten when the collective is founded', async () => {
    const young = await openSite();
    const visitor = new Browser(young);
    expect((await visitor.get('/')).text).toContain(t('door.unfounded.lede'));
    const link = `/founding/${await young.house.collective.showFoundingLink()}`;
    const charter = {
      name: 'Quay',
      collectiveHandle: 'quay',
      summary: 'We.',
      locale: 'en',
      languages: 'en',
      timeZone: 'UTC',
    };
    await new Browser(young).fill(link, link, {
      ...charter,
      handle: 'eva',
      passphrase: 'three planks and two barrels',
    });
    expect((await visitor.get('/')).text).toContain('Quay');
    await young[Symbol.asyncDispose]();
  });

  it('is forgotten at once when a decision gives the collective another name', async () => {
    const { house } = site;
    expect((await visit('/')).text).toContain('Harbour Assembly');
    const rename = { type: 'collective.rename', params: { name: 'Quay Assembly' } };
    await adopt(house, [ana.id, bo.id, cleo.id], await openVote(house, ana.id, { effect: rename }));
    expect((await visit('/')).text).toContain('Quay Assembly');
    expect((await visit('/glossary')).text).toContain('Quay Assembly');
  });

  it('is not shown after the next deadline, though nobody has counted yet', async () => {
    const { house } = site;
    const rename = { type: 'collective.rename', params: { name: 'Third Assembly' } };
    const id = await openVote(house, ana.id, { effect: rename });
    for (const { id: member } of [ana, bo, cleo])
      await house.assembly.castVote({ member }, id, { choice: 'agree', reason: undefined, principle: undefined });
    const before = await visit('/');
    house.clock.advance({ minutes: 59, seconds: 59, milliseconds: 999 });
    expect((await visit('/', { 'if-none-match': before.header('etag') })).status).toBe(304);
    house.clock.advance({ milliseconds: 1 });
    const late = await visit('/', { 'if-none-match': before.header('etag') });
    expect(late.status).toBe(200);
    expect(late.text).toContain('Third Assembly');
    expect(await house.settle()).toBe(1);
    expect((await visit('/')).text).toContain('Third Assembly');
  });

  it('never is what somebody sees whose session has ended', async () => {
    const elsewhere = await bo.elsewhere();
    const { session } = elsewhere;
    await elsewhere.fill('/me', '/sign-out');
    elsewhere.cookies.set(site.cookieNames.session, session ?? '');
    const page = await elsewhere.get('/');
    expect(page.status).toBe(200);
    expect(page.html).not.toContain('<bdi>bo</bdi>');
    expect(page.header('cache-control')).toBe('no-store');
  });
});

describe('files of the node', () => {
  it('are kept for a year under an address that changes with them, and found under no other', async () => {
    const path = (await visit('/')).link('/assets/');
    const file = await visit(path);
    expect(file.header('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(file.header('content-type')).toBe('text/css; charset=utf-8');
    expect(file.header('vary')).toBe('Accept-Encoding');
    expect(gunzipSync((await visit(path, { 'accept-encoding': 'gzip' })).bytes).toString()).toBe(file.html);
    expect((await visit(path.replace(/[0-9a-f]{16}/, '0123456789abcdef'))).status).toBe(404);
    expect((await visit(`${path}?v=2`)).status).toBe(404);
    expect(file.html).not.toMatch(/url\(["']?(https?:)?\/\//);
  });
});
