import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerFrom, appreciationFrom, deletionFrom, follow, outsider, wordsFrom } from '../support/outsiders.ts';
import { Browser, foundSite, openAssembly, openSite, type Person, type Site, t } from '../support/web.ts';

const STRANGERS = '/solidarity/strangers';

let site: Site;
let ana: Person;
let bo: Person;
let visitor: Browser;
let publication: string;
let path: string;

const publish = (here: Site, by: Person, title = 'We keep the kitchen open'): Promise<string> =>
  here.house.publication.publishNotice({ member: by.id }, { title, summary: '', body: 'From six.', language: 'en' });

beforeAll(async () => {
  ({ site, ana, bo } = await openAssembly({}, 'bo'));
  visitor = new Browser(site);
});
beforeEach(async () => {
  site.house.clock.advance({ seconds: 1 });
  publication = await publish(site, ana);
  path = `/published/${publication}`;
});
afterAll(() => site[Symbol.asyncDispose]());

let serial = 0;
/** Somebody whom nobody here has met. */
const stranger = (more: Parameters<typeof outsider>[1] = {}) => {
  serial += 1;
  return outsider(`somebody${serial}@strange${serial}.example`, more);
};

const judge = (name: string, verdict: 'let_in' | 'keep_out' | 'none', subject: 'actor' | 'server' = 'actor') => {
  site.house.clock.advance({ seconds: 1 });
  const input = { subject, name, verdict, reason: 'So it was agreed.', reviewOn: null };
  return site.house.peers.judge({ member: ana.id }, input);
};

