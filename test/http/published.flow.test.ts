import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVote } from '../support/people.ts';
import { decide, noticeWords, passages } from '../support/publications.ts';
import { Browser, openAssembly, type Person, type Site, t } from '../support/web.ts';
import { parseXml, within } from '../support/xml.ts';
import type { Page } from './page.ts';
import { headOf, ORIGIN, publishedSite, STRIKE } from './published.ts';

let site: Site;
let ana: Person;
let bo: Person;
let everyone: readonly string[];
let proposal: string;
let strike: string;
let decision: string;
let notice: string;
let withdrawn: string;
beforeAll(async () => {
  ({ site, ana, bo, everyone, proposal, strike, decision, notice, withdrawn } = await publishedSite());
});
afterAll(() => site[Symbol.asyncDispose]());

const visit = (path: string, headers = {}) => new Browser(site).get(path, headers);

describe('the page of a proposal that was published', () => {
  it('says what was decided, by which decision, and how it was counted', async () => {
    const page = await visit(`/published/${strike}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain(STRIKE.title);
    expect(page.text).toContain(STRIKE.summary);
    expect(page.html).toContain('<strong>twelve</strong>');
    expect(page.text).toMatch(/Published on 1 March 2026 at 13:00 , by decision 2026-001 of the assembly\./);
    expect(page.text).toContain(t('published.adopted'));
    expect(page.text).toContain(t('result.base', { electorate: 3 }));
    expect(page.text).toContain(t('method.consensus.meaning'));
    expect(page.html).toMatch(/<dt>Agree<\/dt><dd><span class="count">3<\/span>/);
    expect(page.html).toContain('<time datetime="2026-03-01T13:00:00.000Z"');
  });

  it('leads to the decision about it, and back', async () => {
    expect((await visit(`/published/${strike}`)).link(`/published/${decision}`)).toBeDefined();
    const note = await visit(`/published/${decision}`);
    expect(note.link(`/published/${strike}`)).toBeDefined();
    expect(note.text).toContain('Of 3 who could vote, 3 took part.');
    expect(note.text).not.toContain('Three letters');
  });

  it('names nobody, and says the id of nobody and of nothing that is not public', async () => {
    const [mandate] = await site.house.sql<{ id: string }[]>`select id from mandates where office = 'publisher'`;
    for (const path of ['/', '/published', '/published.atom', `/published/${strike}`, `/published/${notice}`]) {
      const { html } = await visit(path);
      for (const secret of [ana.id, bo.id, proposal, mandate?.id ?? '?']) expect(html, path).not.toContain(secret);
      expect(html, path).not.toMatch(/\b(ana|bo|cleo)\b/);
    }
  });

  it('tells programs where else it is, and how to show it', async () => {
    const page = await visit(`/published/${strike}`);
    const head = headOf(page);
    expect(head.link('canonical')).toBe(`${ORIGIN}/published/${strike}`);
    expect(head.link('alternate', 'application/activity+json')).toBe(`${ORIGIN}/objects/${strike}`);
    expect(head.link('alternate', 'application/atom+xml')).toBe(`${ORIGIN}/published.atom`);
    expect(head.title).toBe(`${STRIKE.title} · Harbour Assembly`);
    expect(head.description).toBe(STRIKE.summary);
    expect(head.property('og:title')).toBe(STRIKE.title);
    expect(head.property('og:description')).toBe(STRIKE.summary);
    expect(head.property('og:type')).toBe('article');
    expect(head.property('og:url')).toBe(`${ORIGIN}/published/${strike}`);
    expect(head.property('og:site_name')).toBe('Harbour Assembly');
    expect(head.property('og:locale')).toBe('en_US');
    expect(head.property('article:published_time')).toBe('2026-03-01T13:00:00.000Z');
    expect(head.property('article:modified_time')).toBeUndefined();
    expect(headOf(await visit(`/published/${notice}`)).description).toBe('At seven. Bring a bowl.');
  });

  it('keeps the words in their own language and direction, whatever the language of the page', async () => {
    const { house } = site;
    const words = noticeWords({ title: 'إعلان', body: 'اجتماع **مفتوح**.', language: 'ar' });
    const id = await house.publication.publishNotice({ member: ana.id }, words);
    const page = await visit(`/published/${id}`);
    expect(page.html).toContain('<h1 lang="ar" dir="auto">إعلان</h1>');
    expect(page.html).toContain('<div class="text" lang="ar" dir="auto">');
    expect(page.html).toContain('<html lang="en" dir="ltr">');
    expect(headOf(page).property('og:locale')).toBe('ar_EG');
    const arabic = await visit(`/published/${strike}`, { 'accept-language': 'ar' });
    expect(arabic.html).toContain('<html lang="ar" dir="rtl">');
    expect(arabic.html).toContain('<h1 lang="en" dir="auto">');
    await house.publication.withdraw({ member: ana.id }, id);
  });
});

describe('a notice', () => {
  it('says that it comes by mandate, and not by whom', async () => {
    const page = await visit(`/published/${notice}`);
    expect(page.text).toMatch(/Published on .*, by whoever held the mandate to publish\./);
    expect(page.text).not.toContain(t('published.adopted'));
  });

  it('that was changed says so, and shows its newest words alone', async () => {
    const { house } = site;
    const id = await house.publication.publishNotice({ member: ana.id }, noticeWords({ body: 'At six.' }));
    house.clock.advance({ minutes: 5 });
    await house.publication.amend({ member: ana.id }, id, 1, noticeWords({ body: 'At eight.' }));
    const page = await visit(`/published/${id}`);
    expect(page.text).toMatch(/Changed on .*: this is version 2\./);
    expect(page.text).toContain('At eight.');
    expect(page.text).not.toContain('At six.');
    expect(headOf(page).property('article:modified_time')).toBe(house.clock.now().toISOString());
    await house.publication.withdraw({ member: ana.id }, id);
  });
});

describe('what was withdrawn', () => {
  it('is gone: that it was, and when, and nothing of its words', async () => {
    for (const by of [new Browser(site), ana]) {
      const page = await by.get(`/published/${withdrawn}`);
      expect(page.status).toBe(410);
      expect(page.text).toContain(t('published.withdrawn.title'));
      expect(page.text).toMatch(/withdrawn on 1 March 2026 at \d\d:\d\d , by whoever held the mandate/);
      expect(page.html).not.toMatch(/A slip|Wrong\./);
      expect(page.html).not.toContain('og:');
    }
    const program = await visit(`/api/v1/publications/${withdrawn}`, { accept: 'application/json' });
    expect(program.status).toBe(410);
    expect(program.json()).toMatchObject({ code: 'publication.withdrawn' });
  });

  it('is whole to nobody who had kept it: its old tag is not taken', async () => {
    const page = await visit(`/published/${withdrawn}`, { 'if-none-match': '*' });
    expect(page.status).toBe(410);
    const again = await visit(`/published/${withdrawn}`, { 'if-none-match': page.header('etag') });
    expect(again.status).toBe(410);
  });

  it('by decision says by which', async () => {
    const { house } = site;
    const id = await house.publication.publishNotice({ member: ana.id }, noticeWords());
    await decide(house, everyone, 'retract', { retracted: id });
    expect((await visit(`/published/${id}`)).text).toMatch(/, by decision 2026-\d{3} of the assembly\./);
  });

  it.each(['a'.repeat(26), 'x', `${'a'.repeat(26)}a`, '%00', '..%2f', 'new'])(
    'is not what never was: /published/%s is not found',
    async (id) => {
      const page = await visit(`/published/${id}`);
      expect(page.status).toBe(404);
      expect(page.header('cache-control')).toBe('no-store');
    },
  );
});

describe('the list of what is published', () => {
  it('holds what stands, the newest first, each with what it is', async () => {
    const page = await visit('/published');
    const order = [notice, strike, decision].map((id) => page.html.indexOf(`/published/${id}"`));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    expect(page.html).not.toContain(withdrawn);
    expect(page.text).toContain(t('published.kind.proposal'));
  });

  it('goes on where the page before ended, leaves nothing out and shows nothing twice', async () => {
    await using young = await openAssembly({}, 'bo');
    const { house } = young.site;
    const members = [young.ana.id, young.bo.id];
    for (let n = 0; n < 15; n += 1) {
      await decide(house, members, 'publish', { what: 'proposal' }, { title: `Number ${n}` });
      // At one instant, as many notices come out as one likes.
      for (const each of ['a', 'b']) {
        await house.publication.publishNotice({ member: young.ana.id }, noticeWords({ title: `Notice ${n}${each}` }));
      }
    }
    const visitor = new Browser(young.site);
    const seen: string[] = [];
    let path: string | undefined = '/published';
    while (path !== undefined) {
      const page: Page = await visitor.get(path);
      seen.push(...[...page.html.matchAll(/href="\/published\/([a-z2-7]{26})"/g)].map(([, id = '']) => id));
      path = page.html.includes('?before=') ? page.link('/published?before=') : undefined;
    }
    const all = new Set((await passages(house.db)).map(({ id }) => id));
    expect(all.size).toBe(60);
    expect(new Set(seen)).toEqual(all);
    expect(seen).toHaveLength(60);
  });

  it.each(['x', '', '%00', 'a'.repeat(26), '1&before=2', "' or 1=1 --"])(
    'takes ?before=%s without fault',
    async (before) => {
      expect((await visit(`/published?before=${before}`)).status).toBe(200);
    },
  );

  it('says so when there is nothing', async () => {
    await using young = await openAssembly({});
    const visitor = new Browser(young.site);
    expect((await visitor.get('/published')).text).toContain(t('published.empty'));
    expect((await visitor.get('/')).text).toContain(t('door.decided.empty'));
    expect(within(parseXml((await visitor.get('/published.atom')).html), 'entry')).toEqual([]);
  });
});

describe('the front door', () => {
  it('shows the last five, and leads to all of them and to the feed', async () => {
    const { house } = site;
    const made: string[] = [];
    for (const n of [1, 2, 3, 4, 5]) {
      house.clock.advance({ minutes: 1 });
      made.push(await house.publication.publishNotice({ member: ana.id }, noticeWords({ title: `Notice ${n}` })));
    }
    const page = await visit('/');
    for (const id of made) expect(page.html).toContain(`/published/${id}"`);
    expect(page.html).not.toContain(strike);
    expect(page.link('/published')).toBeDefined();
    expect(page.link('/published.atom')).toBeDefined();
    expect(page.text).toContain('@harbour@port.example');
    const head = headOf(page);
    expect(head.link('alternate', 'application/activity+json')).toBe(`${ORIGIN}/actor`);
    expect(head.link('alternate', 'application/atom+xml')).toBe(`${ORIGIN}/published.atom`);
    expect(head.link('me')).toBe(`${ORIGIN}/actor`);
    expect(head.property('og:type')).toBe('website');
    for (const id of made) await house.publication.withdraw({ member: ana.id }, id);
  });

  it('of a node that is closed to others names no actor', async () => {
    await using closed = await openAssembly({ federation: { mode: 'closed' } });
    const id = await closed.house.publication.publishNotice({ member: closed.ana.id }, noticeWords());
    for (const path of ['/', '/published', `/published/${id}`]) {
      const page = await new Browser(closed.site).get(path);
      expect(page.status).toBe(200);
      expect(page.html).not.toContain('activity+json');
      expect(page.text).not.toContain('@harbour@');
    }
  });
});

describe('public pages of what is published', () => {
  it.each(['/published', '/published/:strike', '/published/:decision', '/published/:notice'])(
    'such as %s are kept, and told apart by language alone',
    async (template) => {
      const path = template.replace(':strike', strike).replace(':decision', decision).replace(':notice', notice);
      const page = await visit(path);
      expect(page.header('etag')).toMatch(/^"[\w-]{20,}"$/);
      expect(page.headers).not.toHaveProperty('set-cookie');
      expect((await visit(path, { 'if-none-match': page.header('etag') })).status).toBe(304);
      expect((await visit(path, { 'accept-language': 'fr' })).header('etag')).not.toBe(page.header('etag'));
      const own = await ana.get(path);
      expect(own.header('cache-control')).toBe('no-store');
      expect((await visit(path)).html).toBe(page.html);
    },
  );

  it('are made anew when a decision falls due that changes them, though nobody has counted yet', async () => {
    const { house } = site;
    const id = await openVote(house, ana.id, {
      effect: { type: 'publish', params: { what: 'decision' } },
      title: 'We stay',
    });
    for (const member of everyone) {
      await house.assembly.castVote({ member }, id, { choice: 'agree', reason: undefined, principle: undefined });
    }
    expect((await visit('/published')).text).not.toContain('We stay');
    house.clock.advance({ hours: 1 });
    const late = await visit('/published');
    expect(late.text).toContain('We stay');
    const [, one = ''] = /href="(\/published\/[a-z2-7]{26})"[^>]*>[^<]*We stay/.exec(late.html) ?? [];
    const asked = await visit(one);
    await house.settle();
    expect((await visit(one)).html).toBe(asked.html);
  });
});
