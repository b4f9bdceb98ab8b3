import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerFrom, follow, followFrom, outsider } from '../support/outsiders.ts';
import { adopt, openVote, proposalInput, vote } from '../support/people.ts';
import { noticeWords } from '../support/publications.ts';
import { everything } from '../support/rows.ts';
import { Browser, openAssembly, openSite, type Person, type Site, t } from '../support/web.ts';
import { offerMandate } from './offer.ts';

let site: Site;
let ana: Person;
let bo: Person;
let token: string;
let ids: Readonly<Record<string, readonly string[]>>;

/** A house with one of everything in it, also a vote whose time is over and that nobody has counted. */
beforeAll(async () => {
  ({ site, ana, bo } = await openAssembly({}, 'bo'));
  const { house } = site;
  const draft = await house.assembly.write({ member: ana.id }, proposalInput());
  const decided = await openVote(house, ana.id);
  await adopt(house, [ana.id, bo.id], decided);
  const open = await openVote(house, bo.id, { minutes: 600 });
  const due = await openVote(house, bo.id, { effect: { type: 'collective.rename', params: { name: 'Quay' } } });
  for (const { id } of [ana, bo]) await vote(house, id, due, 'agree');
  const comment = await house.assembly.comment({ member: ana.id }, open, { body: 'Mine.', language: 'en' });
  const { id: invitation, secret } = await house.members.invite({ member: ana.id });
  await ana.elsewhere();
  token = await ana.makeToken();
  const offer = await offerMandate(ana);
  const notice = await house.publication.publishNotice({ member: ana.id }, noticeWords());
  const gone = await house.publication.publishNotice({ member: ana.id }, noticeWords());
  await house.publication.withdraw({ member: ana.id }, gone);
  const following = await follow(house, ana.id, outsider('union@quay.example'));
  await followFrom(house, outsider('mira@garden.example'));
  await answerFrom(house, outsider('eve@strange.example'), notice, { content: '<p>Hm.</p>' });
  const { client } = house.db;
  const rows = async (table: string) =>
    (await client<{ id: string }[]>`select id from ${client(table)}`).map(({ id }) => id);
  house.clock.advance({ hours: 2 });
  ids = {
    proposals: [draft, decided, open, due],
    comments: [comment],
    invitations: [invitation],
    secrets: [secret],
    mandates: [offer, ...(await rows('mandates'))],
    sessions: await rows('sessions'),
    tokens: await rows('tokens'),
    published: [notice, gone],
    publications: [notice, gone],
    objects: [notice, gone],
    following: [following],
  };
});
afterAll(() => site[Symbol.asyncDispose]());

/** Every address behind a route of the table, with the ids that there are. */
function addresses(url: string): string[] {
  const of = (kind: string): readonly string[] => ids[kind] ?? [];
  const kind = /(proposals|mandates|invitations|sessions|tokens|published|publications|objects|following)\/:id/.exec(
    url,
  )?.[1];
  return (kind ? of(kind) : ['']).map((id) =>
    url
      .replace(':id', id)
      .replace(':comment', of('comments')[0] ?? '')
      .replace(':secret', of('secrets')[0] ?? '')
      .replace(/\/voices$/, `/voices?publication=${of('published')[0]}`),
  );
}

const reads = (): string[] =>
  site.routes
    .filter(({ method }) => method === 'GET')
    .flatMap(({ url }) => addresses(url))
    .filter((path) => !path.includes('/:'));

describe('looking at a page', () => {
  it('covers every route that is for reading', () => {
    const left = site.routes.filter(
      ({ method, url }) => method === 'GET' && addresses(url).every((path) => path.includes('/:')),
    );
    expect(left.map(({ url }) => url)).toEqual(['/assets/:digest/:name']);
    expect(reads().length).toBeGreaterThan(60);
  });

  it('changes nothing, whoever looks, and with whatever query', async () => {
    const { client } = site.house.db;
    const before = await everything(client);
    for (const path of reads()) {
      for (const by of [ana, new Browser(site)]) {
        const page = await by.get(path);
        expect(page.status, `${path}: ${page.text.slice(0, 200)}`).toBeLessThan(500);
      }
    }
    expect(await everything(client), 'while something is due').toEqual(before);

    await site.house.settle();
    const settled = await everything(client);
    const queries = '?done=left&choice=agree&form_token=x&once=x&_method=POST&erase=yes&confirm=1';
    for (const path of reads()) await ana.get(path + queries);
    expect(await everything(client), 'when all is settled').toEqual(settled);
  });

  it('changes nothing through the API either, nor when only heads are asked for', async () => {
    const { client } = site.house.db;
    await ana.get('/api/v1/me', { authorization: `Bearer ${token}` });
    const before = await everything(client);
    for (const path of reads().filter((each) => each.startsWith('/api/'))) {
      for (const method of ['GET', 'HEAD'] as const) {
        const answer = await new Browser(site).send({ method, url: path }, { authorization: `Bearer ${token}` });
        expect([200, 404, 410], `${method} ${path}: ${answer.html}`).toContain(answer.status);
      }
    }
    for (const path of reads()) await ana.send({ method: 'HEAD', url: path }, {});
    expect(await everything(client)).toEqual(before);
  });

  it('is written down once a week, by its week alone', async () => {
    const { client } = site.house.db;
    site.house.clock.advance({ days: 7 });
    await site.house.settle();
    const before = await everything(client);
    await ana.get('/today');
    await ana.get('/today');
    const after = await everything(client);
    const changed = Object.keys(after).filter(
      (table) => JSON.stringify(after[table]) !== JSON.stringify(before[table]),
    );
    expect(changed).toEqual(['sessions']);
    expect(after.sessions?.join()).toContain('2026-W10');
  });
});

describe('an address that stands for a form', () => {
  it('leads back to the page on which the form stands', async () => {
    const forms = site.routes
      .filter(({ method }) => method === 'POST')
      .filter(({ url }) => !url.startsWith('/api/') && !url.endsWith('/inbox'));
    for (const { url } of forms) {
      const [path = ''] = addresses(url);
      const page = await ana.get(path);
      expect([200, 303, 404, 409, 410], `${path}: ${page.text.slice(0, 200)}`).toContain(page.status);
      if (page.location) expect((await ana.get(page.location)).status, `${path} → ${page.location}`).toBeLessThan(500);
    }
  });
});

describe('before anything is founded', () => {
  it('every page answers, and none fails', async () => {
    const young = await openSite();
    const visitor = new Browser(young);
    const id = 'a'.repeat(26);
    const paths = young.routes
      .filter(({ method }) => method === 'GET')
      .map(({ url }) => url.replace(':secret', 'a'.repeat(52)).replaceAll(/:\w+/g, id));
    for (const path of paths) {
      const page = await visitor.get(path);
      expect(page.status, `${path}: ${page.text.slice(0, 200)}`).toBeLessThan(500);
    }
    expect((await visitor.fill('/sign-in', '/sign-in', { handle: 'ana', passphrase: 'x' })).text).toContain(
      t('sign_in.wrong'),
    );
    await young[Symbol.asyncDispose]();
  });
});
