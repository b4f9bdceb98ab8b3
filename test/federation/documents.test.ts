import { verifyProof } from '@fedify/fedify';
import {
  Activity,
  Article,
  Create,
  DataIntegrityProof,
  Delete,
  Multikey,
  Note,
  Organization,
  Update,
} from '@fedify/vocab';
import { preloadedContexts } from '@fedify/vocab-runtime';
import jsonld from 'jsonld';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adopt, discuss, openVote, vote } from '../support/people.ts';
import { Browser, openAssembly, type Person, type Site, t } from '../support/web.ts';

/** What is on the wire, as another server reads it. */
type Document = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

let site: Site;
let ana: Person;
let bo: Person;
let server: Browser;
let article: Document;
let decision: Document;
let notice: Document;

beforeAll(async () => {
  ({ site, ana, bo } = await openAssembly({}, 'bo', 'cleo'));
  server = new Browser(site, { accept: 'application/activity+json', 'accept-language': undefined });
  const words = { title: 'We keep the & quay', summary: '', body: 'It *is* [ours](/published).', language: 'es' };
  const id = await site.house.publication.publishNotice({ member: ana.id }, words);
  const proposal = await openVote(site.house, ana.id, { effect: { type: 'publish', params: { what: 'proposal' } } });
  await vote(site.house, bo.id, proposal, 'reservations');
  const others = (await site.house.sql<{ id: string }[]>`select id from members`).map((each) => each.id);
  await adopt(
    site.house,
    others.filter((each) => each !== bo.id),
    proposal,
  );
  notice = await at(`/objects/${id}`);
  const { orderedItems } = await at<Document & { orderedItems: { object: Document }[] }>('/actor/outbox?page=1');
  [decision, article] = orderedItems.map(({ object }) => object) as [Document, Document];
});
afterAll(() => site[Symbol.asyncDispose]());

const at = async <Found = Document>(path: string): Promise<Found> => (await server.get(path)).json<Found>();
const pathOf = (id: string): string => new URL(id).pathname;

/** Loads nothing: whatever is not bundled with others' software must not be needed to read us. */
const closed = async (url: string) => {
  const document = (preloadedContexts as Readonly<Record<string, unknown>>)[url];
  if (!document) throw new Error(`a context that would have to be fetched: ${url}`);
  return { contextUrl: null, documentUrl: url, document };
};
const loaders = { documentLoader: closed, contextLoader: closed };

describe('a published proposal', () => {
  it('is an article of the form that every server takes', () => {
    expect(article).toMatchObject({
      type: 'Article',
      attributedTo: 'https://port.example/actor',
      to: ['https://www.w3.org/ns/activitystreams#Public'],
      cc: ['https://port.example/actor/followers'],
      name: 'A bench at the quay',
      summary: '<p>We put up a bench.</p>',
      content: '<p>Three planks and two barrels.</p>',
      contentMap: { en: '<p>Three planks and two barrels.</p>' },
      mediaType: 'text/html',
      source: { content: 'Three planks and two barrels.', mediaType: 'text/markdown' },
      published: '2026-03-01T13:00:00Z',
      tag: [],
      attachment: [],
      'asm:kind': 'asm:GovernanceProposal',
    });
    expect(article.url).toBe(article.id.replace('/objects/', '/published/'));
    expect(article.context).toBe(article.conversation);
    expect(article).not.toHaveProperty('updated');
  });

  it('says how it was decided in numbers, and names nobody', () => {
    expect(article['asm:proposal']).toEqual({
      'asm:stage': 'decided',
      'asm:number': '2026-001',
      'asm:process': 'consensus',
      'asm:outcome': 'adopted',
      'asm:electorate': 3,
      'asm:cast': 3,
      'asm:counts': { 'asm:agree': 2, 'asm:reservations': 1, 'asm:stand_aside': 0, 'asm:block': 0, 'asm:abstain': 0 },
      'asm:decidedAt': '2026-03-01T13:00:00.000Z',
    });
    expect(JSON.stringify([article, decision])).not.toMatch(/\b(ana|bo|cleo)\b|why I say/);
  });

  it('is followed by a note that tells the decision, in the same thread', () => {
    expect(decision).toMatchObject({ type: 'Note', inReplyTo: article.id, context: article.context });
    expect(decision.content).toContain(
      `<strong>${t('telling.title', { number: '2026-001', title: 'A bench at the quay' })}`,
    );
    expect(decision).not.toHaveProperty('summary');
    expect(decision).not.toHaveProperty('name');
  });

  it('lists its answers and its thread', async () => {
    const replies = await at<Document & { first: { items: string[] } }>(pathOf(String(article.replies)));
    expect(replies).toMatchObject({ type: 'Collection', totalItems: 1, first: { items: [decision.id] } });
    const thread = await at<Document & { orderedItems: string[] }>(pathOf(String(article.context)));
    expect(thread.orderedItems).toEqual([article.id, decision.id]);
  });

  it('stands at the top of the profile by its address, since embedded articles are passed over', async () => {
    expect(await at('/actor/featured')).toMatchObject({ orderedItems: [article.id, notice.id] });
  });
});

