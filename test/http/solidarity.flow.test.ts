import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PEM, publicKey } from '../support/federation/actors.ts';
import { type Peer, sendJson, startPeer } from '../support/federation/peer.ts';
import {
  answerFrom,
  askToFollow,
  follow,
  followingAnswered,
  messageFrom,
  outsider,
  tellOf,
  wordsFrom,
} from '../support/outsiders.ts';
import { Browser, openAssembly, openSite, foundSite, type Person, type Site, t } from '../support/web.ts';

let site: Site;
let ana: Person;
let bo: Person;
/** A server elsewhere, on this machine: it knows one account, and remembers what it was asked. */
let peer: Peer;
/** A server that is not there any more. */
let deaf: Peer;
let union: ReturnType<typeof outsider>;

beforeAll(async () => {
  ({ site, ana, bo } = await openAssembly({ federation: { allowPrivate: true } }, 'bo'));
  peer = await startPeer((_request, response, { path }) => {
    const id = `${peer.origin}/users/union`;
    const more = {
      preferredUsername: 'union',
      name: 'Dockers’ Union',
      publicKey: publicKey(`${id}#main-key`, id, PEM),
    };
    if (path === '/users/union') return sendJson(response, { id, type: 'Organization', inbox: `${id}/inbox`, ...more });
    if (path === '/users/cat') return sendJson(response, { id: `${peer.origin}/users/cat`, type: 'Image' });
    return response.writeHead(404).end();
  });
  deaf = await startPeer(() => {});
  await deaf[Symbol.asyncDispose]();
  union = outsider(`union@${new URL(peer.origin).host}`, {
    id: `${peer.origin}/users/union`,
    name: 'Dockers’ Union',
    url: null,
  });
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
});

const followed = async (): Promise<{ id: string; activity: string }> => {
  const [row] = await site.house.sql<{ id: string; activity: string }[]>`
    select id, activity from follows_sent order by asked_at desc limit 1`;
  return row!;
};
describe('where nobody is followed yet', () => {
  it('whoever may follow is asked whom', async () => {
    const page = await ana.get('/solidarity');
    expect(page.status).toBe(200);
    expect(page.text).toContain(t('solidarity.empty'));
    expect(page.form('/solidarity/following').fields.handle).toBe('');
    expect(page.html).toContain('aria-current="page"');
  });

  it('others are told who may, until when, and how that is changed', async () => {
    const page = await bo.get('/solidarity');
    expect(page.text).toContain(t('following.who', { office: t('office.publisher') }));
    expect(page.link('/mandates/')).toMatch(/^\/mandates\/[a-z2-7]{26}$/);
    expect(page.text).toContain('ana');
    expect(page.html).toContain('/proposals/new?effect=mandate.renew&amp;effect_office=publisher');
    expect(page.forms.map(({ action }) => action)).not.toContain('/solidarity/following');
  });

  it('visitors are asked to sign in', async () => {
    for (const path of ['/solidarity', '/solidarity/followers', '/solidarity/strangers', '/solidarity/deliveries']) {
      expect(await new Browser(site).get(path)).toMatchObject({
        status: 303,
        location: `/sign-in?next=${encodeURIComponent(path)}`,
      });
    }
  });

  it('and a node that is closed says so, and asks nothing', async () => {
    const closed = await openSite({ federation: { mode: 'closed' } });
    const eva = await foundSite(closed, 'eva');
    const page = await eva.get('/solidarity');
    expect(page.text).toContain(t('solidarity.closed'));
    expect(page.forms.map(({ action }) => action)).not.toContain('/solidarity/following');
    const answer = await eva.post('/solidarity/following', {
      handle: '@a@quay.example',
      form_token: await eva.token('/me'),
    });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain(t('following.closed'));
    await closed[Symbol.asyncDispose]();
  });
});

