import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, HTTP, openAssembly, openSite, type Site, VERSION } from '../support/web.ts';

const SCHEMA = 'http://nodeinfo.diaspora.software/ns/schema/2.1';

/** The vocabulary of NodeInfo 2.1, as its schema has it. */
const PROTOCOLS = 'activitypub buddycloud dfrn diaspora libertree ostatus pumpio tent xmpp zot'.split(' ');
const INBOUND = 'atom1.0 gnusocial imap pnut pop3 pumpio rss2.0 twitter'.split(' ');

interface NodeInfo {
  readonly version: string;
  readonly software: { readonly name: string; readonly version: string };
  readonly protocols: readonly string[];
  readonly services: { readonly inbound: readonly string[]; readonly outbound: readonly string[] };
  readonly openRegistrations: boolean;
  readonly usage: { readonly users: object };
  readonly metadata: object;
}

let site: Site;
let visitor: Browser;
beforeAll(async () => {
  ({ site } = await openAssembly({}, 'bo', 'cleo'));
  visitor = new Browser(site, { accept: 'application/json' });
});
afterAll(() => site[Symbol.asyncDispose]());

describe('NodeInfo', () => {
  it('is found at its well-known address, under the name of the node', async () => {
    const page = await visitor.get('/.well-known/nodeinfo');
    expect(page.status).toBe(200);
    expect(page.header('content-type')).toMatch(/^application\/json/);
    expect(page.json()).toEqual({
      links: [
        { rel: SCHEMA, href: 'https://port.example/nodeinfo/2.1' },
        { rel: 'https://www.w3.org/ns/activitystreams#Application', href: 'https://port.example/actor/instance' },
      ],
    });
    const plain = await openSite({ origin: HTTP });
    const { links } = (await new Browser(plain).get('/.well-known/nodeinfo')).json<{ links: { href: string }[] }>();
    expect(links[0]?.href).toBe('http://localhost:3000/nodeinfo/2.1');
    await plain[Symbol.asyncDispose]();
  });

  it('is what its schema asks for, field by field, and nothing besides', async () => {
    const { links } = (await visitor.get('/.well-known/nodeinfo')).json<{ links: { href: string }[] }>();
    const page = await visitor.get(new URL(links[0]?.href ?? '').pathname);
    expect(page.header('content-type').split('; ')).toEqual(
      expect.arrayContaining(['application/json', `profile="${SCHEMA}#"`]),
    );
    const info = page.json<NodeInfo>();
    expect(Object.keys(info).sort()).toEqual([
      'metadata',
      'openRegistrations',
      'protocols',
      'services',
      'software',
      'usage',
      'version',
    ]);
    expect(info.version).toBe('2.1');
    expect(info.software.name).toMatch(/^[a-z0-9-]+$/);
    expect(info.software).toEqual({ name: 'kunveno', version: VERSION });
    expect(PROTOCOLS).toEqual(expect.arrayContaining([...info.protocols]));
    expect(Object.keys(info.services).sort()).toEqual(['inbound', 'outbound']);
    expect(INBOUND).toEqual(expect.arrayContaining([...info.services.inbound]));
    expect(info.services.outbound).toEqual(['atom1.0']);
    expect(Object.keys(info.usage)).toEqual(['users']);
    expect(info.metadata).toEqual({});
  });

  it('says that the node speaks ActivityPub', async () => {
    expect((await visitor.get('/nodeinfo/2.1')).json<NodeInfo>().protocols).toEqual(['activitypub']);
  });

  // The schema asks for one protocol at least. Where nobody is dealt with, naming it would be untrue,
  // and crawlers would act on it; an empty list is the smaller fault.
  it('names no protocol on a node that is closed to others, and no actor', async () => {
    await using closed = await openSite({ federation: { mode: 'closed' } });
    const asker = new Browser(closed, { accept: 'application/json' });
    expect((await asker.get('/nodeinfo/2.1')).json<NodeInfo>().protocols).toEqual([]);
    expect((await asker.get('/.well-known/nodeinfo')).html).not.toContain('/actor');
    for (const path of ['/actor', '/actor/outbox', '/.well-known/webfinger?resource=acct:harbour@port.example']) {
      expect((await asker.get(path)).status, path).toBe(404);
    }
    expect((await asker.send({ method: 'POST', url: '/inbox', payload: '{}' }, {})).status).toBe(404);
  });

  it('says that one joins by invitation, and not how many have', async () => {
    const page = await visitor.get('/nodeinfo/2.1');
    const { openRegistrations, usage } = page.json<NodeInfo>();
    expect(openRegistrations).toBe(false);
    expect(usage.users).toEqual({});
    expect(page.html).not.toMatch(/ana|Harbour|"(total|active\w*|local\w*)"/);
  });

  it('is the same for everyone, may be kept, and is nothing that can be sent to', async () => {
    for (const path of ['/.well-known/nodeinfo', '/nodeinfo/2.1']) {
      const page = await visitor.get(path);
      expect(page.header('cache-control')).toBe('public, max-age=3600');
      expect(page.headers).not.toHaveProperty('set-cookie');
      expect((await new Browser(site, { accept: 'text/html', 'accept-language': 'ar' }).get(path)).html).toBe(
        page.html,
      );
      expect(
        (await visitor.send({ method: 'POST', url: path, payload: '{}' }, { 'content-type': 'application/json' }))
          .status,
      ).toBe(404);
    }
    expect((await visitor.get('/nodeinfo/2.0')).status).toBe(404);
  });
});