describe('a notice', () => {
  it('is a note that begins with its title, in its language, with whole addresses', () => {
    const content =
      '<p><strong>We keep the &amp; quay</strong></p><p>It <em>is</em> <a href="https://port.example/published" rel="nofollow noopener noreferrer">ours</a>.</p>';
    expect(notice).toMatchObject({ type: 'Note', content, contentMap: { es: content } });
  });

  it('is changed by an Update with a later time, also within the same second', async () => {
    const id = await site.house.publication.publishNotice(
      { member: ana.id },
      { title: 'First', summary: '', body: 'a', language: 'en' },
    );
    const words = { title: 'Second', summary: '', body: 'b', language: 'en' };
    await site.house.publication.amend({ member: ana.id }, id, 1, words);
    const changed = await at(`/objects/${id}`);
    expect(changed.content).toBe('<p><strong>Second</strong></p><p>b</p>');
    expect(String(changed.updated) > String(changed.published)).toBe(true);
    const [latest] = (await at<Document & { orderedItems: Document[] }>('/actor/outbox?page=1')).orderedItems;
    expect(latest).toMatchObject({ type: 'Update', object: changed });
  });

  it('leaves a tombstone when it is withdrawn, on the wire and for good', async () => {
    const id = await site.house.publication.publishNotice(
      { member: ana.id },
      { title: 'Gone soon', summary: '', body: 'canary of a withdrawn text', language: 'en' },
    );
    await site.house.publication.withdraw({ member: ana.id }, id);
    const page = await server.get(`/objects/${id}`);
    expect(page.status).toBe(410);
    expect(page.json()).toMatchObject({
      id: `https://port.example/objects/${id}`,
      type: 'Tombstone',
      formerType: 'Note',
    });
    expect(page.html).not.toContain('canary');
    for (const collection of ['replies', 'context']) {
      expect((await server.get(`/objects/${id}/${collection}`)).status).toBe(404);
    }
    const [latest] = (await at<Document & { orderedItems: Document[] }>('/actor/outbox?page=1')).orderedItems;
    expect(latest).toMatchObject({ type: 'Delete', object: { type: 'Tombstone' } });
  });
});

