import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { assemblyActApi, assemblyReadApi } from './assembly/api.ts';
import { assemblyRoutes } from './assembly/routes.ts';
import { collectiveApi } from './collective/api.ts';
import type { CharterInput } from './collective/inputs.ts';
import { foundingRoutes } from './collective/routes.ts';
import { INSTANCE_HANDLE } from './collective/federation.ts';
import { collective, houseView } from './collective/store.ts';
import { beginningOf, EFFECT_TYPES, EFFECTS, effectFrom, effectSentence, membersIn } from './effects.ts';
import { nodeInfoRoutes } from './front-door/node-info.ts';
import { frontDoorRoutes } from './front-door/routes.ts';
import type { House } from './house.ts';
import { mandatesApi } from './mandates/api.ts';
import { isLive } from './mandates/mandate.ts';
import { mandatesRoutes } from './mandates/routes.ts';
import { holdsPower, mandateById } from './mandates/store.ts';
import { membersApi } from './members/api.ts';
import { viewerBySession, viewerByToken } from './members/credential-store.ts';
import { isoWeek, SESSION_DAYS } from './members/credentials.ts';
import { handleField, newPassphrase } from './members/inputs.ts';
import { meApi, tokensApi } from './members/me-api.ts';
import { meRoutes } from './members/me-routes.ts';
import { NewcomerFields, RecoveryCodesPage } from './members/pages.tsx';
import { hashPassphrase } from './members/passphrase.ts';
import { membersRoutes } from './members/routes.ts';
import { countActive, handlesOf } from './members/store.ts';
import { invitationCheck } from './members/views.ts';
import { recordApi } from './memory/api.ts';
import { memoryRoutes } from './memory/routes.ts';
import { catalogues } from './messages.ts';
import { peersApi } from './peers/api.ts';
import { peersRoutes } from './peers/routes.ts';
import { countFollowers, countFollowing, countWaiting } from './peers/store.ts';
import { countDueReviews } from './peers/views.ts';
import type { Reader } from './platform/database.ts';
import { nextDeadline } from './platform/docket.ts';
import { createDocumentServer } from './platform/federation/document-server.ts';
import { inboxRoutes } from './platform/federation/inbox-routes.ts';
import { federationRoutes } from './platform/federation/routes.ts';
import { type CallerOf, callerOf, registerApi } from './platform/http/api.ts';
import { serveAssets } from './platform/http/assets.ts';
import type { PageContext } from './platform/http/context.ts';
import { createContexts } from './platform/http/contexts.ts';
import { cookiesFor } from './platform/http/cookies.ts';
import { openToPeople, openToServers } from './platform/http/doors.ts';
import { answer, registerErrorHandler } from './platform/http/errors.ts';
import { healthRoutes } from './platform/http/health.ts';
import { createPageCache } from './platform/http/page-cache.ts';
import { createServer, type HttpTimeouts, TIMEOUTS } from './platform/http/server.ts';
import { createI18n } from './platform/i18n.ts';
import type { Logger } from './platform/log.ts';
import { publicationApi } from './publication/api.ts';
import { latestPublished, publicationRoutes, publishedOf } from './publication/routes.ts';
import { numberOf, publishing } from './publishing.ts';
import { reportsApi } from './reports/api.ts';
import { reportsRoutes } from './reports/routes.ts';
import { solidarity } from './solidarity.ts';
import { featured, repliesTo, threadOf } from './threads.ts';
import { todayRoutes } from './today/routes.ts';
import { todayView } from './today.ts';
import { voicesApi } from './voices/api.ts';

export interface AppOptions {
  readonly house: House;
  readonly version: string;
  readonly logger?: Logger;
  readonly timeouts?: Partial<HttpTimeouts>;
}

