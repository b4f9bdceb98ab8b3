import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance, InjectOptions, RouteOptions } from 'fastify';
import { buildApp } from '../../src/app.ts';
import { hashPassphrase } from '../../src/members/passphrase.ts';
import { catalogues } from '../../src/messages.ts';
import type { HttpTimeouts } from '../../src/platform/http/server.ts';
import { createI18n } from '../../src/platform/i18n.ts';
import type { Logger } from '../../src/platform/log.ts';
import { Page } from '../http/page.ts';
import { ORIGIN, type TestHouse, type TestHouseOptions, testHouse } from './house.ts';
import { CHARTER, newcomer } from './people.ts';

export const HTTPS = ORIGIN;
export const HTTP = new URL('http://localhost:3000');
export const VERSION = '0.1.0-test';

/** What everyone in these tests signs in with; hashed once, since that is slow on purpose. */
export const PASSPHRASE = 'three planks and two barrels';
let hashed: Promise<string> | undefined;
export const passphraseHash = (): Promise<string> => {
  hashed ??= hashPassphrase(PASSPHRASE);
  return hashed;
};

/** The sentences of the node, by their keys: a test that asks for one survives its rewording. */
export const inLanguage = createI18n(catalogues);
export const { t } = inLanguage('en');

export type Fields = Readonly<Record<string, string | readonly string[]>>;
export type Headers = Readonly<Record<string, string | undefined>>;
export type Route = { readonly method: string; readonly url: string };

export interface SiteOptions extends TestHouseOptions {
  readonly origin?: URL;
  readonly logger?: Logger;
  readonly timeouts?: Partial<HttpTimeouts>;
}

/** A node with its doors, reachable without a socket, and everything there is behind its doors. */
export interface Site extends AsyncDisposable {
  readonly house: TestHouse;
  readonly app: FastifyInstance;
  readonly origin: URL;
  readonly routes: readonly Route[];
  readonly cookieNames: { readonly session: string; readonly form: string; readonly device: string };
}

export async function openSite({ origin = HTTPS, logger, timeouts, ...options }: SiteOptions = {}): Promise<Site> {
  const house = await testHouse({ ...options, origin });
  const routes: Route[] = [];
  const app = await observed(
    () => buildApp({ house, version: VERSION, ...(logger ? { logger } : {}), ...(timeouts ? { timeouts } : {}) }),
    ({ method, url }) => {
      for (const each of [method].flat()) routes.push({ method: each, url });
    },
  );
  await app.ready();
  const prefix = origin.protocol === 'https:' ? '__Host-kunveno' : 'kunveno';
  return {
    house,
    app,
    origin,
    routes,
    cookieNames: { session: `${prefix}_session`, form: `${prefix}_form`, device: `${prefix}_device` },
    async [Symbol.asyncDispose]() {
      await app.close();
      await house[Symbol.asyncDispose]();
    },
  };
}

