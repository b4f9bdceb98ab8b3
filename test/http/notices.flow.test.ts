import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adopt, openVote } from '../support/people.ts';
import { noticeWords, passages } from '../support/publications.ts';
import { Browser, inLanguage, type Person, type Site, t } from '../support/web.ts';
import { parseXml } from '../support/xml.ts';
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

describe('a member who reads what is published', () => {
  it('is led to the decision, and to what can be proposed', async () => {
    const page = await bo.get(`/published/${strike}`);
    expect(page.link('/proposals/')).toBe(`/proposals/${proposal}`);
    expect(page.link('/proposals/new?effect=amend')).toBe(`/proposals/new?effect=amend&effect_publication=${strike}`);
    expect(page.link('/proposals/new?effect=retract')).toBe(`/proposals/new?effect=retract&effect_retracted=${strike}`);
    const form = await bo.get(page.link('/proposals/new?effect=amend'));
    expect(form.form('/proposals/new').fields).toMatchObject({
      ...STRIKE,
      effect: 'amend',
      effect_publication: `${ORIGIN}/published/${strike}`,
    });
    const saved = await bo.submit(form, '/proposals/new', { title: 'Rent strike from March' });
    expect(saved.text).toContain(t('effect.publication.link'));
    expect(saved.link(`/published/${strike}`)).toBeDefined();
  });

  it('is not offered to rephrase how something was decided', async () => {
    const page = await bo.get(`/published/${decision}`);
    expect(page.html).not.toContain('effect=amend');
    expect(page.html).toContain('effect=retract');
  });

  it('finds on the page of a proposal what was let out about it', async () => {
    const page = await bo.get(`/proposals/${proposal}`);
    expect(page.text).toContain(t('published.of_proposal'));
    expect(page.link(`/published/${strike}`)).toBeDefined();
    expect(page.link(`/published/${decision}`)).toBeDefined();
    for (const place of ['/assembly', '/memory']) expect((await bo.get(place)).link('/published')).toBeDefined();
  });

  it('can change and withdraw a notice only with the mandate', async () => {
    expect((await ana.get(`/published/${notice}`)).link(`/published/${notice}/edit`)).toBeDefined();
    for (const [who, path] of [
      [bo, notice],
      [ana, strike],
    ] as const) {
      const page = await who.get(`/published/${path}`);
      expect(page.html).not.toContain('/edit"');
      expect(page.html).not.toContain('/withdrawal"');
    }
  });
});

describe('writing a notice', { concurrent: false }, () => {
  const words = { title: 'Van wanted', body: 'Who has a **van** for the food bank?', language: 'es' };
  let path: string;

  it('is previewed, published once, and read by everybody', async () => {
    const empty = await ana.get('/notices/new');
    const preview = await ana.submitOnly(empty, '/notices/new', { ...words, preview: 'yes' });
    expect(preview.status).toBe(200);
    expect(preview.html).toContain('<strong>van</strong>');
    expect(preview.form('/notices/new').fields).toMatchObject(words);
    const page = await ana.submit(empty, '/notices/new', words);
    expect(page.text).toContain(t('notice.notice_published'));
    path = page.path.split('?')[0] ?? '';
    expect((await visit(path)).text).toContain('Van wanted');
    const twice = await ana.submitOnly(empty, '/notices/new', words);
    expect(twice.status).toBe(409);
    expect(twice.text).toContain(t('form.replayed'));
  });

  it('is changed from the version that was read', async () => {
    const edit = await ana.get(`${path}/edit`);
    expect(edit.form(`${path}/edit`).fields).toMatchObject({ ...words, version: '1' });
    const same = await ana.submitOnly(edit, `${path}/edit`, {});
    expect(same.status).toBe(409);
    expect(same.text).toContain(t('publication.same_words'));
    const preview = await ana.submitOnly(edit, `${path}/edit`, { body: '*Found*.', preview: 'yes' });
    expect(preview.html).toContain('<em>Found</em>');
    const changed = await ana.submit(edit, `${path}/edit`, { title: 'Van found' });
    expect(changed.text).toContain(t('notice.notice_changed'));
    const late = await ana.submitOnly(edit, `${path}/edit`, { title: 'Never mind' });
    expect(late.status).toBe(409);
    expect(late.text).toContain(t('publication.changed_meanwhile'));
    expect(late.form(`${path}/edit`).fields.title).toBe('Never mind');
  });

  it('is withdrawn on a page that says what that means', async () => {
    const page = await ana.get(`${path}/withdrawal`);
    expect(page.text).toContain(t('published.withdraw.text'));
    const gone = await ana.submit(page, `${path}/withdrawal`);
    expect(gone.path).toBe('/published?done=notice_withdrawn');
    expect(gone.text).toContain(t('notice.notice_withdrawn'));
    expect((await visit(path)).status).toBe(410);
    expect((await ana.get(`${path}/edit`)).status).toBe(410);
  });

  it('shows those who may not who may, and what they can do instead; what they sent is not lost', async () => {
    const page = await bo.get('/notices/new');
    expect(page.status).toBe(200);
    expect(page.text).toContain(t('published.notice.not_yours'));
    expect(page.text).toMatch(/ana , until 31 March 2026/);
    expect(page.link('/proposals/new?effect=mandate.renew')).toContain('effect_office=publisher');
    expect(page.link('/proposals/new?effect=announce')).toBeDefined();
    const sent = await bo.post('/notices/new', { ...words, form_token: await bo.token('/me') });
    expect(sent.status).toBe(403);
    expect(sent.text).toContain(t('publication.no_mandate'));
    expect(sent.text).toContain('Who has a **van** for the food bank?');
  });

  it('is not how the assembly’s own words are changed', async () => {
    for (const suffix of ['/edit', '/withdrawal']) {
      const page = await ana.get(`/published/${strike}${suffix}`);
      expect(page.status).toBe(403);
      expect(page.text).toContain(t('publication.of_the_assembly'));
    }
  });

  it('takes nothing from an address but what it answers', async () => {
    const page = await ana.get('/notices/new?answers=https%3A%2F%2Ffar.example%2Fnotes%2F1&title=x&body=y');
    expect(page.form('/notices/new').fields).toMatchObject({
      title: '',
      body: '',
      answers: 'https://far.example/notes/1',
    });
    expect(page.text).toMatch(/answers something that was said on far\.example/);
    const refused = await ana.submitOnly(page, '/notices/new', words);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(t('publication.nothing_to_answer'));
    const odd = await ana.get('/notices/new?answers=javascript:xss()');
    expect(odd.html).not.toContain('javascript:');
  });
});

