import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followFrom, outsider } from '../support/outsiders.ts';
import { openAssembly, type Person, type Site, t } from '../support/web.ts';

let site: Site;
let ana: Person;
let bo: Person;
beforeAll(async () => {
  ({ site, ana, bo } = await openAssembly({}, 'bo'));
});
afterAll(() => site[Symbol.asyncDispose]());

describe('those who follow us', () => {
  const mira = outsider('mira@garden.example', { name: 'Mira' });
  const tom = outsider('tom@garden.example');
  let asked: string;

  it('are nobody at first, and the page says how they find us', async () => {
    const page = await bo.get('/solidarity/followers');
    expect(page.text).toContain(t('follower.lede', { count: 0 }));
    expect(page.text).toContain('@harbour@port.example');
    expect(page.text).toContain(t('follower.approval.is_no'));
    expect(page.text).toContain(t('follower.who', { office: t('office.node-keeper') }));
  });

  it('are listed, by all members', async () => {
    await followFrom(site.house, mira);
    for (const by of [ana, bo]) {
      const page = await by.get('/solidarity/followers');
      expect(page.text).toContain(t('follower.lede', { count: 1 }));
      expect(page.text).toContain('Mira @mira@garden.example');
      expect(page.forms.some(({ action }) => action.endsWith('/removal'))).toBe(by === ana);
    }
    expect((await bo.get('/solidarity')).text).toContain(t('solidarity.followers', { count: 1 }));
  });

  it('wait for an answer once that has been chosen', async () => {
    const page = await ana.fill('/solidarity/followers', '/solidarity/followers/approval', { approves: 'yes' });
    expect(page.text).toContain(t('notice.follower_approval'));
    asked = await followFrom(site.house, tom);
    const seen = await bo.get('/solidarity/followers');
    expect(seen.text).toContain(t('follower.waiting', { count: 1 }));
    expect(seen.text).toContain(t('follower.approval.is_yes'));
    expect(seen.text.indexOf('@tom@')).toBeLessThan(seen.text.indexOf('@mira@'));
    expect((await bo.get('/solidarity')).text).toContain(t('solidarity.followers.waiting', { count: 1 }));
  });

  it('are accepted', async () => {
    const shown = await ana.get('/solidarity/followers');
    expect(shown.form('/solidarity/followers/acceptance').fields.follow).toBe(asked);
    const page = await ana.submit(shown, '/solidarity/followers/acceptance');
    expect(page.text).toContain(t('notice.follower_accepted'));
    expect(page.text).toContain(t('follower.lede', { count: 2 }));
    const again = await ana.submit(shown, '/solidarity/followers/acceptance');
    expect(again.status).toBe(409);
    expect(again.text).toContain(t('follower.not_pending'));
    expect(again.html).not.toContain('<textarea');
  });

  it('are removed', async () => {
    const shown = await ana.get('/solidarity/followers');
    const page = await ana.submit(shown, '/solidarity/followers/removal', { follow: asked });
    expect(page.text).toContain(t('notice.follower_removed'));
    expect(page.text).not.toContain('@tom@');
    const again = await ana.submit(shown, '/solidarity/followers/removal', { follow: asked });
    expect(again.status).toBe(404);
    expect(again.text).toContain(t('follower.not_found'));
  });

  it('are read a page at a time', async () => {
    site.house.clock.advance({ seconds: 1 });
    await site.house.peers.setApproval({ member: ana.id }, false);
    for (let each = 0; each < 55; each += 1) {
      if (each % 4 === 0) site.house.clock.advance({ seconds: 1 });
      await followFrom(site.house, outsider(`follower${each}@crowd.example`));
    }
    const first = await bo.get('/solidarity/followers');
    const second = await bo.get(first.link('/solidarity/followers?after='));
    const found = [first, second].flatMap(({ text }) => text.match(/@follower\d+@/g) ?? []);
    expect(new Set(found).size).toBe(55);
    expect(found).toHaveLength(55);
    expect(second.html).not.toContain('followers?after=');
  });
});

describe('deliveries', () => {
  it('that wait are listed by server, and tried again by whoever holds the mandate', async () => {
    const { sql } = site.house;
    await sql`delete from deliveries`;
    const page = await bo.get('/solidarity/deliveries');
    expect(page.text).toContain(t('delivery.empty'));
    expect(page.text).toContain(t('delivery.who', { office: t('office.node-keeper') }));

    site.house.clock.advance({ seconds: 1 });
    await site.house.peers.setApproval({ member: ana.id }, true);
    const asked = await followFrom(site.house, outsider('late@slow.example'));
    await ana.submit(await ana.get('/solidarity/followers'), '/solidarity/followers/acceptance', { follow: asked });
    await sql`insert into remote_hosts (host, failing_since, not_before)
      values ('slow.example', now(), '2999-01-01') on conflict (host) do update set failing_since = now(), not_before = '2999-01-01'`;
    await sql`update deliveries set last_answer = 'timeout', next_at = '2999-01-01' where host = 'slow.example'`;
    const seen = await bo.get('/solidarity/deliveries');
    expect(seen.text).toContain('slow.example');
    expect(seen.text).toContain('timeout');
    expect(seen.forms.map(({ action }) => action)).not.toContain('/solidarity/deliveries/retrial');
    expect((await bo.get('/solidarity')).text).toContain(t('solidarity.deliveries.failing', { count: 1 }));

    const retried = await ana.submit(await ana.get('/solidarity/deliveries'), '/solidarity/deliveries/retrial', {
      host: 'slow.example',
    });
    expect(retried.text).toContain(t('notice.deliveries_retried'));
    const [row] = await sql<
      { due: boolean }[]
    >`select bool_and(next_at <= ${site.house.clock.now()}) as due from deliveries where host = 'slow.example'`;
    expect(row?.due).toBe(true);
    site.house.clock.advance({ seconds: 1 });
    await site.house.peers.setApproval({ member: ana.id }, false);
  });

  it('that did not arrive are listed, with what they were about', async () => {
    const { house } = site;
    const id = await house.publication.publishNotice(
      { member: ana.id },
      { title: 'Soup', summary: '', body: 'At six.', language: 'en' },
    );
    await house.sql`update deliveries set state = 'failed', settled_at = now(), last_answer = '410' where object = ${house.federation.uris.object(id)}`;
    const page = await bo.get('/solidarity/deliveries');
    expect(page.text).toContain(t('delivery.failed'));
    expect(page.text).toContain('410');
    expect(page.html).toContain(`href="/published/${id}"`);
  });
});