/** Fastify tells on a channel when it begins, which is early enough to hear of every route. */
async function observed<T>(build: () => Promise<T>, onRoute: (route: RouteOptions) => void): Promise<T> {
  const hear = (message: unknown) => void (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', onRoute);
  subscribe('fastify.initialization', hear);
  const building = build();
  unsubscribe('fastify.initialization', hear);
  return building;
}

/** Someone at a browser: it keeps cookies, says where its forms come from, and runs no script. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly site: Site;
  readonly headers: Headers;

  constructor(site: Site, headers: Headers = {}) {
    this.site = site;
    this.headers = headers;
  }

  get session(): string | undefined {
    return this.cookies.get(this.site.cookieNames.session);
  }

  get(path: string, headers: Headers = {}): Promise<Page> {
    return this.send({ method: 'GET', url: path }, { 'sec-fetch-site': 'same-origin', ...headers });
  }

  post(path: string, fields: Fields, headers: Headers = {}): Promise<Page> {
    return this.postBody(path, encodeForm(fields), headers);
  }

  postBody(path: string, payload: string | Buffer, headers: Headers = {}): Promise<Page> {
    return this.send({ method: 'POST', url: path, payload }, { ...FORM, origin: this.site.origin.origin, ...headers });
  }

  /** Fills in a form of a page, and sends it with what its hidden fields hold. Where it leads to is followed. */
  async submit(page: Page, action: string, fields: Fields = {}, headers: Headers = {}): Promise<Page> {
    const answer = await this.submitOnly(page, action, fields, headers);
    return answer.location ? this.get(answer.location) : answer;
  }

  submitOnly(page: Page, action: string, fields: Fields = {}, headers: Headers = {}): Promise<Page> {
    return this.post(action, { ...page.form(action).fields, ...fields }, headers);
  }

  /** Opens a page and submits a form on it. */
  async fill(path: string, action: string, fields: Fields = {}): Promise<Page> {
    return this.submit(await this.get(path), action, fields);
  }

  /** The token that goes into the forms of this browser. */
  async token(path = '/language'): Promise<string> {
    const [form] = (await this.get(path)).forms;
    return form?.fields.form_token ?? '';
  }

  async send(options: InjectOptions, headers: Headers): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = { host: this.site.origin.host, accept: BROWSER, 'accept-language': 'en', cookie: cookie || undefined };
    const sent = Object.entries({ ...all, ...this.headers, ...headers }).filter(([, value]) => value !== undefined);
    const reply = await this.site.app.inject({
      ...options,
      headers: Object.fromEntries(sent) as InjectOptions['headers'] & {},
    });
    for (const { name, value, maxAge, expires } of reply.cookies as Cookie[]) {
      if (maxAge === 0 || (expires && expires.getTime() <= 0)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return new Page(String(options.url), reply.statusCode, reply.headers, reply.rawPayload);
  }
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly maxAge?: number;
  readonly expires?: Date;
}

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };

/** As a browser does: line feeds become pairs, a list becomes a field for each. */
export function encodeForm(fields: Fields): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, each.replaceAll(/\r?\n/g, '\r\n')]),
  );
  return new URLSearchParams(pairs).toString();
}

/** A member at a browser, signed in. */
export class Person extends Browser {
  readonly id: string;
  readonly handle: string;
  readonly recoveryCodes: readonly string[];

  constructor(
    site: Site,
    handle: string,
    welcome: { member: string; session: string; recoveryCodes: readonly string[] },
  ) {
    super(site);
    this.id = welcome.member;
    this.handle = handle;
    this.recoveryCodes = welcome.recoveryCodes;
    this.cookies.set(site.cookieNames.session, welcome.session);
  }

  /** Signs in once more, as from another device. */
  async elsewhere(): Promise<Browser> {
    const browser = new Browser(this.site);
    await browser.fill('/sign-in', '/sign-in', { handle: this.handle, passphrase: PASSPHRASE });
    return browser;
  }

  /** A token of theirs, as a program would hold it. */
  async makeToken(scope: 'act' | 'read' = 'act', days = 90): Promise<string> {
    const wish = { label: 'a program', scope, days, madeBy: 'page' } as const;
    return (await this.site.house.credentials.makeToken({ member: this.id }, wish)).secret;
  }
}

/** Founds the collective of a site, with ana as its founder. */
export async function foundSite(site: Site, handle = 'ana', charter: Partial<typeof CHARTER> = {}): Promise<Person> {
  const { collective } = site.house;
  const founder = newcomer(handle, await passphraseHash());
  const secret = await collective.showFoundingLink();
  const { welcome } = await collective.found({ secret, charter: { ...CHARTER, ...charter }, founder });
  return new Person(site, handle, welcome);
}

/** Brings somebody in, invited by whoever may. */
export async function joinSite(inviter: Person, handle: string): Promise<Person> {
  const { members } = inviter.site.house;
  const { secret } = await members.invite({ member: inviter.id });
  return new Person(inviter.site, handle, await members.join(secret, newcomer(handle, await passphraseHash())));
}

/** A founded site, ana, and whoever else is named. */
export async function openAssembly<Handle extends string = never>(options: SiteOptions, ...handles: readonly Handle[]) {
  const site = await openSite(options);
  const ana = await foundSite(site);
  const others: Partial<Record<Handle, Person>> = {};
  for (const handle of handles) others[handle] = await joinSite(ana, handle);
  const people = { ana, ...others } as Record<Handle | 'ana', Person>;
  return { ...people, site, house: site.house, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() };
}
