import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerFrom, outsider, reportFrom } from '../support/outsiders.ts';
import { Browser, inLanguage, openAssembly, type Person, type Site, t } from '../support/web.ts';

const REPORTS = '/solidarity/reports';
const SETTLEMENT = '/solidarity/reports/settlement';

let site: Site;
let ana: Person;
let bo: Person;
let notice: string;
beforeAll(async () => {
  ({ site, ana, bo } = await openAssembly({}, 'bo'));
});
beforeEach(async () => {
  site.house.clock.advance({ seconds: 1 });
  await site.house.sql`delete from reports`;
  const words = { title: 'Kitchen open', summary: '', body: 'From six.', language: 'en' };
  notice = await site.house.publication.publishNotice({ member: ana.id }, words);
});
afterAll(() => site[Symbol.asyncDispose]());

const server = outsider('canaryreporter@quay.example', { type: 'Application' });
const bob = outsider('bob@strange.example', { name: 'Bob' });

describe('a report of another server', () => {
  it('stands there for every member, with what it is about and what can be done, and without who it was', async () => {
    const { uris } = site.house.federation;
    const said = await answerFrom(site.house, bob, notice, { content: '<p>Go home.</p>' });
    await reportFrom(site.house, server, [uris.actor, uris.object(notice), said], '<b>Hateful</b>\nsecond line');
    for (const by of [ana, bo]) {
      const page = await by.get(REPORTS);
      expect(page.text).toContain('quay.example');
      expect(page.text).toContain(t('report.target.collective', { name: 'Harbour Assembly' }));
      expect(page.html).toContain(`href="/published/${notice}"`);
      expect(page.html).toContain(`effect=retract&amp;effect_retracted=${notice}`);
      expect(page.html).toContain(`/solidarity/strangers?about=${encodeURIComponent(bob.id)}`);
      expect(page.text).toContain('Go home.');
      expect(page.html).toContain('&lt;b>Hateful&lt;/b>\nsecond line');
      expect(page.html).not.toContain('canaryreporter');
      expect(page.forms.length > 0).toBe(by === ana);
    }
    expect((await bo.get(REPORTS)).text).toContain(t('standing.who', { office: t('office.node-keeper') }));
    expect((await new Browser(site).get(REPORTS)).status).not.toBe(200);
  });

  it('is on the page of today for whoever looks after it, and for nobody else, until it is settled', async () => {
    await reportFrom(site.house, server, site.house.federation.uris.actor);
    expect((await ana.get('/today')).text).toContain(t('today.reports', { count: 1 }));
    expect((await bo.get('/today')).text).not.toContain(t('today.reports', { count: 1 }));
    expect((await bo.get('/solidarity')).text).toContain(t('solidarity.reports.waiting', { count: 1 }));
    const page = await ana.fill(REPORTS, SETTLEMENT, { outcome: 'set_aside', reason: 'A quarrel of theirs.' });
    expect(page.text).toContain(t('notice.report_settled'));
    expect(page.text).toContain(t('report.empty'));
    expect((await ana.get('/today')).text).not.toContain(t('today.reports', { count: 1 }));
    const seen = await bo.get(REPORTS);
    expect(seen.text).toContain('A quarrel of theirs.');
    expect(seen.text).toContain(t('report.set_aside'));
    expect(seen.html).toMatch(/href="\/mandates\/[a-z2-7]{26}"/);
  });

  it('is settled only with a reason, and comes back filled in without one', async () => {
    await reportFrom(site.house, server, site.house.federation.uris.actor);
    const { fields } = (await ana.get(REPORTS)).form(SETTLEMENT);
    const page = await ana.post(SETTLEMENT, { ...fields, outcome: 'set_aside', reason: ' ' });
    expect(page.status).toBe(422);
    expect(page.text).toContain(t('field.required'));
    expect(page.html).toContain('<details open');
    expect((await ana.get(REPORTS)).text).toContain(t('report.open', { count: 1 }));
  });

  it('is settled by one of two who do so at once; the other is told', async () => {
    await reportFrom(site.house, server, site.house.federation.uris.actor);
    const { fields } = (await ana.get(REPORTS)).form(SETTLEMENT);
    const one = { ...fields, outcome: 'acted', reason: 'The notice was changed.' };
    expect((await ana.post(SETTLEMENT, one)).status).toBe(303);
    const second = await ana.elsewhere();
    const token = await second.token('/me');
    const other = await second.post(SETTLEMENT, {
      ...one,
      form_token: token,
      once: '',
      reason: 'Not at all a good reason.',
    });
    expect(other.status).toBe(409);
    expect(other.text).toContain(t('report.settled'));
    expect(other.text).toContain('Not at all a good reason.');
  });

  it('shows a page at a time, also through the API', async () => {
    const { house } = site;
    for (let each = 0; each < 45; each += 1) {
      house.clock.advance({ milliseconds: 1 });
      await reportFrom(house, outsider(`x@s${each}.example`), house.federation.uris.actor, `number ${each}.`);
    }
    const first = await ana.get(REPORTS);
    expect(first.text).toContain('number 0.');
    expect(first.text).toContain('number 19.');
    expect(first.text).not.toContain('number 20.');
    const [, more] = /href="(\/solidarity\/reports\?after=[a-z2-7]{26})"/.exec(first.html) ?? [];
    const second = await ana.get(more ?? '');
    expect(second.text).toContain('number 20.');
    expect(second.text).not.toContain('number 19.');
    for (const path of [`${REPORTS}?after=x`, `${REPORTS}?after=${'a'.repeat(26)}&settled=%00`]) {
      expect((await ana.get(path)).status).toBe(200);
    }
  });

  it.each(['es', 'fr', 'ar'] as const)('is told in %s', async (locale) => {
    await reportFrom(site.house, server, site.house.federation.uris.actor);
    const by = await bo.elsewhere();
    await by.fill('/me', '/me/settings', { locale });
    const page = await by.get(REPORTS);
    expect(page.text).toContain(inLanguage(locale).t('report.open', { count: 1 }));
    expect(page.text).not.toMatch(/[{}]|undefined|report\./);
  });
});
