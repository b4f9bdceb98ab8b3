import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerFrom, outsider } from '../support/outsiders.ts';
import { Browser, openAssembly, type Person, type Site, t } from '../support/web.ts';

const STRANGERS = '/solidarity/strangers';
const STANDINGS = '/solidarity/strangers/standings';

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

describe('strangers', () => {
  it('are shown to all members by their servers, as words and nothing else', async () => {
    const eve = outsider('eve@held.example', { name: 'Eve' });
    const adam = outsider('adam@held.example');
    const content = '<p>Buy <b>now</b>: <a href="https://evil.example/">https://bank.example/</a></p>';
    for (let each = 0; each < 5; each += 1) await answerFrom(site.house, eve, publication, { content });
    await answerFrom(site.house, adam, publication, {
      content: '<p>Open on Sundays?</p>',
      to: [site.house.federation.uris.actor],
    });
    for (const by of [ana, bo]) {
      const page = await by.get(STRANGERS);
      expect(page.html.match(/<h2><bdi dir="ltr">held\.example<\/bdi><\/h2>/g)).toHaveLength(1);
      expect(page.text).toContain('Buy now: https://bank.example/');
      expect(page.text.match(/Buy now/g)).toHaveLength(3);
      expect(page.text).toContain(t('standing.said', { count: 5 }));
      expect(page.text).toContain(t('voice.private'));
      expect(page.html).toContain(`href="/published/${publication}"`);
      expect(page.html).not.toContain('evil.example');
      expect(page.text).toContain(t('standing.mode.quarantine'));
      expect(page.forms.length > 0).toBe(by === ana);
    }
    expect((await bo.get(STRANGERS)).text).toContain(t('standing.who', { office: t('office.node-keeper') }));
  });

  it('are let in with one act, and are then heard by everybody', async () => {
    const eve = stranger();
    await answerFrom(site.house, eve, publication, { content: '<p>Good evening.</p>' });
    const shown = await ana.get(STRANGERS);
    expect(shown.form(STANDINGS).fields).toMatchObject({ subject: 'actor', name: eve.id, verdict: 'let_in' });
    const page = await ana.submit(shown, STANDINGS);
    expect(page.text).toContain(t('notice.stranger_let_in'));
    expect((await visitor.get(path)).text).toContain('Good evening.');
    expect((await bo.get(STRANGERS)).text).toContain(`@${eve.handle}@${new URL(eve.id).host}`);
  });

  it('are kept out with a reason, which everybody here can read, until that is taken back', async () => {
    const eve = stranger();
    await judge(eve.id, 'let_in');
    await answerFrom(site.house, eve, publication, { content: '<p>Spam, spam.</p>' });
    const about = await ana.get(`${STRANGERS}?about=${encodeURIComponent(eve.id)}`);
    expect(about.text).toContain(t('standing.now.heard'));
    const fields = { ...about.form(STANDINGS).fields, subject: 'actor', verdict: 'keep_out', reviewOn: '2026-04-01' };
    site.house.clock.advance({ seconds: 1 });

    const unreasoned = await ana.post(STANDINGS, { ...fields, reason: ' ' });
    expect(unreasoned.status).toBe(422);
    expect(unreasoned.text).toContain(t('standing.reason_needed'));
    expect(unreasoned.html).toContain('id="judge-about-reason-error"');
    expect(unreasoned.form(STANDINGS).fields).toMatchObject({ name: eve.id, reviewOn: '2026-04-01' });

    const page = await ana.submit(unreasoned, STANDINGS, { verdict: 'keep_out', reason: 'Nothing but spam.' });
    expect(page.text).toContain(t('notice.stranger_kept_out'));
    expect((await visitor.get(path)).text).not.toContain('Spam, spam.');
    const listed = await bo.get(STRANGERS);
    expect(listed.text).toContain('Nothing but spam.');
    expect(listed.text).toContain(t('standing.review', { date: '1 April 2026' }));
    expect(listed.link('/mandates/')).toMatch(/^\/mandates\/[a-z2-7]{26}$/);

    await answerFrom(site.house, eve, publication, { content: '<p>More spam.</p>' });
    site.house.clock.advance({ seconds: 1 });
    const back = await ana.submit(await ana.get(STRANGERS), STANDINGS, {
      subject: 'actor',
      name: eve.id,
      verdict: 'none',
    });
    expect(back.text).toContain(t('notice.standing_taken_back'));
    expect(back.text).toContain('Spam, spam.');
    expect(back.text).not.toContain('More spam.');
    expect((await bo.get(STRANGERS)).text).not.toContain('Nothing but spam.');
  });

  it('and a mistake about one of many opens the form of that one again', async () => {
    const [first, second] = [stranger(), stranger()];
    for (const each of [first, second]) await answerFrom(site.house, each, publication, { content: '<p>Hm.</p>' });
    const shown = await ana.get(STRANGERS);
    const { form_token } = shown.form(STANDINGS).fields;
    const page = await ana.post(STANDINGS, {
      form_token: form_token ?? '',
      name: first.id,
      subject: 'server',
      verdict: 'keep_out',
    });
    expect(page.status).toBe(422);
    expect(page.html.match(/<details open/g)).toHaveLength(1);
    const [, opened = ''] = page.html.split('<details open');
    expect(opened.split('</details>')[0]).toContain(`value="${first.id}"`);
    expect(opened.split('</details>')[0]).toMatch(/value="server" checked/);
    const ids = [...page.html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it.each`
    typed                           | host                    | from
    ${'Spam.Example'}               | ${'spam.example'}       | ${'spam.example'}
    ${'https://spam2.example/@eve'} | ${'spam2.example'}      | ${'a.b.spam2.example'}
    ${'@eve@spam3.example'}         | ${'spam3.example'}      | ${'spam3.example:8443'}
    ${'eve@spam4.example:8443'}     | ${'spam4.example:8443'} | ${'spam4.example:8443'}
    ${'спам.example'}               | ${'xn--80ayhh.example'} | ${'спам.example'}
    ${'192.0.2.7'}                  | ${'192.0.2.7'}          | ${'192.0.2.7'}
  `('are kept out with their server, before a word has come from there: $typed', async ({ typed, host, from }) => {
    const page = await ana.post(STANDINGS, {
      form_token: await ana.token(STRANGERS),
      ...{ subject: 'server', name: typed, verdict: 'keep_out', reason: 'Advertisements.' },
    });
    expect(page.status).toBe(303);
    expect((await bo.get(STRANGERS)).html).toContain(`<bdi class="outsider" dir="ltr">${host}</bdi>`);
    const id = new URL(`https://${from}/users/new`).href;
    await answerFrom(site.house, outsider(`new@${from}`, { id }), publication, { content: '<p>Buy.</p>' });
    expect(await site.house.sql`select id from remote_notes where actor = ${id}`).toEqual([]);
  });

  it.each`
    subject     | name                            | code
    ${'server'} | ${'nobody'}                     | ${'standing.no_server'}
    ${'server'} | ${'not a server'}               | ${'standing.no_server'}
    ${'server'} | ${'javascript:alert(1)'}        | ${'standing.no_server'}
    ${'server'} | ${'port.example'}               | ${'standing.ourselves'}
    ${'server'} | ${'https://PORT.example/x'}     | ${'standing.ourselves'}
    ${'actor'}  | ${'@eve@spam.example'}          | ${'standing.no_account'}
    ${'actor'}  | ${'https://spam.example'}       | ${'standing.no_account'}
    ${'actor'}  | ${'https://port.example/actor'} | ${'standing.ourselves'}
  `('are not what is typed here, and that is said: $subject $name', async ({ subject, name, code }) => {
    const fields = { form_token: await ana.token(STRANGERS), subject, name, verdict: 'keep_out', reason: 'x' };
    const page = await ana.post(STANDINGS, fields);
    expect(page.status).toBe(422);
    expect(page.text).toContain(t(code));
  });

  it('are looked at again on the day that was named', async () => {
    const eve = stranger();
    await site.house.peers.judge(
      { member: ana.id },
      {
        subject: 'actor',
        name: eve.id,
        verdict: 'keep_out',
        reason: 'For a while.',
        reviewOn: new Date('2026-03-05T00:00:00Z'),
      },
    );
    expect((await bo.get(STRANGERS)).text).toContain(t('standing.review', { date: '5 March 2026' }));
    site.house.clock.advance({ days: 5 });
    expect((await bo.get(STRANGERS)).text).toContain(t('standing.review.due', { date: '5 March 2026' }));
  });

  it('of whom nothing is known are not shown, whoever asks about them', async () => {
    for (const about of ['https://nowhere.example/users/x', 'javascript:alert(1)', '%00', '"><script>']) {
      const page = await ana.get(`${STRANGERS}?about=${encodeURIComponent(about)}`);
      expect(page.status).toBe(200);
      expect(page.html).not.toMatch(/nowhere\.example|javascript:|id="about"/);
    }
  });
});
