import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

let site: Site;
let contract: Contract;
let anyone: Program;
let ana: Program;
let bo: Program;
let id: string;

beforeAll(async () => {
  site = await openSite();
  contract = await contractOf(site);
  anyone = new Program(site, contract);
});
afterAll(() => site[Symbol.asyncDispose]());

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
    const open = ['GET /collective', 'POST /founding', 'POST /members', 'POST /recovery', 'POST /tokens'];
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
      else if (operation !== 'GET /collective') expect(stranger.status, operation).toBe(400);
    }
  });
});
