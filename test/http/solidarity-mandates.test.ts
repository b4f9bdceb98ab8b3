import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { follow, messageFrom, outsider, reportFrom, tellOf } from '../support/outsiders.ts';
import { type Browser, inLanguage, openAssembly, type Person, type Site } from '../support/web.ts';

const MONTH = { days: 31 };
const WAITS = 'https://garden.example/activities/waits';

/** Every act of these pages, as somebody sends it who has the page still open. */
const ACTS: readonly (readonly [path: string, fields: Record<string, string>, code: string])[] = [
  ['/solidarity/following', { handle: '@union@quay.example' }, 'following.no_mandate'],
  ['/solidarity/followers/acceptance', { follow: WAITS }, 'follower.no_mandate'],
  ['/solidarity/followers/removal', { follow: WAITS }, 'follower.no_mandate'],
  ['/solidarity/followers/approval', { approves: 'yes' }, 'follower.no_mandate'],
  [
    '/solidarity/strangers/standings',
    { subject: 'server', name: 'spam.example', verdict: 'keep_out', reason: 'Nothing but advertisements.' },
    'standing.no_mandate',
  ],
  ['/solidarity/reports/settlement', { outcome: 'set_aside', reason: 'Nothing to it.' }, 'report.no_mandate'],
  ['/solidarity/deliveries/retrial', { host: 'slow.example' }, 'deliveries.no_mandate'],
];

describe.each(['en', 'es', 'fr', 'ar'] as const)('without a mandate, or when it has ended, in %s', (locale) => {
  let here: Site;
  let eva: Person;
  let hugo: Person;
  beforeAll(async () => {
    ({ site: here, ana: eva, hugo } = await openAssembly({}, 'hugo'));
    await here.house.peers.setApproval({ member: eva.id }, true);
    const waits = messageFrom(outsider('mira@garden.example'), 'Follow', here.house.federation.uris.actor, {
      id: WAITS,
    });
    await tellOf(here.house, waits);
    await follow(here.house, eva.id, outsider('tom@garden.example'));
    await reportFrom(here.house, outsider('x@quay.example'), here.house.federation.uris.actor);
    for (const by of [eva, hugo]) await by.fill('/me', '/me/settings', { locale });
  });
  afterAll(() => here[Symbol.asyncDispose]());

  const refusedTo = async (by: Browser): Promise<void> => {
    const { sql } = here.house;
    const token = await by.token('/me');
    const before = await sql`select (select count(*) from follows_sent where ended_at is null) as followed,
      (select count(*) from standings) as said, (select count(*) from follow_policies) as policies,
      (select state from follows_received limit 1) as state`;
    const [report] = await sql<{ id: string }[]>`select id from reports`;
    for (const [path, given, code] of ACTS) {
      const fields = path === '/solidarity/reports/settlement' ? { ...given, report: report!.id } : given;
      const answer = await by.post(path, { ...fields, form_token: token });
      expect(answer.status, path).toBe(403);
      expect(answer.text, path).toContain(inLanguage(locale).t(code));
      expect(answer.html).toContain(`<html lang="${locale}"`);
    }
    const [row] = await sql<{ id: string }[]>`select id from follows_sent`;
    const ended = await by.post(`/solidarity/following/${row!.id}/end`, { form_token: token });
    expect(ended.status).toBe(403);
    expect(ended.text).toContain(inLanguage(locale).t('following.no_mandate'));
    const after = await sql`select (select count(*) from follows_sent where ended_at is null) as followed,
      (select count(*) from standings) as said, (select count(*) from follow_policies) as policies,
      (select state from follows_received limit 1) as state`;
    expect(after).toEqual(before);
  };

  it('every act is refused to a member, in words of theirs, and changes nothing', () => refusedTo(hugo));

  it('every page shows whom to ask instead of buttons', async () => {
    for (const path of [
      '/solidarity',
      '/solidarity/followers',
      '/solidarity/strangers',
      '/solidarity/reports',
      '/solidarity/deliveries',
    ]) {
      const page = await hugo.get(path);
      expect(page.status).toBe(200);
      expect(page.forms, path).toEqual([]);
      expect(page.text, path).toContain(inLanguage(locale).t('mandate.propose'));
      expect(page.text, path).not.toMatch(/[{}]|undefined/);
    }
  });

  it('every act is refused to whoever held it, from the instant at which it ends', async () => {
    here.house.clock.advance(MONTH);
    const later = await eva.elsewhere();
    await refusedTo(later);
    const page = await later.get('/solidarity');
    expect(page.forms).toEqual([]);
    expect(page.text).toContain(inLanguage(locale).t('mandate.nobody'));
  });
});