/** The doors of the node: pages and API, each over the same commands. Opens no socket. */
export async function buildApp({ house, version, logger, timeouts = {} }: AppOptions): Promise<FastifyInstance> {
  const { origin, asOf, db, clock } = house;
  const cookies = cookiesFor(origin);
  const contexts = createContexts({
    origin,
    cookies,
    random: house.random,
    asOf,
    i18nOf: createI18n(catalogues),
    now: () => clock.now(),
    houseView,
    viewerBySession: (reader, digest, now) => viewerBySession(reader, digest, now, isoWeek(now)),
  });
  const errors = { contextOf: (request: FastifyRequest, status: number) => contexts.contextForErrors(request, status) };
  const answerFault = (error: Error, request: FastifyRequest, reply: FastifyReply) =>
    answer(error, request, reply, errors);
  const limits = { ...TIMEOUTS, ...timeouts };
  const { answerMs } = limits;
  const app = createServer({ origin, logger, timeouts: limits, answerFault });
  await app.register(async (scope) => {
    const speaks = house.federation.mode !== 'closed';
    openToServers(scope, { origin, answerMs, answerFault });
    nodeInfoRoutes(scope, { origin, version, speaks });
    if (speaks) await outside(scope, house, answerMs);
  });
  await app.register(async (scope) => {
    await openToPeople(scope, { origin, answerMs });
    registerErrorHandler(scope, errors);
    healthRoutes(scope, db);
    serveAssets(scope);
    await scope.register((inner) => pages(inner, house, contexts, cookies));
    const whoCalls = callerOf({
      viewerByToken: (digest) => asOf((reader, now) => viewerByToken(reader, digest, now, isoWeek(now))),
    });
    await registerApi(scope, { version, origin, whoCalls, routes: (api) => apiRoutes(api, house, whoCalls) });
  });
  return app;
}

/** What other servers read, and where they deliver. */
async function outside(app: FastifyInstance, house: House, answerMs: number): Promise<void> {
  const { asOf, signals, clock, dockets, db, inbox } = house;
  const { uris, gate, mode, signers } = house.federation;
  // Keys change with the documents in which they stand.
  signals.on('documents', signers.forget);
  const serve = createDocumentServer({
    asOf,
    signals,
    now: () => clock.now(),
    nextDeadline: () => nextDeadline(dockets, db),
    answerMs,
  });
  await app.register(inboxRoutes, { gate, inbox, answerMs });
  await app.register(federationRoutes, {
    uris,
    serve,
    accounts: async (reader) => {
      const found = await collective(reader);
      return found && { collective: found.handle, instance: INSTANCE_HANDLE };
    },
    followersTotal: countFollowers,
    followingTotal: countFollowing,
    featured: (reader) => featured(reader, uris),
    replies: (reader, id) => repliesTo(reader, id, uris, mode),
    thread: (reader, id) => threadOf(reader, id, uris, mode),
  });
}

/** What the page of today tells whoever looks after those outside. */
function waitingOutside(house: House) {
  const { countHeld: strangers, countReports: reports } = solidarity(house);
  return { strangers, followers: countWaiting, reports, reviews: countDueReviews };
}

type Contexts = ReturnType<typeof createContexts>;
type Cookies = ReturnType<typeof cookiesFor>;

