import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actorDocument } from '../support/federation/actors.ts';
import { type Peer, sendJson, startPeer } from '../support/federation/peer.ts';
import {
  answerFrom,
  appreciationFrom,
  followFrom,
  followingAnswered,
  messageFrom,
  outsider,
  reportFrom,
  tellOf,
  wordsFrom,
} from '../support/outsiders.ts';
import { inMinutes } from '../support/people.ts';
import { openSite, PASSPHRASE, type Site } from '../support/web.ts';
import { type Answer, type Contract, contractOf, Program } from './client.ts';

const NEXT = 'four barrels and one plank';
const CHARTER = {
  name: 'Harbour Assembly',
  collectiveHandle: 'harbour',
  summary: 'Those who work in the harbour.',
  locale: 'en',
  languages: ['en', 'es'],
  timeZone: 'UTC',
  votingAtLeastSeconds: 0,
};
const BENCH = {
  title: 'A bench',
  summary: 'We put up a bench.',
  body: 'Three **planks**.',
  language: 'en',
  method: 'consensus',
};

/** What anyone may read. */
const OPEN_READS = ['GET /collective', 'GET /publications', 'GET /publications/{id}'];

let site: Site;
/** A server elsewhere, on which everybody is somebody. */
let peer: Peer;
let contract: Contract;
let anyone: Program;
let ana: Program;
let bo: Program;
let id: string;

beforeAll(async () => {
  site = await openSite({ federation: { allowPrivate: true } });
  peer = await startPeer((_request, response, { path }) => sendJson(response, actorDocument(`${peer.origin}${path}`)));
  contract = await contractOf(site);
  anyone = new Program(site, contract);
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
});

const at = (proposal = id, more: object = {}) => ({ params: { id: proposal }, ...more });
const tokenFor = async (handle: string, passphrase = PASSPHRASE): Promise<string> =>
  (await anyone.done('POST', '/tokens', { body: { handle, passphrase, label: 'a program', scope: 'act', days: 30 } }))
    .token;

