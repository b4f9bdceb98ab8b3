import type { FastifyReply, FastifyRequest } from 'fastify';
import { sha256 } from '../../kernel/digest.ts';
import { newId, newSecret } from '../../kernel/id.ts';
import type { Random } from '../../kernel/random.ts';
import type { I18n, Locale } from '../i18n.ts';
import type { AsOf } from '../work.ts';
import { type HouseView, localeOf, type PageContext, type Viewer } from './context.ts';
import type { Cookies } from './cookies.ts';
import { formTokenOf } from './csrf.ts';

export interface ContextSources {
  readonly origin: URL;
  readonly cookies: Cookies;
  readonly random: Random;
  readonly asOf: AsOf;
  readonly i18nOf: (locale: Locale) => I18n;
  readonly now: () => Date;
  houseView(db: Parameters<Parameters<AsOf>[0]>[0]): Promise<HouseView>;
  viewerBySession(db: Parameters<Parameters<AsOf>[0]>[0], digest: string, now: Date): Promise<Viewer | undefined>;
}

const NOBODY_YET: HouseView = {
  founded: true,
  name: 'Kunveno',
  handle: '',
  summary: '',
  locale: 'en',
  timeZone: 'UTC',
  foundedAt: undefined,
};

/** Who asks, in which language, under which name: once for each request, and also while the database is away. */
export function createContexts(sources: ContextSources) {
  const { cookies, origin, random } = sources;
  const known = new WeakMap<FastifyRequest, PageContext>();

  const formSecretOf = (request: FastifyRequest): string | undefined =>
    cookies.read(request, cookies.session) ?? cookies.read(request, cookies.form);

  const build = (request: FastifyRequest, secret: string | undefined, found: Found): PageContext => {
    const { viewer, house, now } = found;
    return {
      i18n: sources.i18nOf(localeOf(request, cookies.language, viewer, house)),
      house,
      viewer,
      now,
      timeZone: viewer?.timeZone ?? house.timeZone,
      formToken: secret ? formTokenOf(secret) : '',
      path: request.url,
      origin,
      notice: noticeOf(request.query),
      newOnce: () => newId(random),
    };
  };

  return {
    origin,
    formSecretOf,
    async contextOf(request: FastifyRequest, reply?: FastifyReply): Promise<PageContext> {
      const before = known.get(request);
      if (before) return before;
      const session = cookies.read(request, cookies.session);
      const found = await sources.asOf(async (db, now) => ({
        now,
        house: await sources.houseView(db),
        viewer: session ? await sources.viewerBySession(db, sha256(session), now) : undefined,
      }));
      const context = build(request, secretFor(request, reply, found.viewer !== undefined), found);
      known.set(request, context);
      return context;
    },
    /** For telling of a fault: never a fault itself, and without asking again what did not answer just now. */
    async contextForErrors(request: FastifyRequest, status: number): Promise<PageContext> {
      const nobody = () => build(request, undefined, { now: sources.now(), house: NOBODY_YET, viewer: undefined });
      if (status === 503) return known.get(request) ?? nobody();
      try {
        return await this.contextOf(request);
      } catch {
        return nobody();
      }
    },
  };

  /** A visitor's form is bound to a cookie that only this origin can have set; it is given with the page. */
  function secretFor(request: FastifyRequest, reply: FastifyReply | undefined, signedIn: boolean): string | undefined {
    const existing = formSecretOf(request);
    if (existing !== undefined || signedIn || !reply) return existing;
    const created = newSecret(random);
    cookies.write(reply, cookies.form, created);
    return created;
  }
}

export type Contexts = ReturnType<typeof createContexts>;

interface Found {
  readonly now: Date;
  readonly house: HouseView;
  readonly viewer: Viewer | undefined;
}

/** `?done=vote_cast`: the code of a sentence of ours, or nothing. */
function noticeOf(query: unknown): string | undefined {
  const done = (query as { done?: unknown } | undefined)?.done;
  return typeof done === 'string' && /^[a-z_]{1,40}$/.test(done) ? done : undefined;
}

/** A path on this node to go to after signing in: nothing that a browser could read as another host. */
export function ownPath(value: unknown): string | undefined {
  return typeof value === 'string' &&
    value.length < 500 &&
    /^\/(?![/\\])[\x21-\x7e]*$/.test(value) &&
    !value.includes('\\')
    ? value
    : undefined;
}
