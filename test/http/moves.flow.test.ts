import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actorDocument } from '../support/federation/actors.ts';
import { type Peer, sendJson, startPeer } from '../support/federation/peer.ts';
import { answerFrom, follow, followFrom, messageFrom, moveFrom, outsider, tellOf } from '../support/outsiders.ts';
import { openAssembly, type Person, type Site, t } from '../support/web.ts';

let site: Site;
let ana: Person;
let bo: Person;
let peer: Peer;
let aliases: string[] = [];
beforeAll(async () => {
  peer = await startPeer((_request, response, { path, method }) =>
    method === 'POST' || path.endsWith('inbox')
      ? response.writeHead(202).end()
      : sendJson(response, actorDocument(`${peer.origin}${path}`, { alsoKnownAs: aliases, preferredUsername: 'mira' })),
  );
  ({ site, ana, bo } = await openAssembly({ federation: { allowPrivate: true } }, 'bo'));
});
beforeEach(() => site.house.clock.advance({ seconds: 1 }));
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
});

const STRANGERS = '/solidarity/strangers';
const judge = (name: string, verdict: 'let_in' | 'keep_out' | 'none', reviewOn: Date | null = null) => {
  site.house.clock.advance({ seconds: 1 });
  const subject = name.startsWith('https://') ? 'actor' : 'server';
  return site.house.peers.judge({ member: ana.id }, { subject, name, verdict, reason: 'Agreed.', reviewOn });
};

describe('an account that we follow and that has moved', () => {
  it('is shown to whoever may follow, who asks there with one button, and to nobody else', async () => {
    const old = outsider('mira@garden.example');
    const target = `${peer.origin}/users/mira`;
    aliases = [old.id];
    await follow(site.house, ana.id, old);
    await moveFrom(site.house, old, target);
    expect((await ana.get('/solidarity')).text).not.toContain(t('move.title'));
    await site.house.moves.next();
    const page = await ana.get('/solidarity');
    expect(page.text).toContain(t('move.title'));
    expect(page.text).toContain(`@mira@garden.example`);
    expect((await bo.get('/solidarity')).text).not.toContain(t('move.title'));
    const { fields } = page.forms.find((each) => each.fields.handle === target)!;
    const asked = await ana.post('/solidarity/following', fields);
    expect(asked.status).toBe(303);
    const after = await ana.get('/solidarity');
    expect(after.text).not.toContain(t('move.title'));
    expect(after.text).toContain(new URL(peer.origin).host);
  });

  it('is not to be followed where it is now, if that account is kept out', async () => {
    const old = outsider('tom@garden.example');
    const target = `${peer.origin}/users/tom`;
    aliases = [old.id];
    await follow(site.house, ana.id, old);
    await moveFrom(site.house, old, target);
    await site.house.moves.next();
    await judge(new URL(peer.origin).host, 'keep_out');
    const page = await ana.get('/solidarity');
    expect(page.text).toContain(t('move.title'));
    expect(page.text).toContain(t('standing.now.kept_out'));
    expect(page.forms.some((each) => each.fields.handle === target)).toBe(false);
    await judge(new URL(peer.origin).host, 'none');
  });
});

