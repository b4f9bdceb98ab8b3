import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inMinutes } from '../support/people.ts';
import { Browser, openAssembly, openSite, PASSPHRASE, type Person, type Site } from '../support/web.ts';
import type { Page } from './page.ts';

/** Each leaves a trace, <xss…> or onxss…, that only a page that has been broken into can show. */
const BREAKOUT = `"'><xss-tag onxss=1><script>xss()</script><img src=x onerror=xss()></textarea></title></select><svg/onload=xss()>`;
const ATTRIBUTE = `x" onxss="1" autofocus onfocus='xss()' style="background:url(https://evil.example/a)`;
const ENCODED =
  '&lt;xss-tag&gt; &#60;xss-tag&#62; &quot;onxss=1 %3Cxss-tag%3E \\u003cxss-tag\\u003e \u202e<xss-tag>\u2066';
const MARKDOWN = [
  '# <xss-tag>',
  '<xss-tag onxss="1">raw</xss-tag> <script>xss()</script> <img src="https://picture.example/pixel.png" onerror="xss()">',
  '<iframe src="https://evil.example"></iframe><form action="https://evil.example"><input name=form_token></form>',
  '<!-- <xss-tag> --> <![CDATA[<xss-tag>]]> <?xss <xss-tag> ?>',
  '[one](javascript:xss()) [two](JaVaScRiPt:xss()) [three](&#106;avascript:xss()) [four](java%0ascript:xss()) [five](vbscript:xss())',
  '[six](data:text/html,<script>xss()</script>) [seven](//evil.example) [eight](https://bank.example@evil.example/) [nine](/\\evil.example)',
  '[ten](https://good.example/a "title\\" onxss=1") <javascript:xss()> <https://user:password@evil.example/> [eleven](file:///etc/passwd)',
  '![twelve](https://picture.example/pixel.png) ![thirteen](javascript:xss()) [![fourteen](https://picture.example/p.png)](https://good.example/)',
  '[fifteen]: javascript:xss()',
  '[fifteen] [sixteen](http://[::1]:80/) [seventeen](https://evil.example\\@good.example) [eighteen](blob:https://evil.example/x)',
  '```<xss-tag>\n<xss-tag onxss=1>\n```',
  '    <xss-tag>indented</xss-tag>',
  '<xmp><xss-tag></xmp><noscript><xss-tag></noscript><math><mtext><xss-tag>',
  `${'> '.repeat(60)}<xss-tag>`,
].join('\n\n');

let site: Site;
let ana: Person;
let bo: Person;
let decided: string;
let discussed: string;
beforeAll(async () => {
  ({ site, ana, bo } = await openAssembly({}, 'bo'));
  const text = { title: `1${BREAKOUT}`, summary: ATTRIBUTE, body: MARKDOWN };
  const propose = async (more: Record<string, string>, vote = true) => {
    const draft = await ana.fill('/proposals/new', '/proposals/new', { ...text, ...more });
    const path = draft.path.split('?')[0] ?? '';
    await ana.submit(draft, `${path}/discussion`);
    await bo.fill(path, `${path}/comments`, { body: MARKDOWN });
    if (vote) await bo.fill(`${path}/vote`, `${path}/vote`, { closes: inMinutes(site.house, 60) });
    return path;
  };
  decided = await propose({ effect: 'collective.rename', effect_name: BREAKOUT.slice(0, 100) });
  const published = await propose({ title: `5${BREAKOUT}`, effect: 'publish', effect_what: 'proposal' });
  await ana.fill(published, `${published}/ballot`, { choice: 'agree' });
  await bo.fill(published, `${published}/ballot`, { choice: 'agree' });
  await bo.fill(decided, `${decided}/ballot`, {
    choice: 'reservations',
    reason_reservations: MARKDOWN.slice(0, 2_000),
  });
  await ana.fill(decided, `${decided}/ballot`, { choice: 'agree' });
  const blocked = await propose({ title: `2${ENCODED}` });
  await bo.fill(blocked, `${blocked}/ballot`, { choice: 'block', principle: BREAKOUT, reason_block: ATTRIBUTE });
  site.house.clock.advance({ hours: 1 });
  await site.house.settle();
  discussed = await propose(
    { title: `3${ATTRIBUTE}`, effect: 'collective.rename', effect_name: ATTRIBUTE.slice(0, 100) },
    false,
  );
  await ana.fill('/proposals/new', '/proposals/new', { ...text, title: `4${BREAKOUT}` });
  await ana.fill('/me', '/me/tokens', { label: BREAKOUT.slice(0, 60), scope: 'read' });
  await ana.fill('/notices/new', '/notices/new', { title: BREAKOUT, body: MARKDOWN });
  await ana.fill('/notices/new', '/notices/new', { title: ATTRIBUTE, body: ENCODED });
});
afterAll(() => site[Symbol.asyncDispose]());