describe('an address that leads nowhere', () => {
  it.each`
    what                                     | handle                                 | code
    ${'is no address'}                       | ${() => 'the union next door'}         | ${'following.handle_invalid'}
    ${'has no server'}                       | ${() => '@union'}                      | ${'following.handle_invalid'}
    ${'is our own'}                          | ${() => '@harbour@port.example'}       | ${'following.ourselves'}
    ${'is our own page'}                     | ${() => 'https://port.example/actor'}  | ${'following.ourselves'}
    ${'is of nobody there'}                  | ${() => `${peer.origin}/users/nobody`} | ${'following.not_reached'}
    ${'is of a server that does not answer'} | ${() => `${deaf.origin}/users/bob`}    | ${'following.not_reached'}
    ${'is of something that is nobody'}      | ${() => `${peer.origin}/users/cat`}    | ${'following.not_understood'}
  `('$what: that is said beside the field, with what was typed', async ({ handle, code }) => {
    const page = await ana.fill('/solidarity', '/solidarity/following', { handle: handle() });
    expect(page.status).toBe(422);
    expect(page.text).toContain(t(code));
    expect(page.html).toContain('id="follow-handle-error"');
    expect(page.form('/solidarity/following').fields.handle).toBe(handle());
    expect(await site.house.sql`select id from follows_sent`).toEqual([]);
  });
});

describe('following', () => {
  it('begins with a question', async () => {
    const page = await ana.fill('/solidarity', '/solidarity/following', { handle: `${peer.origin}/users/union` });
    expect(page.status).toBe(200);
    expect(page.text).toContain(t('notice.following_asked'));
    expect(page.text).toContain('Dockers’ Union');
    expect(page.text).toContain(t('following.status.asked'));
    const [sent] = await site.house.sql`select inbox from deliveries`;
    expect(sent?.inbox).toBe(`${peer.origin}/users/union/inbox`);
  });

  it('is asked once', async () => {
    const again = await ana.fill('/solidarity', '/solidarity/following', { handle: `${peer.origin}/users/union` });
    expect(again.status).toBe(409);
    expect(again.text).toContain(t('following.already'));
  });

  it('shows nothing of theirs before they have said yes', async () => {
    await wordsFrom(site.house, union, { content: '<p>Too early.</p>' });
    await followingAnswered(site.house, union, (await followed()).activity, 'Accept');
    const page = await ana.get('/solidarity');
    expect(page.text).toContain(t('following.status.following'));
    expect(page.text).toContain(t('solidarity.posts.none'));
    expect(page.text).not.toContain('Too early');
  });

  it('shows what they say from then on, to all members', async () => {
    const { house } = site;
    await wordsFrom(house, union, { content: '<p>Strike <b>vote</b> at six.</p><script>alert(1)</script>' });
    await wordsFrom(house, union, { content: '<p>Baton.</p>', summary: 'police <i>violence</i>' });
    await wordsFrom(house, union, { content: '<p>Among us.</p>', to: [`${union.id}/followers`] });
    await wordsFrom(house, union, {
      content: `<p>${'long '.repeat(1_000)}</p>`,
      type: 'Article',
      name: 'A <b>history</b>',
    });
    for (const by of [ana, bo]) {
      const page = await by.get('/solidarity');
      expect(page.html).toContain('<p>Strike <b>vote</b> at six.</p>');
      expect(page.text).not.toContain('alert(1)');
      expect(page.html).toMatch(/<summary>Warning: <bdi[^>]*>police violence<\/bdi><\/summary>/);
      expect(page.text).toContain(t('voice.private.post'));
      expect(page.text).toContain('A history');
      expect(page.html).toContain(`<summary>${t('voice.all_of_it')}</summary>`);
      expect(page.html).toContain(`href="${peer.origin}/notes/`);
      expect(page.text).toContain(t('voice.original', { host: new URL(peer.origin).host }));
    }
  });

  it('is read a page at a time, and none is shown twice or left out', async () => {
    for (let each = 1; each <= 25; each += 1) {
      if (each % 3 === 0) site.house.clock.advance({ seconds: 1 });
      await wordsFrom(site.house, union, { content: `<p>News ${each}!</p>` });
    }
    const first = await bo.get('/solidarity');
    const second = await bo.get(`/solidarity${first.link('?before=')}`);
    const news = [first, second].flatMap(({ text }) =>
      [...text.matchAll(/News (\d+)!/g)].map(([, number]) => Number(number)),
    );
    expect(news.length).toBe(25);
    expect([...new Set(news)].length).toBe(25);
    expect(second.text).toContain('Strike vote');
    expect((await bo.get('/solidarity?before=https://nowhere.example/1')).status).toBe(200);
    expect((await bo.get('/solidarity?before=%00&before=x')).status).toBe(200);
  });

  it('leaves out what was deleted, and who has been kept out since', async () => {
    const { house } = site;
    const id = await wordsFrom(house, union, { content: '<p>A slip.</p>' });
    expect((await bo.get('/solidarity')).text).toContain('A slip.');
    await tellOf(house, messageFrom(union, 'Delete', { id, type: 'Tombstone' }));
    expect((await bo.get('/solidarity')).text).not.toContain('A slip.');
    const judged = { subject: 'actor', name: union.id, reason: 'Sold.', reviewOn: null } as const;
    await house.peers.judge({ member: ana.id }, { ...judged, verdict: 'keep_out' });
    expect((await bo.get('/solidarity')).text).not.toContain('News 25!');
    house.clock.advance({ seconds: 1 });
    await house.peers.judge({ member: ana.id }, { ...judged, verdict: 'none' });
    expect((await bo.get('/solidarity')).text).toContain('News 25!');
  });

  it('ends', async () => {
    const { id } = await followed();
    const page = await ana.fill('/solidarity', `/solidarity/following/${id}/end`);
    expect(page.text).toContain(t('notice.following_ended'));
    expect(page.text).toContain(t('following.none'));
    expect(page.text).toContain(t('following.status.undone'));
    expect(page.text).not.toContain('News 25!');
    const again = await ana.post(`/solidarity/following/${id}/end`, { form_token: await ana.token('/me') });
    expect(again.status).toBe(409);
    expect(again.text).toContain(t('following.over'));
    expect(await ana.get(`/solidarity/following/${id}/end`)).toMatchObject({ status: 303, location: '/solidarity' });
  });

  it('ends by their no', async () => {
    await ana.fill('/solidarity', '/solidarity/following', { handle: `${peer.origin}/users/union` });
    expect((await bo.get('/solidarity')).text, 'what they said before is not shown until they say yes').not.toContain(
      'News 25!',
    );
    await followingAnswered(site.house, union, (await followed()).activity, 'Reject');
    expect((await bo.get('/solidarity')).text).toContain(t('following.status.rejected'));
  });
});