describe('what is published, as other software reads it', () => {
  const published = () => [article, decision, notice];

  it('can be expanded as JSON-LD with no term undefined and nothing fetched', async () => {
    const actors = [await at('/actor'), await at('/actor/instance')];
    for (const document of [...published(), ...actors]) {
      const [expanded] = await jsonld.expand(document, { documentLoader: closed, safe: true });
      expect(Object.keys(expanded ?? {}).length, document.id).toBeGreaterThan(5);
    }
  });

  it('is understood by Fedify, with all its text', async () => {
    const read = await Article.fromJsonLd(article, loaders);
    expect(String(read.name)).toBe('A bench at the quay');
    expect(read.attributionId?.href).toBe('https://port.example/actor');
    expect(String((await Note.fromJsonLd(notice, loaders)).content)).toContain('It <em>is</em>');
    const actor = await Organization.fromJsonLd(await at('/actor'), loaders);
    expect(actor.preferredUsername).toBe('harbour');
    expect(actor.inboxId?.href).toBe('https://port.example/actor/inbox');
    const { orderedItems } = await at<Document & { orderedItems: Document[] }>('/actor/outbox?page=1');
    const kinds = await Promise.all(orderedItems.map((each) => Activity.fromJsonLd(each, loaders)));
    expect(new Set(kinds.map((each) => each.constructor))).toEqual(new Set([Create, Update, Delete]));
  });

  it('carries a proof that Fedify verifies, and that no change survives', async () => {
    const actor = await at<Document & { assertionMethod: [object] }>('/actor');
    const key = await Multikey.fromJsonLd(
      { '@context': 'https://w3id.org/security/multikey/v1', ...actor.assertionMethod[0] },
      loaders,
    );
    const keyCache = { get: async () => key, set: async () => {} };
    const verified = async (document: Readonly<Record<string, unknown>>) => {
      const { proof, ...bare } = document;
      const parsed = await DataIntegrityProof.fromJsonLd(proof, loaders);
      return (await verifyProof(bare, parsed, { ...loaders, keyCache } as never)) !== null;
    };
    const { orderedItems } = await at<Document & { orderedItems: Document[] }>('/actor/outbox?page=1');
    for (const document of [...published(), ...orderedItems]) expect(await verified(document), document.id).toBe(true);
    expect(await verified({ ...article, 'asm:kind': 'asm:Decision' })).toBe(false);
    expect(await verified({ ...article, content: '<p>Something else.</p>' })).toBe(false);
  });
});