describe('below a publication', () => {
  it('it is said how one answers, while nobody has', async () => {
    for (const by of [ana, visitor]) {
      const page = await by.get(path);
      expect(page.text).toContain(t('voice.title'));
      expect(page.text).toContain(t('voice.none'));
    }
  });

  it('nothing is said of it where nobody can answer', async () => {
    const closed = await openSite({ federation: { mode: 'closed' } });
    const eva = await foundSite(closed, 'eva');
    const id = await publish(closed, eva);
    expect((await new Browser(closed).get(`/published/${id}`)).text).not.toContain(t('voice.title'));
    await closed[Symbol.asyncDispose]();
  });

  it('a stranger’s words are held: no visitor sees them, nor that there are any; members see how many', async () => {
    const eve = stranger();
    await answerFrom(site.house, eve, publication, { content: '<p>Held words.</p>' });
    await answerFrom(site.house, eve, publication, { content: '<p>More of them.</p>' });
    const before = await visitor.get(path);
    expect(before.text).toContain(t('voice.none'));
    expect(before.html).not.toMatch(/Held words|More of them|strange\d|strangers/);
    for (const by of [ana, bo]) {
      const page = await by.get(path);
      expect(page.text).toContain(t('voice.held', { count: 2 }));
      expect(page.link(STRANGERS)).toBe(STRANGERS);
      expect(page.text).not.toContain('Held words');
    }
  });

  it('those who are let in stand apart, under their own address, and speak for themselves', async () => {
    const mira = stranger({ name: 'Mira <b>\u202eevil' });
    await judge(mira.id, 'let_in');
    const content =
      '<p>Two <b>pots</b>, <a href="https://evil.example/">https://bank.example/</a><img src="https://evil.example/pixel.png"></p>';
    await answerFrom(site.house, mira, publication, { content, contentMap: { 'pt-BR': content } });
    const page = await visitor.get(path);
    expect(page.html).toContain(t('voice.whose', { collective: '<bdi>Harbour Assembly</bdi>' }));
    expect(page.html).toContain('<bdi>Mira &lt;b>evil</bdi>');
    expect(page.text).toContain(`@${mira.handle}@${new URL(mira.id).host}`);
    expect(page.html).toContain('<div class="text remote" lang="pt-BR" dir="auto"><p>Two <b>pots</b>, ');
    expect(page.html).toContain('>evil.example</a>');
    expect(page.html).not.toMatch(/bank\.example|pixel/);
    expect(page.html).toContain(`href="https://${new URL(mira.id).host}/notes/`);
    expect(page.text).toContain(t('voice.original', { host: new URL(mira.id).host }));
    expect(page.html).not.toContain(t('voice.judge'));
    const seen = await bo.get(path);
    expect(seen.link('/notices/new?answers=')).toContain(encodeURIComponent(new URL(mira.id).host));
    expect(seen.link('/solidarity/strangers?about=')).toBe(
      `/solidarity/strangers?about=${encodeURIComponent(mira.id)}`,
    );
  });

  it('those whom we follow are heard', async () => {
    const union = stranger();
    await follow(site.house, ana.id, union);
    await answerFrom(site.house, union, publication, { content: '<p>And bread.</p>' });
    expect((await visitor.get(path)).text).toContain('And bread.');
  });

  it('what is addressed to us only is for members, and marked so', async () => {
    const mira = stranger();
    await judge(mira.id, 'let_in');
    await answerFrom(site.house, mira, publication, {
      content: '<p>My number.</p>',
      to: [site.house.federation.uris.actor],
    });
    const page = await bo.get(path);
    expect(page.text).toContain('My number.');
    expect(page.text).toContain(t('voice.private'));
    expect(page.text, 'what is private is not answered in public').not.toContain(t('voice.answer'));
    expect((await visitor.get(path)).html).not.toMatch(/My number|strange\d/);
  });

  it('what its author warns of is folded, what is long is cut, and what has no words says so', async () => {
    const mira = stranger();
    await judge(mira.id, 'let_in');
    await answerFrom(site.house, mira, publication, {
      content: '<p>Rats.</p>',
      summary: 'food <script>alert(1)</script>',
    });
    await answerFrom(site.house, mira, publication, { content: `<p>${'a long story '.repeat(400)}</p>` });
    await answerFrom(site.house, mira, publication, { content: `<p>${'too long '.repeat(4_000)}</p>` });
    await answerFrom(site.house, mira, publication, {
      content: '<p><img src="https://evil.example/p.png"></p>',
      type: 'Image',
    });
    const page = await visitor.get(path);
    expect(page.html).toMatch(
      /<details><summary>Warning: <bdi[^>]*>food alert\(1\)<\/bdi><\/summary><div[^>]*><p>Rats\.<\/p>/,
    );
    expect(page.html.match(/<summary>All of it<\/summary>/g)).toHaveLength(1);
    expect(page.text).toContain(t('voice.no_words'));
    expect(page.bytes.length).toBeLessThan(40_000);
  });

  it('what was changed is shown as it is now, and what was deleted is gone', async () => {
    const mira = stranger();
    await judge(mira.id, 'let_in');
    const first = await answerFrom(site.house, mira, publication, { content: '<p>Tow pots.</p>' });
    const second = await answerFrom(site.house, mira, publication, { content: '<p>Never mind.</p>' });
    expect((await visitor.get(path)).text).toContain('Tow pots.');
    site.house.clock.advance({ minutes: 5 });
    const updated = site.house.clock.now().toISOString();
    await wordsFrom(
      site.house,
      mira,
      { id: first, content: '<p>Two pots.</p>', updated, inReplyTo: site.house.federation.uris.object(publication) },
      'Update',
    );
    await deletionFrom(site.house, mira, second);
    const page = await visitor.get(path);
    expect(page.text).toContain('Two pots.');
    expect(page.text).toContain(t('voice.changed'));
    expect(page.text).not.toMatch(/Tow pots|Never mind/);
  });

  it('an answer to an answer says to whom', async () => {
    const [mira, tom] = [stranger(), stranger()];
    for (const each of [mira, tom]) await judge(each.id, 'let_in');
    const first = await answerFrom(site.house, mira, publication, { content: '<p>Who has a pot?</p>' });
    await answerFrom(site.house, tom, publication, { content: '<p>I do.</p>', inReplyTo: first });
    const page = await visitor.get(path);
    const anchor = page.link('#voice-').slice(1);
    expect(page.html).toContain(`<article class="outside" id="${anchor}">`);
    expect(page.text).toContain(t('voice.answers', { author: `@${mira.handle}` }));
  });

  it('it is said in words how many like it, and who is told to nobody', async () => {
    const [one, other, third] = [stranger(), stranger(), stranger()];
    for (const each of [one, other]) await appreciationFrom(site.house, each, publication, 'Like');
    await appreciationFrom(site.house, third, publication, 'Announce');
    for (const by of [visitor, bo]) {
      const page = await by.get(path);
      expect(page.text).toContain(t('voice.appreciations', { likes: 2, announces: 1 }));
      expect(page.html).not.toMatch(/strange\d/);
    }
  });

  it('many are read a page at a time, and none is shown twice or left out', async () => {
    const mira = stranger();
    await judge(mira.id, 'let_in');
    for (let each = 1; each <= 45; each += 1) {
      if (each % 7 === 0) site.house.clock.advance({ seconds: 1 });
      await answerFrom(site.house, mira, publication, { content: `<p>Word ${each}!</p>` });
    }
    const first = await visitor.get(path);
    const second = await visitor.get(`${path}${first.link('?voices_after=')}`);
    const found = [first, second].flatMap(({ text }) => text.match(/Word \d+!/g) ?? []);
    expect(found).toHaveLength(45);
    expect(new Set(found).size).toBe(45);
    for (const odd of ['%00', 'x', '', encodeURIComponent('https://nowhere.example/1')]) {
      expect((await visitor.get(`${path}?voices_after=${odd}`)).status).toBe(200);
    }
  });
});
