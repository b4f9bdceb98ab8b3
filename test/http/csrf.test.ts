import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everything } from '../support/rows.ts';
import { Browser, encodeForm, type Headers, openAssembly, type Person, type Site } from '../support/web.ts';
import { FORMS, type Ready } from './forms.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Where there is nothing to steal from a browser: who calls these proves it by what they send. */
const OPEN_API = ['POST /api/v1/founding', 'POST /api/v1/members', 'POST /api/v1/recovery', 'POST /api/v1/tokens'];

/** Where other servers deliver: no browser sends anything there, and a signature says who does. */
const INBOX = /\/inbox$/;

let site: Site;
let ana: Person;
let mallory: Person;
beforeAll(async () => {
  ({ site, ana, mallory } = await openAssembly({}, 'mallory'));
});
afterAll(() => site[Symbol.asyncDispose]());

const writing = (): string[] =>
  site.routes.filter(({ method }) => !SAFE.has(method)).map(({ method, url }) => `${method} ${url}`);

describe('the table of forms', () => {
  it('knows every route by which a page changes something, and no other', () => {
    const pages = writing().filter((route) => !route.includes(' /api/') && !INBOX.test(route));
    expect(pages.sort()).toEqual(FORMS.map(({ route }) => `POST ${route}`).sort());
  });
});

interface Tokens {
  readonly own: string;
  readonly mallorys: string;
  readonly visitors: string;
}

/** Everything that a page of another site can make a browser send, and the tokens that others have of their own. */
const FORGERIES: readonly (readonly [string, keyof Tokens | '' | undefined, Headers])[] = [
  ['without a token', undefined, {}],
  ['with an empty token', '', {}],
  ['with the token of another member', 'mallorys', {}],
  ['with the token of a visitor', 'visitors', {}],
  ['from nowhere', 'own', { origin: 'null' }],
  ['from another site', 'own', { origin: 'https://evil.example' }],
  ['from a site whose name begins like ours', 'own', { origin: 'https://port.example.evil.example' }],
  ['from our name over plain http', 'own', { origin: 'http://port.example' }],
  ['across sites, whatever its origin says', 'own', { 'sec-fetch-site': 'cross-site' }],
  ['from a neighbour on the same site', 'own', { 'sec-fetch-site': 'same-site' }],
  ['across sites, without an origin', 'own', { origin: undefined, 'sec-fetch-site': 'cross-site' }],
  ['without any word on where it comes from', 'own', { origin: undefined, 'sec-fetch-site': undefined }],
];

describe.each(FORMS)('POST $route', ({ route, prepare }) => {
  let ready: Ready;
  beforeAll(async () => {
    ready = await prepare(ana);
  });
  afterAll(async () => {
    if (ready.site !== site) await ready.site[Symbol.asyncDispose]();
  });

  it('is refused when it is forged, and leaves nothing behind', async () => {
    const { by, page, path, values } = ready;
    const { client } = ready.site.house.db;
    const visitors = await new Browser(ready.site).token();
    const tokens = { own: await by.token(page), mallorys: await mallory.token('/me'), visitors };
    const before = await everything(client);
    for (const [forgery, whose, headers] of FORGERIES) {
      const token = whose ? tokens[whose] : whose;
      const answer = await by.post(path, { ...values, ...(token === undefined ? {} : { form_token: token }) }, headers);
      expect(answer.status, forgery).toBe(403);
      expect(answer.header('set-cookie'), forgery).not.toContain('kunveno_session');
    }
    expect(await everything(client)).toEqual(before);
  });

  it('does something when it is sent as our own pages send it', async () => {
    const { by, page, path, values, site: here } = ready;
    const shown = await by.get(page);
    const before = await everything(here.house.db.client);
    const answer = await by.submitOnly(shown, path, values);
    expect([200, 303], answer.text).toContain(answer.status);
    if (route === '/language') expect([...by.cookies.values()]).toContain('es');
    else expect(await everything(here.house.db.client)).not.toEqual(before);
  });
});

describe('a browser that says little', () => {
  it.each`
    what                                   | headers                                            | status
    ${'its origin and nothing else'}       | ${{ 'sec-fetch-site': undefined }}                 | ${303}
    ${'"same-origin" and nothing else'}    | ${{ origin: undefined }}                           | ${303}
    ${'that it comes from an address bar'} | ${{ origin: undefined, 'sec-fetch-site': 'none' }} | ${403}
  `('is answered $status when it says $what', async ({ headers, status }) => {
    const { path, page, by, values } = await formCase('/me/settings').prepare(ana);
    expect((await by.submitOnly(await by.get(page), path, values, headers)).status).toBe(status);
  });
});

const formCase = (route: string) => FORMS.find((each) => each.route === route)!;

describe('what another site sends', () => {
  it('is not shown on our pages, whatever stands in it', async () => {
    const lie = 'The assembly has dissolved. Send your passphrase to mallory.';
    const answer = await ana.post(
      '/proposals/new',
      { body: lie },
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    );
    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain('dissolved');
  });
});

describe('the API', () => {
  it('does nothing for anyone without a token, cookies or not, but where it is open to all', async () => {
    const routes = writing().filter((route) => route.includes(' /api/') && !OPEN_API.includes(route));
    expect(writing()).toEqual(expect.arrayContaining(OPEN_API));
    expect(routes.length).toBeGreaterThan(15);
    const before = await everything(site.house.db.client);
    for (const route of routes) {
      const [method = '', url = ''] = route.split(' ');
      const path = url.replaceAll(/:\w+/g, ana.id);
      for (const headers of [
        {},
        { authorization: `Bearer ${ana.session}` },
        { authorization: `Basic ${btoa('ana:x')}` },
      ]) {
        const answer = await ana.send(
          { method: method as 'POST', url: path, payload: '{}' },
          { ...JSON_TYPE, ...headers },
        );
        expect(answer.status, route).toBe(401);
        expect(answer.header('www-authenticate'), route).toBe('Bearer');
        expect(answer.json().code, route).toBe('api.token_needed');
      }
    }
    expect(await everything(site.house.db.client)).toEqual(before);
  });

  it.each(OPEN_API)('%s takes no form that another site could send', async (route) => {
    const [, url = ''] = route.split(' ');
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain']) {
      const payload = encodeForm({ handle: 'ana', passphrase: 'three planks and two barrels' });
      const answer = await new Browser(site).send({ method: 'POST', url, payload }, { 'content-type': type });
      expect(answer.status, type).toBe(415);
    }
  });
});

const JSON_TYPE = { 'content-type': 'application/json' };