describe.each(['es', 'fr', 'ar'] as const)('in %s', (locale) => {
  it('everything is said in that language, refusals too', async () => {
    const speak = inLanguage(locale);
    const visitor = new Browser(site, { 'accept-language': locale });
    expect((await visitor.get('/published')).text).toContain(speak.t('published.lede'));
    expect((await visitor.get(`/published/${strike}`)).text).toContain(speak.t('published.adopted'));
    expect((await visitor.get(`/published/${withdrawn}`)).text).toContain(speak.t('published.withdrawn.copies'));
    await bo.fill('/me', '/me/settings', { locale });
    const sent = await bo.post('/notices/new', { ...noticeWords(), form_token: await bo.token('/me') });
    expect(sent.status).toBe(422);
    const { title, body, language } = noticeWords();
    const refused = await bo.post('/notices/new', { title, body, language, form_token: await bo.token('/me') });
    expect(refused.text).toContain(speak.t('publication.no_mandate'));
    await bo.fill('/me', '/me/settings', { locale: 'en' });
  });
});

describe('what is typed into what is published', () => {
  const XSS = `"'><xss-tag onxss=1><script>xss()</script><img src=x onerror=xss()></title>`;

  it('stays text on every page that shows it, and in the head', async () => {
    const { house } = site;
    const effect = { type: 'publish', params: { what: 'proposal' } };
    const id = await openVote(house, ana.id, { title: XSS, summary: XSS, body: XSS, effect });
    await adopt(house, everyone, id);
    const words = noticeWords({ title: XSS, body: `${XSS} [x](javascript:xss()) ![p](https://picture.example/p.png)` });
    await house.publication.publishNotice({ member: ana.id }, words);
    const ids = (await passages(house.db)).filter(({ title }) => title.includes('xss')).map((each) => each.id);
    expect(ids).toHaveLength(3);
    const edits = ids.map((each) => `/published/${each}/edit`);
    for (const path of ['/', '/published', `/proposals/${id}`, ...ids.map((each) => `/published/${each}`), ...edits]) {
      for (const by of [new Browser(site), ana]) {
        const page = await by.get(path);
        const names = page.tags.map(({ name }) => name);
        expect(names, path).not.toEqual(expect.arrayContaining(['xss-tag']));
        for (const evil of ['xss-tag', 'script', 'img']) expect(names, path).not.toContain(evil);
        for (const { attributes } of page.tags) {
          expect(
            Object.keys(attributes).filter((each) => each.startsWith('on')),
            path,
          ).toEqual([]);
          expect(attributes.href ?? '', path).not.toMatch(/^\s*javascript:/i);
        }
      }
    }
    expect(headOf(await visit(`/published/${ids[0]}`)).property('og:title')).toContain('<script>xss()</script>');
    parseXml((await visit('/published.atom')).html);
  });
});