describe('in a node that lets everybody in', () => {
  it('those whom we have asked are not shown before they have said yes, whatever they said before', async () => {
    const open = await openSite({ federation: { mode: 'open' } });
    const eva = await foundSite(open, 'eva');
    const garden = outsider('garden@quay.example');
    const id = await follow(open.house, eva.id, garden);
    await wordsFrom(open.house, garden, { content: '<p>Last year’s news.</p>' });
    await open.house.peers.unfollow({ member: eva.id }, id);
    open.house.clock.advance({ seconds: 1 });
    const { activity } = await askToFollow(open.house, eva.id, garden);
    expect((await eva.get('/solidarity')).text).not.toContain('Last year’s news.');
    await followingAnswered(open.house, garden, activity, 'Accept');
    expect((await eva.get('/solidarity')).text).toContain('Last year’s news.');
    await open[Symbol.asyncDispose]();
  });
});

describe('strangers who answer', () => {
  it('are counted where what waits is to be seen', async () => {
    const { house } = site;
    const id = await house.publication.publishNotice(
      { member: ana.id },
      { title: 'Bread', summary: '', body: 'At five.', language: 'en' },
    );
    await answerFrom(house, outsider('nobody@new.example'), id, { content: '<p>Hello?</p>' });
    expect((await bo.get('/solidarity')).text).toContain(t('solidarity.strangers.waiting', { count: 1 }));
  });
});