/** Forms are urlencoded and nothing else: JSON sent at a page is a request that no form of ours makes. */
async function pages(app: FastifyInstance, house: House, contexts: Contexts, cookies: Cookies) {
  app.removeAllContentTypeParsers();
  await app.register(formbody);
  const { asOf, clock, db, dockets, signals } = house;
  const tools = {
    origin: house.origin,
    contextOf: contexts.contextOf.bind(contexts),
    formSecretOf: contexts.formSecretOf,
  };
  const publicPages = createPageCache({
    signals,
    sessionCookie: cookies.session,
    languageCookie: cookies.language,
    now: () => clock.now(),
    nextDeadline: () => nextDeadline(dockets, db),
  });
  const { servePublicPage } = publicPages;
  const speaks = house.federation.mode !== 'closed';
  const latest = (context: PageContext) => asOf((reader) => latestPublished(context, reader));
  await frontDoorRoutes(app, { tools, cookies, servePublicPage, speaks, latestPublished: latest });
  await foundingRoutes(app, {
    tools,
    asOf,
    founderShape,
    founderFields: NewcomerFields,
    found: async ({ secret, charter, founder, submission }) => {
      const { welcome } = await house.collective.found({
        secret,
        charter: charterOf(charter),
        founder: await founderOf(charter, founder),
      });
      cookies.write(submission.reply, cookies.session, welcome.session, SESSION_DAYS * 86_400);
      return RecoveryCodesPage({
        context: submission.context,
        codes: welcome.recoveryCodes,
        next: '/today?done=joined',
      });
    },
  });
  const { members, credentials } = house;
  const requireInvitation = invitationCheck(asOf, mandateStands);
  await membersRoutes(app, { tools, cookies, asOf, members, credentials, holdsPower, requireInvitation });
  await meRoutes(app, { tools, cookies, asOf, members, credentials });
  await mandatesRoutes(app, { tools, asOf, mandates: house.mandates, handlesOf });
  await assemblyRoutes(app, {
    tools,
    asOf,
    assembly: house.assembly,
    effects: EFFECT_TYPES.map((type) => ({ type, ...EFFECTS[type] })),
    effectFrom,
    effectSentence,
    membersIn,
    handlesOf,
    holdsPower,
    countActive,
    collective,
    publishedOf,
    beginningOf: (reader, given) => beginningOf(reader, given, house.origin),
  });
  await publicationRoutes(app, { tools, asOf, ...publicPages, publication: house.publication, ...publishing(house) });
  await peersRoutes(app, { tools, asOf, peers: house.peers, holdsPower, ...solidarity(house) });
  await reportsRoutes(app, { tools, asOf, reports: house.reports, holdsPower, ...solidarity(house) });
  await memoryRoutes(app, { tools, asOf });
  await todayRoutes(app, {
    tools,
    asOf,
    todayView: (reader, now, context, viewer) => todayView(reader, now, context, viewer, waitingOutside(house)),
  });
}

function apiRoutes(
  api: Parameters<Parameters<typeof registerApi>[1]['routes']>[0],
  house: House,
  whoCalls: CallerOf,
): void {
  const { asOf, origin, members, credentials, mandates, assembly } = house;
  collectiveApi(api, {
    asOf,
    origin,
    founderShape,
    found: async (secret, charter, founder) => {
      const input = { secret, charter: charterOf(charter), founder: await founderOf(charter, founder) };
      const { id, welcome } = await house.collective.found(input);
      return { id, member: welcome.member, recoveryCodes: welcome.recoveryCodes };
    },
  });
  const requireInvitation = invitationCheck(asOf, mandateStands);
  const membership = { callerOf: whoCalls, asOf, members, credentials, origin, requireInvitation };
  membersApi(api, membership);
  meApi(api, membership);
  tokensApi(api, membership);
  mandatesApi(api, { callerOf: whoCalls, asOf, mandates, handlesOf });
  assemblyReadApi(api, { callerOf: whoCalls, asOf, assembly, effectFrom });
  assemblyActApi(api, { callerOf: whoCalls, asOf, assembly, effectFrom });
  publicationApi(api, { callerOf: whoCalls, asOf, origin, publication: house.publication, numberOf });
  peersApi(api, { callerOf: whoCalls, asOf, peers: house.peers, holdsPower });
  voicesApi(api, { callerOf: whoCalls, asOf, ...solidarity(house) });
  reportsApi(api, { callerOf: whoCalls, asOf, reports: house.reports, ...solidarity(house) });
  recordApi(api, { callerOf: whoCalls, asOf });
}

/** A founder gives a name and a passphrase; language and zone are those of the collective. */
const founderShape = { handle: handleField, passphrase: newPassphrase };

const charterOf = ({ collectiveHandle, ...charter }: CharterInput) => ({ ...charter, handle: collectiveHandle });

const founderOf = async (charter: CharterInput, founder: { handle: string; passphrase: string }) => ({
  handle: founder.handle,
  passphraseHash: await hashPassphrase(founder.passphrase),
  locale: charter.locale,
  timeZone: charter.timeZone,
});

async function mandateStands(db: Reader, id: string, now: Date): Promise<boolean> {
  const mandate = await mandateById(db, id);
  return mandate !== undefined && isLive(mandate, now);
}