describe('a follower', () => {
  it('who has moved is shown with where to', async () => {
    const old = outsider('zoe@garden.example');
    aliases = [old.id];
    await followFrom(site.house, old);
    await moveFrom(site.house, old, `${peer.origin}/users/zoe`);
    await site.house.moves.next();
    const page = await bo.get('/solidarity/followers');
    expect(page.text).toContain(t('move.moved_to', { account: `@mira@${new URL(peer.origin).host}` }));
  });

  it('who says that they were somebody who is kept out waits, with that beside their name', async () => {
    const gone = outsider('eve@spam.example');
    await judge(gone.id, 'keep_out');
    const warning = `This account says that it was ${gone.id}`;
    const back = outsider('angel@orchard.example', { aliases: [gone.id] });
    await followFrom(site.house, back);
    const page = await bo.get('/solidarity/followers');
    expect(page.text).toContain(t('follower.waiting', { count: 1 }));
    expect(page.text).toContain(warning);
    const words = { title: 'Bread', summary: '', body: 'At five.', language: 'en' };
    const notice = await site.house.publication.publishNotice({ member: ana.id }, words);
    await answerFrom(site.house, back, notice, { content: '<p>Hello again.</p>' });
    expect((await ana.get(STRANGERS)).text).toContain(warning);
    const about = await ana.get(`${STRANGERS}?about=${encodeURIComponent(back.id)}`);
    expect(about.text).toContain(warning);
  });

  it('who is kept out is shown as one who hears nothing', async () => {
    const eve = outsider('eve@loud.example');
    await followFrom(site.house, eve);
    await judge('loud.example', 'keep_out');
    expect((await bo.get('/solidarity/followers')).text).toContain(t('follower.hears_nothing'));
  });

  it('who has blocked us is told to whoever answers followers, and to nobody else', async () => {
    const mira = outsider('blocker@garden.example');
    await followFrom(site.house, mira);
    const { actor } = site.house.federation.uris;
    await tellOf(site.house, { ...messageFrom(mira, 'Block', actor), fetchedNow: false });
    const page = await ana.get('/solidarity/followers');
    expect(page.text).toContain(t('block.title'));
    expect(page.text).toContain('@blocker@garden.example');
    expect((await bo.get('/solidarity/followers')).text).not.toContain('@blocker@garden.example');
  });
});

describe('what is to be looked at again', () => {
  it('is told on the page of today from that day on to whoever judges, changes nothing, and is judged again', async () => {
    const today = site.house.clock.now();
    const day = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + 1));
    await judge('mills.example', 'keep_out', day);
    await judge('later.example', 'keep_out');
    const line = t('today.reviews', { count: 1 });
    expect((await ana.get('/today')).text).not.toContain(line);
    site.house.clock.advance({ milliseconds: day.getTime() - site.house.clock.now().getTime() });
    expect((await ana.get('/today')).text).toContain(line);
    expect((await bo.get('/today')).text).not.toContain(line);
    const page = await ana.get(STRANGERS);
    expect(page.text).toContain('to look at again since');
    expect(page.text.indexOf('mills.example')).toBeLessThan(page.text.indexOf('later.example'));
    const message = messageFrom(outsider('x@mills.example'), 'Follow', site.house.federation.uris.actor);
    expect(await tellOf(site.house, message)).toBe('ignored');
    const again = page.forms.find(({ fields }) => fields.name === 'mills.example' && 'reviewOn' in fields)!;
    expect(again.fields.reason).toBe('Agreed.');
    const answer = await ana.post('/solidarity/strangers/standings', {
      ...again.fields,
      verdict: 'keep_out',
      reviewOn: '2027-01-01',
    });
    expect(answer.status).toBe(303);
    expect((await ana.get('/today')).text).not.toContain(line);
  });

  it('stands first, and the rest a page at a time', async () => {
    for (let each = 0; each < 120; each += 1) await judge(`s${each}.many.example`, 'keep_out');
    const first = await bo.get(STRANGERS);
    expect(first.text).toContain('s119.many.example');
    const [, more] = /href="(\/solidarity\/strangers\?said=[a-z2-7]{26})"/.exec(first.html) ?? [];
    const second = await bo.get(more ?? '');
    expect(second.status).toBe(200);
    expect(second.text).toContain('s0.many.example');
    expect(second.text).not.toContain('s119.many.example');
  });
});

describe('whom we follow', () => {
  it('is shown a page at a time, and none is left out', async () => {
    for (let each = 100; each < 160; each += 1) await follow(site.house, ana.id, outsider(`f${each}@many.example`));
    const first = await bo.get('/solidarity');
    const [, more] = /href="(\/solidarity\?following=[^"]+)"/.exec(first.html) ?? [];
    const second = await bo.get((more ?? '').replaceAll('&amp;', '&').split('#')[0] ?? '');
    for (let each = 100; each < 160; each += 1) {
      const shown = [first, second].filter(({ text }) => text.includes(`@f${each}@many.example`));
      expect(shown, String(each)).toHaveLength(1);
    }
    expect((await bo.get('/solidarity?following=%00&earlier=x')).status).toBe(200);
  });
});