const TAGS = new Set(
  'html head meta title link body a header nav ul ol li main div section aside footer h1 h2 h3 h4 p span strong em bdi form input label select option textarea button fieldset legend details summary time article figure figcaption dl dt dd meter code pre blockquote hr br svg circle'.split(
    ' ',
  ),
);
const LOADS = new Set(['src', 'srcset', 'poster', 'data', 'background', 'srcdoc', 'style', 'http-equiv', 'formaction']);
const LEADS =
  /^(?:\/(?![/\\])|#|https:\/\/www\.gnu\.org\/|https:\/\/(?:good|picture)\.example\/|http:\/\/\[::1\](?::80)?\/)/;

/** The head of a page names other forms of it, by whole addresses of ours. */
const OURS = /^(?:\/assets\/|https:\/\/port\.example(?:\/|$))/;

/** That nothing which somebody typed has become more than text. */
function expectWhole(page: Page): void {
  const { path } = page;
  expect(page.status, `${path}: ${page.text.slice(0, 200)}`).toBeLessThan(500);
  for (const { name, attributes } of page.tags) {
    expect(TAGS.has(name.replace('/', '')), `${path} holds <${name}>`).toBe(true);
    for (const attribute of Object.keys(attributes)) {
      expect(
        attribute.startsWith('on') || LOADS.has(attribute),
        `${path} holds ${attribute}="${attributes[attribute]}"`,
      ).toBe(false);
    }
    for (const address of [attributes.href, attributes.action]) {
      if (address !== undefined) expect(address, path).toMatch(name === 'link' ? OURS : LEADS);
    }
    if (name !== 'link' && /^https?:/.test(attributes.href ?? '') && attributes.rel !== 'license') {
      expect(attributes.rel, path).toBe('nofollow noopener noreferrer');
    }
  }
}

describe('what people type', () => {
  it('stays text on every page that shows it', async () => {
    const { client } = site.house.db;
    const ids = async (table: string) =>
      (await client<{ id: string }[]>`select id from ${client(table)}`).map(({ id }) => id);
    const proposals = (await ids('proposals')).flatMap((id) => [
      `/proposals/${id}`,
      `/proposals/${id}/edit`,
      `/proposals/${id}/vote`,
    ]);
    const mandates = (await ids('mandates')).map((id) => `/mandates/${id}`);
    const published = (await ids('publications')).flatMap((id) => [
      `/published/${id}`,
      `/published/${id}/edit`,
      `/published/${id}/withdrawal`,
    ]);
    expect(published.length).toBeGreaterThan(5);
    const pages = [
      '/',
      '/published',
      '/published?before=x',
      '/notices/new',
      '/glossary',
      '/language',
      '/sign-in',
      '/recover',
      '/today',
      '/assembly',
      '/memory',
      '/memory/record',
      '/members',
      '/mandates',
      '/invitations',
      '/me',
      '/money',
      '/solidarity',
      '/proposals/new',
      '/nowhere',
    ];
    for (const path of [...pages, ...proposals, ...mandates, ...published]) {
      for (const by of [ana, bo, new Browser(site)]) expectWhole(await by.get(path));
    }
  });

  it('is shown as it was typed', async () => {
    const page = await bo.get(decided);
    expect(page.text).toContain(`1${BREAKOUT}`);
    expect(page.text).toContain(ATTRIBUTE);
    expect(page.text).toContain('<script>xss()</script>');
    expect((await bo.get('/assembly')).text).toContain(`3${ATTRIBUTE}`);
    expect((await new Browser(site).get('/')).text).toContain(BREAKOUT.slice(0, 100));
    expect((await bo.get(`${discussed}/vote`)).text).toContain(`3${ATTRIBUTE}`);
  });

  it('stays text in a preview, and when it comes back to be mended', async () => {
    const typed = {
      title: BREAKOUT,
      summary: ATTRIBUTE,
      body: MARKDOWN,
      effect: 'collective.rename',
      effect_name: BREAKOUT.slice(0, 100),
    };
    for (const more of [
      { preview: 'yes' },
      { language: BREAKOUT.slice(0, 30) },
      { method: BREAKOUT },
      { [BREAKOUT]: 'x' },
      { effect: ATTRIBUTE.slice(0, 50) },
    ]) {
      const page = await ana.fill('/proposals/new', '/proposals/new', { ...typed, ...more });
      expect([200, 422]).toContain(page.status);
      expectWhole(page);
      expect(page.form('/proposals/new').fields.title).toBe(BREAKOUT);
    }
    for (const [path, action, fields] of [
      [discussed, `${discussed}/comments`, { body: '', language: BREAKOUT.slice(0, 30) }],
      ['/notices/new', '/notices/new', { title: BREAKOUT, body: MARKDOWN, language: BREAKOUT.slice(0, 30) }],
      ['/notices/new', '/notices/new', { title: ATTRIBUTE, body: MARKDOWN, preview: 'yes' }],
      [`${discussed}/vote`, `${discussed}/vote`, { closes: ATTRIBUTE.slice(0, 40), version: BREAKOUT }],
      ['/me', '/me/tokens', { label: BREAKOUT, scope: ATTRIBUTE }],
      ['/me', '/me/settings', { locale: BREAKOUT, timeZone: ATTRIBUTE.slice(0, 60) }],
      ['/me', '/me/passphrase', { current: BREAKOUT, passphrase: ATTRIBUTE.slice(0, 3) }],
      ['/language', '/language', { locale: BREAKOUT, next: ATTRIBUTE }],
    ] as const) {
      expectWhole(await ana.fill(path, action, fields));
    }
  });

  it('stays text to somebody who is not signed in', async () => {
    const visitor = new Browser(site);
    for (const [path, fields] of [
      ['/sign-in', { handle: BREAKOUT, passphrase: PASSPHRASE, next: ATTRIBUTE }],
      ['/recover', { handle: ATTRIBUTE.slice(0, 60), code: BREAKOUT.slice(0, 60), passphrase: 'x' }],
    ] as const) {
      const page = await visitor.fill(path, path, fields);
      expectWhole(page);
      expect(page.form(path).fields.handle).toBe(fields.handle);
    }
    const kept = await visitor.post('/proposals/new', {
      body: MARKDOWN,
      title: BREAKOUT,
      form_token: await visitor.token(),
    });
    expect(kept.status).toBe(401);
    expectWhole(kept);
  });

  it('stays text while a collective is founded', async () => {
    const young = await openSite();
    const path = `/founding/${await young.house.collective.showFoundingLink()}`;
    const visitor = new Browser(young);
    const charter = {
      name: BREAKOUT.slice(0, 100),
      summary: `${BREAKOUT} ${ATTRIBUTE}`.slice(0, 500),
      collectiveHandle: 'quay',
      languages: 'en',
      handle: 'eva',
    };
    for (const more of [
      { passphrase: 'x' },
      { languages: BREAKOUT },
      { collectiveHandle: ATTRIBUTE.slice(0, 30) },
      { handle: BREAKOUT.slice(0, 60) },
    ]) {
      const page = await visitor.fill(path, path, { ...charter, passphrase: PASSPHRASE, ...more });
      expect(page.status).toBe(422);
      expectWhole(page);
      expect(page.form(path).fields.name).toBe(charter.name);
    }
    expectWhole(await visitor.fill(path, path, { ...charter, passphrase: PASSPHRASE }));
    for (const by of [visitor, new Browser(young)]) {
      const page = await by.get('/');
      expectWhole(page);
      expect(page.text).toContain(charter.name);
    }
    await young[Symbol.asyncDispose]();
  });
});

describe('what stands in an address', () => {
  it('stays text wherever a page shows it', async () => {
    const evil = encodeURIComponent(BREAKOUT);
    const more = encodeURIComponent(ATTRIBUTE);
    for (const path of [
      `/nowhere/${evil}`,
      `/${evil}`,
      `/?done=${evil}`,
      `/?${evil}=${evil}`,
      `/glossary?done=${evil}`,
      `/sign-in?handle=${more}&next=/${evil}`,
      `/sign-in?handle=${evil}&handle=${more}`,
      `/language?next=/${evil}`,
      `/proposals/new?effect=${evil}&effect_name=${more}`,
      `/proposals/new?effect=amend&effect_publication=${evil}`,
      `/notices/new?answers=${evil}`,
      `/notices/new?answers=https://good.example/${more}`,
      `/published?before=${evil}`,
      `/published/${evil}`,
      `/proposals/new?effect=collective.rename&effect_name=${evil}`,
      `/members?after=${more}`,
      `/memory?before=${evil}`,
      `/memory/record?from=${evil}`,
      `/proposals/${evil}`,
      `/today?done=${more}`,
      `/mandates?done=${evil}`,
      '/sign-in?next=javascript:xss()',
    ]) {
      for (const by of [
        ana,
        new Browser(site),
        new Browser(site, { 'accept-language': BREAKOUT, 'user-agent': BREAKOUT }),
      ])
        expectWhole(await by.get(path));
    }
  });
});