describe('the document of the API', () => {
  it('is OpenAPI 3.1, whole and valid', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(contract.document) as never);
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(contract.document.openapi).toBe('3.1.0');
  });

  it('knows exactly the routes that there are', () => {
    const routes = site.routes
      .filter(({ method, url }) => url.startsWith('/api/v1/') && method !== 'HEAD')
      .map(({ method, url }) => `${method} ${url.replace('/api/v1', '').replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(contract.operations.sort()).toEqual(routes.sort());
  });

  it('says of every operation who may call it, what it takes and how it refuses', () => {
    const open = [...OPEN_READS, 'POST /founding', 'POST /members', 'POST /recovery', 'POST /tokens'];
    for (const each of contract.operations) {
      const [method, template] = each.split(' ') as ['GET', string];
      const { summary, security, parameters = [], requestBody, responses } = contract.operation(method, template);
      expect(summary, each).toMatch(/^\p{Lu}.{5,}/u);
      expect(security, each).toEqual(open.includes(each) ? [] : [{ token: [] }]);
      const inPath = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(
        parameters.filter((one) => one.in === 'path').map(({ name }) => name),
        each,
      ).toEqual(inPath);
      expect(Object.keys(responses), each).toEqual(expect.arrayContaining(['4XX', '5XX']));
      expect(Object.keys(responses['4XX']?.content ?? {}), each).toEqual(['application/problem+json']);
      if (requestBody) expect(Object.keys(requestBody.content), each).toEqual(['application/json']);
    }
  });
});

describe('a collective whose members only use programs', { concurrent: false }, () => {
  it('is founded, and says who it is', async () => {
    expect(await anyone.refused('GET', '/collective')).toBe('404 collective.not_founded');
    const founder = { handle: 'ana', passphrase: PASSPHRASE };
    const body = { secret: await site.house.collective.showFoundingLink(), charter: CHARTER, founder };
    expect(await anyone.refused('POST', '/founding', { body: { ...body, secret: 'a'.repeat(52) } })).toBe(
      '410 founding.link_unknown',
    );
    const founded = await anyone.done('POST', '/founding', { body });
    expect(founded.recoveryCodes).toHaveLength(10);
    expect(await anyone.refused('POST', '/founding', { body })).toBe('410 founding.already_founded');
    expect(await anyone.done('GET', '/collective')).toMatchObject({
      name: CHARTER.name,
      address: '@harbour@port.example',
    });
    ana = anyone.with(await tokenFor('ana'));
    expect(await ana.done('GET', '/me')).toMatchObject({ id: founded.member, handle: 'ana', unusedRecoveryCodes: 10 });
  });

  it('lets members in by invitation', async () => {
    const made = await ana.done('POST', '/invitations');
    expect(made.url).toBe(`https://port.example/join/${made.invitation}`);
    const newcomer = {
      invitation: made.invitation,
      handle: 'bo',
      passphrase: PASSPHRASE,
      locale: 'es',
      timeZone: 'Europe/Madrid',
    };
    await anyone.done('POST', '/members', { body: newcomer });
    expect(await anyone.refused('POST', '/members', { body: { ...newcomer, handle: 'cleo' } })).toBe(
      '410 invitation.gone',
    );
    bo = anyone.with(await tokenFor('bo'));
    expect(await bo.refused('POST', '/invitations')).toBe('403 invitation.no_mandate');

    const spare = await ana.done('POST', '/invitations');
    await ana.done('DELETE', '/invitations/{id}', at(spare.id));
    const { invitations } = await ana.done('GET', '/invitations');
    expect(invitations.map(({ status }: { status: string }) => status).sort()).toEqual(['used', 'withdrawn']);
    const { total, members, next } = await bo.done('GET', '/members');
    expect([total, next, members.map(({ handle }: { handle: string }) => handle)]).toEqual([2, null, ['ana', 'bo']]);
    expect((await bo.done('GET', '/members', { query: '?after=ana' })).members).toHaveLength(1);
  });

  it('writes and discusses', async () => {
    expect((await ana.done('POST', '/preview', { body: { body: '**planks**' } })).html).toContain(
      '<strong>planks</strong>',
    );
    ({ id } = await ana.done('POST', '/proposals', { body: BENCH }));
    expect(await bo.refused('GET', '/proposals/{id}', at())).toBe('404 proposal.not_found');
    expect((await ana.done('GET', '/proposals', { query: '?status=draft' })).proposals).toHaveLength(1);
    await ana.done('PUT', '/proposals/{id}', at(id, { body: { ...BENCH, summary: 'By May.', version: 1 } }));
    expect(await ana.refused('PUT', '/proposals/{id}', at(id, { body: { ...BENCH, version: 1 } }))).toBe(
      '409 proposal.changed_meanwhile',
    );
    await ana.done('POST', '/proposals/{id}/discussion', at());
    expect((await bo.done('GET', '/proposals', { query: '?status=discussion' })).proposals[0]).toMatchObject({
      id,
      summary: 'By May.',
    });

    const said = await bo.done(
      'POST',
      '/proposals/{id}/comments',
      at(id, { body: { body: 'Shade?', language: 'en' } }),
    );
    const comment = { params: { id, comment: said.id } };
    expect(await ana.refused('POST', '/proposals/{id}/comments/{comment}/withdrawal', comment)).toBe(
      '403 comment.not_yours',
    );
    await bo.done('POST', '/proposals/{id}/comments/{comment}/withdrawal', comment);
    expect((await bo.done('GET', '/proposals/{id}', at())).comments).toMatchObject([{ id: said.id, body: null }]);

    const { id: other } = await bo.done('POST', '/proposals', { body: { ...BENCH, title: 'Never mind' } });
    await bo.done('POST', '/proposals/{id}/withdrawal', at(other));
    expect((await bo.done('GET', '/proposals/{id}', at(other))).status).toBe('withdrawn');
  });

  it('votes and decides', async () => {
    const opening = { version: 2, closes: inMinutes(site.house, 60) };
    const { closesAt } = await bo.done('POST', '/proposals/{id}/vote', at(id, { body: opening }));
    expect(closesAt).toBe('2026-03-01T13:00:00.000Z');
    expect((await bo.done('GET', '/proposals', { query: '?status=awaiting' })).proposals).toHaveLength(1);
    const bare = at(id, { body: { choice: 'reservations' } });
    expect(await bo.refused('PUT', '/proposals/{id}/ballot', bare)).toBe('422 ballot.reason_needed');
    const first = at(id, { body: { choice: 'reservations', reason: 'It is narrow.' } });
    expect(await bo.done('PUT', '/proposals/{id}/ballot', first)).toEqual({ changed: false });
    expect(await bo.done('PUT', '/proposals/{id}/ballot', first)).toEqual({ changed: true });
    expect(await ana.refused('POST', '/proposals/{id}/early-closing', at())).toBe('409 early_closing.not_everyone');
    expect((await ana.done('GET', '/proposals/{id}/ballots', at())).ballots).toEqual([]);
    await ana.done('PUT', '/proposals/{id}/ballot', at(id, { body: { choice: 'agree' } }));
    expect(await bo.refused('POST', '/proposals/{id}/early-closing', at())).toBe('403 early_closing.no_mandate');
    site.house.clock.advance({ minutes: 1 });
    await ana.done('POST', '/proposals/{id}/early-closing', at());

    const { decision, status, ownBallot } = await bo.done('GET', '/proposals/{id}', at());
    expect([status, ownBallot.reason]).toEqual(['adopted', 'It is narrow.']);
    expect(decision).toMatchObject({ number: '2026-001', outcome: 'adopted', electorate: 2, cast: 2, effect: 'none' });
    expect((await bo.done('GET', '/proposals/{id}/ballots', at())).ballots).toHaveLength(2);
    expect((await bo.done('GET', '/decisions')).decisions).toMatchObject([{ id, number: '2026-001' }]);
    expect((await bo.done('GET', '/decisions', { query: '?before=2026-001' })).decisions).toEqual([]);
    const { leaves } = await bo.done('GET', '/record', { query: `?since=${decision.record.seq - 1}` });
    expect(leaves[0]).toMatchObject({ kind: 'decision', hash: decision.record.hash });
  });

  it('gives a mandate, which is taken up and laid down', async () => {
    const effect = { type: 'mandate.renew', params: { office: 'publisher', holder: 'bo', days: 30 } };
    const unknown = { type: 'mandate.renew', params: { ...effect.params, holder: 'nobody' } };
    expect(await ana.refused('POST', '/proposals', { body: { ...BENCH, effect: unknown } })).toBe(
      '422 member.not_found',
    );
    const { id: giving } = await ana.done('POST', '/proposals', { body: { ...BENCH, effect } });
    await ana.done('POST', '/proposals/{id}/discussion', at(giving));
    await ana.done(
      'POST',
      '/proposals/{id}/vote',
      at(giving, { body: { version: 1, closes: inMinutes(site.house, 5) } }),
    );
    for (const who of [ana, bo])
      await who.done('PUT', '/proposals/{id}/ballot', at(giving, { body: { choice: 'agree' } }));
    site.house.clock.advance({ minutes: 5 });

    const { mandates } = await bo.done('GET', '/mandates');
    const offer = mandates.find(({ status }: { status: string }) => status === 'offered');
    expect(offer).toMatchObject({ office: 'publisher', holderHandle: 'bo', source: 'decision', sourceId: giving });
    expect(await ana.refused('POST', '/mandates/{id}/acceptance', at(offer.id))).toBe('403 mandate.not_yours');
    await bo.done('POST', '/mandates/{id}/acceptance', at(offer.id));
    expect((await bo.done('GET', '/mandates/{id}', at(offer.id))).status).toBe('live');
    await bo.done('POST', '/mandates/{id}/end', at(offer.id));
    expect((await bo.done('GET', '/mandates/{id}', at(offer.id))).status).toBe('resigned');
  });

  it('publishes, changes and withdraws, by mandate and by decision', async () => {
    const notice = { title: 'Soup on Thursdays', body: 'At **seven**.', language: 'en' };
    expect(await bo.refused('POST', '/notices', { body: notice })).toBe('403 publication.no_mandate');
    const once = { 'idempotency-key': 'notice-1' };
    const { id: soup } = await ana.done('POST', '/notices', { body: notice, headers: once });
    expect(await ana.refused('POST', '/notices', { body: notice, headers: once })).toBe('409 form.replayed');
    const answer = { ...notice, answers: 'https://far.example/notes/1' };
    expect(await ana.refused('POST', '/notices', { body: answer })).toBe('422 publication.nothing_to_answer');
    expect(await anyone.done('GET', '/publications/{id}', at(soup))).toMatchObject({
      ...{ id: soup, kind: 'notice', version: 1, summary: '', changedAt: null, changed: null, decision: null },
      ...{ url: `https://port.example/published/${soup}`, published: { by: 'mandate', number: null } },
      html: '<p>At <strong>seven</strong>.</p>\n',
    });
    await ana.done('PUT', '/notices/{id}', at(soup, { body: { ...notice, body: 'At eight.', version: 1 } }));
    const late = at(soup, { body: { ...notice, body: 'At nine.', version: 1 } });
    expect(await ana.refused('PUT', '/notices/{id}', late)).toBe('409 publication.changed_meanwhile');
    expect(await anyone.done('GET', '/publications/{id}', at(soup))).toMatchObject({ version: 2, body: 'At eight.' });

    const effect = { type: 'publish', params: { what: 'proposal' } };
    const { id: strike } = await ana.done('POST', '/proposals', { body: { ...BENCH, title: 'Strike', effect } });
    await ana.done('POST', '/proposals/{id}/discussion', at(strike));
    const opening = { version: 1, closes: inMinutes(site.house, 5) };
    await ana.done('POST', '/proposals/{id}/vote', at(strike, { body: opening }));
    for (const who of [ana, bo]) {
      await who.done('PUT', '/proposals/{id}/ballot', at(strike, { body: { choice: 'agree' } }));
    }
    site.house.clock.advance({ minutes: 5 });
    const { publications, next } = await anyone.done('GET', '/publications', { query: '?limit=2' });
    expect(publications).toMatchObject([{ kind: 'proposal', title: 'Strike' }, { kind: 'decision' }]);
    const rest = await anyone.done('GET', '/publications', { query: `?before=${next}` });
    expect(rest).toMatchObject({ publications: [{ id: soup }], next: null });
    const [text, note] = publications;
    const { published, decision, answeredBy } = await anyone.done('GET', '/publications/{id}', at(text.id));
    expect(published).toEqual({ by: 'decision', number: decision.number });
    expect(decision).toMatchObject({ outcome: 'adopted', electorate: 2, cast: 2, counts: { agree: 2 } });
    expect([answeredBy, note.answers]).toEqual([[note.id], text.id]);

    const own = at(text.id, { body: { ...notice, version: 1 } });
    expect(await ana.refused('PUT', '/notices/{id}', own)).toBe('403 publication.of_the_assembly');
    await ana.done('DELETE', '/notices/{id}', at(soup));
    expect(await ana.refused('DELETE', '/notices/{id}', at(soup))).toBe('410 publication.withdrawn');
    expect(await anyone.refused('GET', '/publications/{id}', at(soup))).toBe('410 publication.withdrawn');
    expect(await anyone.refused('GET', '/publications/{id}', at())).toBe('404 publication.not_found');
  });

  it('listens to others, and is listened to', async () => {
    const { house } = site;
    const union = outsider('union@quay.example', { id: `${peer.origin}/users/union`, name: 'Dockers\u202e’ Union' });
    const whom = { body: { handle: union.id } };
    expect(await bo.refused('POST', '/following', whom)).toBe('403 following.no_mandate');
    const nowhere = { body: { handle: 'nowhere' } };
    expect(await ana.refused('POST', '/following', nowhere)).toBe('422 following.handle_invalid');
    const { id: following } = await ana.done('POST', '/following', whom);
    expect(await ana.refused('POST', '/following', whom)).toBe('409 following.already');
    await followingAnswered(house, union, house.federation.uris.activity(following), 'Accept');
    await wordsFrom(house, union, { content: '<p>Strike <b>vote</b>.</p><script>1</script>', summary: 'noise' });
    expect(await bo.done('GET', '/following')).toMatchObject({
      following: [
        { id: following, status: 'following', account: { id: union.id, name: 'Dockers’ Union' }, endedAt: null },
      ],
    });
    const { posts, next } = await bo.done('GET', '/posts');
    expect(posts).toMatchObject([
      { content: '<p>Strike <b>vote</b>.</p>', warning: 'noise', publication: null, isPublic: true },
    ]);
    expect(next).toBeNull();
    expect(await bo.done('GET', '/posts', { query: `?before=${encodeURIComponent(posts[0].id)}` })).toMatchObject({
      posts: [],
    });
    expect(await bo.refused('DELETE', '/following/{id}', at(following))).toBe('403 following.no_mandate');
    await ana.done('DELETE', '/following/{id}', at(following));
    expect(await ana.refused('DELETE', '/following/{id}', at(following))).toBe('409 following.over');
    expect((await bo.done('GET', '/posts')).posts).toEqual([]);

    expect(await bo.refused('PUT', '/followers/approval', { body: { approves: true } })).toBe(
      '403 follower.no_mandate',
    );
    await ana.done('PUT', '/followers/approval', { body: { approves: true } });
    const asked = { body: { follow: await followFrom(house, outsider('mira@garden.example')) } };
    expect(await bo.done('GET', '/followers', { query: '?state=pending' })).toMatchObject({
      ...{ total: 0, waiting: 1, approves: true, next: null },
      followers: [{ ...asked.body, account: { address: '@mira@garden.example', name: null } }],
    });
    expect(await bo.refused('POST', '/followers/acceptance', asked)).toBe('403 follower.no_mandate');
    await ana.done('POST', '/followers/acceptance', asked);
    expect(await ana.refused('POST', '/followers/acceptance', asked)).toBe('409 follower.not_pending');
    expect((await bo.done('GET', '/followers')).followers).toHaveLength(1);
    await ana.done('POST', '/followers/removal', asked);
    expect(await ana.refused('POST', '/followers/removal', asked)).toBe('404 follower.not_found');
    expect((await bo.done('GET', '/followers')).followers).toEqual([]);

    const { waiting, failed } = await bo.done('GET', '/deliveries');
    expect(waiting.map(({ host }: { host: string }) => host)).toContain('garden.example');
    expect(failed).toEqual([]);
    const host = { body: { host: 'garden.example' } };
    expect(await bo.refused('POST', '/deliveries/retrial', host)).toBe('403 deliveries.no_mandate');
    await ana.done('POST', '/deliveries/retrial', host);
  });

  it('lets strangers in, and keeps them out', async () => {
    const { house } = site;
    const notice = { title: 'Bread', body: 'At five.', language: 'en' };
    const { id: bread } = await ana.done('POST', '/notices', { body: notice });
    const query = `?publication=${bread}`;
    const eve = outsider('eve@strange.example', { name: 'Eve' });
    await answerFrom(house, eve, bread, { content: '<p>Is there <i>soup</i>?</p>' });
    await appreciationFrom(house, eve, bread, 'Like');
    expect(await bo.done('GET', '/voices', { query })).toEqual({
      voices: [],
      next: null,
      held: 1,
      likes: 1,
      announces: 0,
    });
    expect(await bo.done('GET', '/voices/held')).toMatchObject({
      total: 1,
      authors: [
        {
          id: eve.id,
          address: '@eve@strange.example',
          total: 1,
          newest: [{ content: '<p>Is there <i>soup</i>?</p>' }],
        },
      ],
    });

    const letIn = { subject: 'actor', name: eve.id, verdict: 'let_in' };
    expect(await bo.refused('POST', '/standings', { body: letIn })).toBe('403 standing.no_mandate');
    await ana.done('POST', '/standings', { body: letIn });
    expect(await bo.done('GET', '/voices', { query })).toMatchObject({
      voices: [{ author: { name: 'Eve' } }],
      held: 0,
    });

    const keepOut = { subject: 'server', name: 'https://Spam.example/@x', verdict: 'keep_out', reviewOn: '2026-06-01' };
    expect(await ana.refused('POST', '/standings', { body: keepOut })).toBe('422 standing.reason_needed');
    const ours = { ...keepOut, name: 'port.example', reason: 'Us.' };
    expect(await ana.refused('POST', '/standings', { body: ours })).toBe('422 standing.ourselves');
    const { id: said } = await ana.done('POST', '/standings', { body: { ...keepOut, reason: 'Spam.' } });
    const { standings } = await bo.done('GET', '/standings');
    expect(standings.find((each: { id: string }) => each.id === said)).toMatchObject({
      ...{ subject: 'server', name: 'spam.example', verdict: 'keep_out', reason: 'Spam.', reviewOn: '2026-06-01' },
    });
    site.house.clock.advance({ seconds: 1 });
    await ana.done('POST', '/standings', { body: { ...keepOut, verdict: 'none' } });
    expect((await bo.done('GET', '/standings')).standings).toMatchObject([{ name: eve.id, reviewOn: null }]);
  });

  it('looks at what others have reported, and at who wants nothing to do with us', async () => {
    const { house } = site;
    const { actor } = house.federation.uris;
    await reportFrom(house, outsider('x@reports.example'), actor, 'Noise.');
    const { reports, open } = await bo.done('GET', '/reports');
    expect(open).toBe(1);
    expect(reports).toMatchObject([
      { host: 'reports.example', content: 'Noise.', targets: [{ kind: 'collective', id: null }], settledAt: null },
    ]);
    const settled = { params: { id: reports[0].id }, body: { outcome: 'set_aside', reason: 'It was quiet.' } };
    expect(await bo.refused('POST', '/reports/{id}/settlement', settled)).toBe('403 report.no_mandate');
    await ana.done('POST', '/reports/{id}/settlement', settled);
    expect(await ana.refused('POST', '/reports/{id}/settlement', settled)).toBe('409 report.settled');
    const nothing = { ...settled, params: { id: 'a'.repeat(26) } };
    expect(await ana.refused('POST', '/reports/{id}/settlement', nothing)).toBe('404 report.not_found');
    expect(await bo.done('GET', '/reports', { query: '?state=settled' })).toMatchObject({
      ...{ open: 0, next: null },
      reports: [{ outcome: 'set_aside', reason: 'It was quiet.' }],
    });

    const blocker = outsider('landlord@houses.example');
    await followFrom(house, blocker);
    await tellOf(house, { ...messageFrom(blocker, 'Block', actor), fetchedNow: false });
    expect(await bo.refused('GET', '/blocks')).toBe('403 follower.no_mandate');
    expect((await ana.done('GET', '/blocks')).blocks).toMatchObject([{ account: { id: blocker.id } }]);
  });

  it('looks after what is one’s own', async () => {
    await bo.done('PATCH', '/me', { body: { locale: 'fr', timeZone: 'UTC' } });
    expect(await bo.done('GET', '/me')).toMatchObject({ locale: 'fr', timeZone: 'UTC' });
    const second = await bo.done('POST', '/me/tokens', { body: { label: 'a reader', scope: 'read' } });
    expect((await bo.done('GET', '/me/tokens')).tokens).toMatchObject([{ madeBy: 'api' }, { madeBy: 'api' }]);
    await bo.done('DELETE', '/me/tokens/{id}', at(second.id));

    const { sessions } = await bo.done('GET', '/me/sessions');
    await bo.done('DELETE', '/me/sessions/{id}', at(sessions[0].id));
    expect(await bo.refused('DELETE', '/me/sessions/{id}', at(sessions[0].id))).toBe('404 session.not_found');
    await site.house.credentials.signIn({ handle: 'bo', device: undefined }, PASSPHRASE);
    await bo.done('DELETE', '/me/sessions');
    expect((await bo.done('GET', '/me/sessions')).sessions).toEqual([]);

    expect(await bo.refused('POST', '/me/passphrase', { body: { current: NEXT, passphrase: NEXT } })).toBe(
      '403 passphrase.wrong',
    );
    await bo.done('POST', '/me/passphrase', { body: { current: PASSPHRASE, passphrase: NEXT } });
    const { recoveryCodes } = await bo.done('POST', '/me/recovery-codes', { body: { passphrase: NEXT } });
    const recovery = { handle: 'bo', code: recoveryCodes[0], passphrase: PASSPHRASE };
    await anyone.done('POST', '/recovery', { body: recovery });
    expect(await anyone.refused('POST', '/recovery', { body: recovery })).toBe('403 sign_in.wrong');
  });

  it('lets everyone go', async () => {
    const token = await tokenFor('bo');
    expect(await anyone.with(token).refused('POST', '/me/leave', { body: { passphrase: NEXT } })).toBe(
      '403 passphrase.wrong',
    );
    await anyone.with(token).done('POST', '/me/leave', { body: { passphrase: PASSPHRASE, erase: true } });
    expect(await anyone.with(token).refused('GET', '/me')).toBe('401 api.token_needed');
    const { comments, author } = await ana.done('GET', '/proposals/{id}', at());
    expect([comments[0].body, typeof author]).toEqual([null, 'string']);
  });
});

describe('the document and the tests of it', () => {
  it('never meet an answer of a type that is not in the document', () => {
    expect([...contract.otherTypes]).toEqual([]);
  });

  it('have met in every operation, in success and in refusal', async () => {
    for (const operation of contract.operations) {
      const [method, template] = operation.split(' ') as ['GET', string];
      expect(
        [...(contract.seen.get(operation) ?? [])].some((status) => status < 300),
        `${operation} has succeeded`,
      ).toBe(true);
      const stranger: Answer = await anyone.call(method, template, {
        params: { id, comment: id },
        ...(method === 'GET' ? {} : { body: {} }),
      });
      if (contract.operation(method, template).security?.length) expect(stranger.status, operation).toBe(401);
      else if (OPEN_READS.includes(operation)) expect([200, 404], operation).toContain(stranger.status);
      else expect(stranger.status, operation).toBe(400);
    }
  });
});
