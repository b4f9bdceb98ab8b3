import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noticeWords } from '../support/publications.ts';
import { Browser, openAssembly, openSite, type Person, type Site } from '../support/web.ts';
import { type Element, parseXml, textIn, within } from '../support/xml.ts';
import { ORIGIN, publishedSite, STRIKE } from './published.ts';

let site: Site;
let ana: Person;
let strike: string;
let decision: string;
let notice: string;
let withdrawn: string;
beforeAll(async () => {
  ({ site, ana, strike, decision, notice, withdrawn } = await publishedSite());
});
afterAll(() => site[Symbol.asyncDispose]());

const visit = (path: string, headers = {}) => new Browser(site).get(path, headers);

describe('the feed', () => {
  const feed = async (): Promise<Element> => parseXml((await visit('/published.atom')).html);

  it('is Atom: one entry for each that stands, under the id that it has for other servers', async () => {
    const page = await visit('/published.atom');
    expect(page.header('content-type')).toBe('application/atom+xml; charset=utf-8');
    const root = parseXml(page.html);
    expect(root).toMatchObject({
      name: 'feed',
      attributes: { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': 'en' },
    });
    expect(textIn(root, 'id')).toBe(`${ORIGIN}/published.atom`);
    expect(textIn(root, 'title')).toBe('Harbour Assembly');
    const links = within(root, 'link').map(({ attributes: { rel, href } }) => [rel, href]);
    expect(links).toEqual([
      ['self', `${ORIGIN}/published.atom`],
      ['alternate', `${ORIGIN}/published`],
    ]);
    const entries = within(root, 'entry');
    expect(entries.map((entry) => textIn(entry, 'id'))).toEqual(
      [notice, strike, decision].map((id) => `${ORIGIN}/objects/${id}`),
    );
    for (const entry of entries) {
      for (const name of ['id', 'title', 'published', 'updated', 'link', 'content']) {
        expect(within(entry, name), name).toHaveLength(1);
      }
    }
  });

  it('holds the same words as the page, as HTML with whole addresses', async () => {
    const [, entry] = within(await feed(), 'entry');
    const [content] = within(entry!, 'content');
    expect(content?.attributes).toEqual({ type: 'html' });
    expect(content?.text).toContain('<strong>twelve</strong>');
    expect(content?.text).toContain(`<a href="${ORIGIN}/published" rel="nofollow noopener noreferrer">the kitchen</a>`);
    expect(textIn(entry!, 'summary')).toBe(STRIKE.summary);
    expect(textIn(entry!, 'published')).toBe('2026-03-01T13:00:00.000Z');
  });

  it('tells what was withdrawn to be forgotten, and nothing of it', async () => {
    const root = await feed();
    const refs = within(root, 'at:deleted-entry').map(({ attributes }) => attributes.ref);
    expect(refs).toContain(`${ORIGIN}/objects/${withdrawn}`);
    expect(root.attributes['xmlns:at']).toBe('http://purl.org/atompub/tombstones/1.0');
    expect((await visit('/published.atom')).html).not.toMatch(/A slip|Wrong\./);
  });

  it('stays well-formed whatever is said in it', async () => {
    const { house } = site;
    const forbidden = ['\u0001', '\u000b', '\u001f', '\ufffe', '\uffff'];
    const saying = (middle: string) => `]]> <![CDATA[ &amp; &bogus; <entry> "' ${middle} \u202e 😀 </feed>`;
    const odd = saying(forbidden.join(''));
    const words = noticeWords({ title: odd, body: `${odd}\n\n\`${odd}\`\n\n[x](https://x.example/?a=1&b="2")` });
    const id = await house.publication.publishNotice({ member: ana.id }, words);
    const entry = within(await feed(), 'entry').find((each) => textIn(each, 'id') === `${ORIGIN}/objects/${id}`);
    expect(textIn(entry!, 'title')).toBe(saying('\ufffd'.repeat(forbidden.length)));
    expect(textIn(entry!, 'content')).not.toMatch(/<entry>|<\/feed>/);
    await house.publication.withdraw({ member: ana.id }, id);
  });

  it('is the same for everybody, kept until something changes, and not sent again to whoever has it', async () => {
    const page = await visit('/published.atom');
    const etag = page.header('etag');
    expect(page.header('cache-control')).toBe('public, max-age=0, must-revalidate');
    expect(page.header('vary')).toBe('Accept-Encoding');
    expect(page.headers).not.toHaveProperty('set-cookie');
    expect((await ana.get('/published.atom', { 'accept-language': 'ar' })).header('etag')).toBe(etag);
    expect((await visit('/published.atom?x=1')).header('etag')).toBe(etag);
    expect(await visit('/published.atom', { 'if-none-match': etag })).toMatchObject({ status: 304 });
    const zipped = await visit('/published.atom', { 'accept-encoding': 'gzip' });
    expect(gunzipSync(zipped.bytes).toString()).toBe(page.html);
    await site.house.publication.amend({ member: ana.id }, notice, 1, noticeWords({ body: 'At **eight**.' }));
    const changed = await visit('/published.atom', { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.html).toContain('eight');
  });

  it('holds the last twenty', async () => {
    await using young = await openAssembly({});
    for (let n = 0; n < 22; n += 1) {
      young.house.clock.advance({ minutes: 1 });
      await young.house.publication.publishNotice({ member: young.ana.id }, noticeWords({ title: `Notice ${n}` }));
    }
    const root = parseXml((await new Browser(young.site).get('/published.atom')).html);
    const titles = within(root, 'entry').map((entry) => textIn(entry, 'title'));
    expect(titles).toHaveLength(20);
    expect([titles[0], titles.at(-1)]).toEqual(['Notice 21', 'Notice 2']);
    expect(textIn(root, 'updated')).toBe(young.house.clock.now().toISOString());
  });

  it('is not there before there is a collective', async () => {
    await using young = await openSite();
    expect((await new Browser(young).get('/published.atom')).status).toBe(404);
  });
});
