import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerFrom, follow, followFrom, moveFrom, outsider, reportFrom, wordsFrom } from '../support/outsiders.ts';
import { ATTACKS } from '../support/remote-html.ts';
import { Browser, openAssembly, type Person, type Site } from '../support/web.ts';
import { expectWhole } from './whole.ts';

const BREAKOUT = `"'><xss-tag onxss=1><script>xss()</script><img src=https://evil.example/p.png></textarea></title></bdi></p></article>`;

let site: Site;
let ana: Person;
let bo: Person;
let publication: string;
let answered: string;

/** Every field in which somebody elsewhere can send something, filled with what must stay text. */
const words = (more: object = {}) => ({
  content: `<p>${BREAKOUT}${ATTACKS.join('')}</p>`,
  summary: BREAKOUT,
  contentMap: { '"><xss-tag>': `<p>${BREAKOUT}</p>`, en: 'x' },
  url: [{ type: 'Link', href: 'javascript:xss()' }, 'https://evil.example/', BREAKOUT],
  ...more,
});

beforeAll(async () => {
  ({ site, ana, bo } = await openAssembly({}, 'bo'));
  const { house } = site;
  const notice = { title: 'Soup', summary: '', body: 'At seven.', language: 'en' };
  publication = await house.publication.publishNotice({ member: ana.id }, notice);
  const name = `${BREAKOUT}\u202e`;
  const union = outsider('union@quay.example', { name });
  const eve = outsider('eve@strange.example', { name });
  await follow(house, ana.id, union);
  await wordsFrom(house, union, words());
  await wordsFrom(house, union, words({ type: 'Article', name: BREAKOUT, summary: null }));
  answered = await answerFrom(house, union, publication, words());
  await answerFrom(house, union, publication, words({ summary: null, name: BREAKOUT, inReplyTo: undefined }));
  await answerFrom(house, eve, publication, words({ name: BREAKOUT }));
  await followFrom(house, outsider('tom@garden.example', { name }));
  await house.peers.setApproval({ member: ana.id }, true);
  await followFrom(house, eve);
  await reportFrom(house, eve, [house.federation.uris.actor, house.federation.uris.object(publication)], BREAKOUT);
  await moveFrom(house, union, 'https://elsewhere.example/users/union');
  await house.publication.publishNotice({ member: ana.id }, { ...notice, title: 'An answer' }, answered);
  const standing = { subject: 'actor', name: union.id, verdict: 'let_in', reason: BREAKOUT, reviewOn: null } as const;
  await house.peers.judge({ member: ana.id }, standing);
});
afterAll(() => site[Symbol.asyncDispose]());

describe('what people elsewhere send', () => {
  it('stays text on every page that shows it, and asks nobody for anything', async () => {
    const paths = [
      `/published/${publication}`,
      '/solidarity',
      '/solidarity/followers',
      '/solidarity/strangers',
      '/solidarity/strangers?about=https://quay.example/users/union',
      '/solidarity/reports',
      '/solidarity/deliveries',
      `/notices/new?answers=${encodeURIComponent(answered)}`,
      '/today',
      '/published',
      '/',
    ];
    for (const path of paths) for (const by of [ana, bo]) expectWhole(await by.get(path));
    expectWhole(await new Browser(site).get(`/published/${publication}`));
  });

  it('is shown as text', async () => {
    expect((await bo.get('/solidarity')).text).toContain(`"'><xss-tag onxss=1>`);
    expect((await bo.get('/solidarity/strangers')).text).toContain(BREAKOUT);
    expect((await bo.get('/solidarity/reports')).text).toContain(BREAKOUT);
  });

  it('is cleaned in every answer of the API', async () => {
    const authorization = `Bearer ${await bo.makeToken('read')}`;
    for (const path of ['/posts', `/voices?publication=${publication}`, '/voices/held']) {
      const answer = await bo.get(`/api/v1${path}`, { authorization, accept: 'application/json' });
      expect(answer.status).toBe(200);
      const contents = [...answer.html.matchAll(/"content":"((?:[^"\\]|\\.)*)"/g)].map(([, content]) =>
        JSON.parse(`"${content}"`),
      );
      expect(contents.length, path).toBeGreaterThan(0);
      for (const content of contents)
        expect(content).not.toMatch(/<(?:script|img|iframe|svg|style|form|xss)| on\w+=|javascript:/i);
    }
  });

  it('is nothing but text in every other answer of the API', async () => {
    const authorization = `Bearer ${await ana.makeToken('read')}`;
    for (const path of ['/followers', '/following', '/reports', '/standings', '/deliveries']) {
      const answer = await bo.get(`/api/v1${path}`, { authorization, accept: 'application/json' });
      expect(answer.header('content-type'), path).toMatch(/^application\/json/);
      expect(answer.header('x-content-type-options')).toBe('nosniff');
      expect(answer.status, path).toBe(200);
    }
  });

  it('stands in nothing that others read of us, but for the address of whom we answer', async () => {
    const server = new Browser(site, { accept: 'application/activity+json' });
    const paths = [
      '/published.atom',
      '/.well-known/webfinger?resource=acct:kitchen@port.example',
      '/.well-known/webfinger?resource=https://port.example/actor',
      '/actor',
      '/actor/outbox?page=1',
      '/actor/followers',
      '/actor/following',
      `/objects/${publication}`,
      `/objects/${publication}/replies`,
      `/objects/${publication}/context`,
      '/nodeinfo/2.1',
    ];
    for (const path of paths) {
      const { html } = await server.get(path);
      expect(html, path).not.toMatch(/xss|\u202e|evil\.example/i);
    }
    expect((await server.get(`/objects/${publication}/replies`)).html).toContain(answered);
  });
});