describe('our documents', () => {
  it('are the same bytes until what they describe changes, and are not sent twice', async () => {
    const first = await server.get(pathOf(article.id));
    const etag = first.header('etag');
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    expect(first.header('content-type')).toBe('application/activity+json; charset=utf-8');
    const again = await server.get(pathOf(article.id), { 'if-none-match': etag });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
    await site.house.publication.publishNotice(
      { member: ana.id },
      { title: 'Another', summary: '', body: 'thing', language: 'en' },
    );
    expect((await server.get(pathOf(article.id))).bytes).toEqual(first.bytes);
  });

  it.each`
    path                   | page
    ${'/actor'}            | ${'/'}
    ${'/objects/$article'} | ${'/published/$article'}
  `('take a person with a browser to the page: $path', async ({ path, page }) => {
    const put = (text: string) => text.replace('$article', pathOf(article.id).split('/').at(-1) ?? '');
    const answer = await server.get(put(path), { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect([answer.status, answer.location, answer.header('vary')]).toEqual([303, put(page), 'Accept']);
    const everything = await server.get(put(path), { accept: '*/*' });
    expect(everything.header('content-type')).toContain('application/activity+json');
  });

  it('tell how many follow, and not who', async () => {
    expect(await at('/actor/followers')).toEqual({
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: 'https://port.example/actor/followers',
      type: 'OrderedCollection',
      attributedTo: 'https://port.example/actor',
      totalItems: 0,
    });
  });

  it('are turned over page by page, each thing once, also while new ones come', async () => {
    const publish = (title: string) =>
      site.house.publication.publishNotice({ member: ana.id }, { title, summary: '', body: 'x', language: 'en' });
    for (let number = 0; number < 45; number += 1) await publish(`Notice ${number}`);
    const { totalItems, first } = await at<Document & { totalItems: number; first: string }>('/actor/outbox');
    const seen: string[] = [];
    for (let next: string | undefined = first; next; ) {
      const page: Document & { orderedItems: Document[]; next?: string } = await at(
        next.replace(site.origin.origin, ''),
      );
      seen.push(...page.orderedItems.map(({ id }) => id));
      next = page.next;
      if (seen.length === 20) await publish('Published while somebody reads');
    }
    expect(seen).toHaveLength(totalItems);
    expect(new Set(seen).size).toBe(totalItems);
  });

  it.each(['page=0', 'page=2', 'before=-1', 'before=1e9', 'before=x', 'before=99999999999999999999', 'max_id=1'])(
    'refuse a page that cannot be: %s',
    async (query) => expect((await server.get(`/actor/outbox?${query}`)).status).toBe(400),
  );

  it.each(['$article/replies', '$article/context', '/actor/featured', '/actor/followers', '/actor/following'])(
    'are one page, whatever else is asked for: %s',
    async (given) => {
      const path = given.replace('$article', `/objects/${pathOf(article.id).split('/').at(-1) ?? ''}`);
      const whole = await server.get(path);
      expect(whole.status).toBe(200);
      const odd = ['page=1', 'page=99999999', 'page=-1', 'page=NaN', 'limit=1e9', 'before=0', "max_id=' or 1=1 --"];
      for (const query of [...odd, '__proto__=x', 'page=1&page=2', `x=${'x'.repeat(2_000)}`, '%']) {
        const answer = await server.get(`${path}?${query}`);
        expect([answer.status, answer.html], query).toEqual([200, whole.html]);
      }
    },
  );

  it.each([
    '',
    'resource=',
    'resource=acct:',
    'resource=%00',
    "resource=' or 1=1 --",
    'resource=a&resource=b',
    'resource=%',
  ])('are described to nobody who asks like this: %s', async (query) =>
    expect([400, 404]).toContain((await server.get(`/.well-known/webfinger?${query}`)).status),
  );

  it.each([
    '/objects/aaaaaaaaaaaaaaaaaaaaaaaaaa',
    '/objects/x',
    '/objects/..%2factor',
    '/activities/x',
    '/actor/',
    '/actor/members',
  ])('are not there where nothing is: %s', async (path) => expect((await server.get(path)).status).toBe(404));

  it('are not there for what members have not let out', async () => {
    const proposal = await discuss(site.house, ana.id);
    for (const path of [`/objects/${proposal}`, `/published/${proposal}`]) {
      expect((await server.get(path)).status, path).toBe(404);
    }
  });
});

describe('WebFinger', () => {
  const ask = (resource: string) => server.get(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`);

  it.each`
    resource                                 | self
    ${'acct:harbour@port.example'}           | ${'https://port.example/actor'}
    ${'acct:HARBOUR@PORT.example'}           | ${'https://port.example/actor'}
    ${'https://port.example/actor'}          | ${'https://port.example/actor'}
    ${'acct:instance.actor@port.example'}    | ${'https://port.example/actor/instance'}
    ${'https://port.example/actor/instance'} | ${'https://port.example/actor/instance'}
  `('leads from $resource to $self', async ({ resource, self }) => {
    const page = await ask(resource);
    expect(page.header('content-type')).toBe('application/jrd+json; charset=utf-8');
    const { links } = page.json<{ links: { rel: string; type: string; href: string }[] }>();
    expect(links[0]).toEqual({ rel: 'self', type: 'application/activity+json', href: self });
  });

  it('names the actor that speaks for the server', async () => {
    const { links } = (await ask('https://port.example/')).json<{ links: object[] }>();
    expect(links).toEqual([
      {
        rel: 'https://www.w3.org/ns/activitystreams#Service',
        type: 'application/activity+json',
        href: 'https://port.example/actor/instance',
      },
    ]);
  });

  it.each([
    'acct:ana@port.example',
    'acct:nobody@port.example',
    'acct:harbour@other.example',
    'mailto:ana@port.example',
    'x',
  ])('does not know %s', async (resource) => {
    const page = await ask(resource);
    expect(page.status).toBe(404);
    expect(page.html).toBe((await ask('acct:somebody@port.example')).html);
  });

  it('wants to be asked for something', async () => {
    for (const query of ['', '?resource=', '?resource=a&resource=b', `?resource=${'x'.repeat(3_000)}`]) {
      expect([400, 404]).toContain((await server.get(`/.well-known/webfinger${query}`)).status);
    }
  });
});

describe('a node on which nobody has founded a collective', () => {
  it('is nobody, and says so', async () => {
    const { openSite } = await import('../support/web.ts');
    await using empty = await openSite();
    const asker = new Browser(empty, { accept: 'application/activity+json' });
    for (const path of [
      '/actor',
      '/actor/outbox',
      '/actor/followers',
      '/.well-known/webfinger?resource=acct:a@port.example',
    ]) {
      expect((await asker.get(path)).status, path).toBe(404);
    }
  });
});
