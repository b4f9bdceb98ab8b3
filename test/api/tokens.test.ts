import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everything, rowCounts } from '../support/rows.ts';
import { openAssembly, PASSPHRASE, type Person, type Site } from '../support/web.ts';
import { type Contract, contractOf, type Method, Program } from './client.ts';

let site: Site;
let ana: Person;
let contract: Contract;
let act: string;
let read: string;
let anas: Program;
beforeAll(async () => {
  ({ site, ana } = await openAssembly({}));
  contract = await contractOf(site);
  act = await ana.makeToken('act');
  read = await ana.makeToken('read');
  anas = new Program(site, contract, act);
});
afterAll(() => site[Symbol.asyncDispose]());

const withHeader = (authorization: string | undefined) =>
  new Program(site, contract).call('GET', '/me', { headers: { authorization } });

describe('a request', () => {
  it.each`
    what                          | header
    ${'no header'}                | ${() => undefined}
    ${'an empty one'}             | ${() => ''}
    ${'a token alone'}            | ${() => act}
    ${'another scheme'}           | ${() => `Basic ${act}`}
    ${'a name and a passphrase'}  | ${() => `Basic ${Buffer.from(`ana:${PASSPHRASE}`).toString('base64')}`}
    ${'a session'}                | ${() => `Bearer ${ana.session}`}
    ${'capitals'}                 | ${() => `Bearer ${act.toUpperCase()}`}
    ${'one character less'}       | ${() => `Bearer ${act.slice(1)}`}
    ${'one character more'}       | ${() => `Bearer ${act}a`}
    ${'another last character'}   | ${() => `Bearer ${act.slice(0, -1)}${act.endsWith('q') ? 'a' : 'q'}`}
    ${'two tokens'}               | ${() => `Bearer ${act}, Bearer ${act}`}
    ${'a token and a space more'} | ${() => `Bearer  ${act}`}
    ${'a token in quotes'}        | ${() => `Bearer "${act}"`}
    ${'a digest, as it is kept'}  | ${() => `Bearer ${'a'.repeat(64)}`}
    ${'a very long one'}          | ${() => `Bearer ${'a'.repeat(4_000)}`}
    ${'nothing that exists'}      | ${() => `Bearer ${'a'.repeat(52)}`}
  `('with $what is nobody’s', async ({ header }) => {
    const answer = await withHeader(header());
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.body.code).toBe('api.token_needed');
    expect(answer.body.title.length).toBeGreaterThan(10);
  });

  it('with a live token is its owner’s, whatever the case of the scheme', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER'])
      expect((await withHeader(`${scheme} ${act}`)).status, scheme).toBe(200);
  });

  it('with a token in the address or in a cookie is nobody’s', async () => {
    const program = new Program(site, contract);
    for (const query of [`?token=${act}`, `?access_token=${act}`, `?authorization=Bearer%20${act}`]) {
      expect(await program.refused('GET', '/me', { query })).toBe('401 api.token_needed');
    }
    const cookie = `${site.cookieNames.session}=${ana.session}; token=${act}`;
    expect(await program.refused('GET', '/me', { headers: { cookie } })).toBe('401 api.token_needed');
  });
});

describe('a token', () => {
  it('that only reads may look at everything, and do nothing', async () => {
    const reader = anas.with(read);
    const before = await everything(site.house.db.client);
    for (const operation of contract.operations) {
      const [method, template] = operation.split(' ') as [Method, string];
      if (contract.operation(method, template).security?.length === 0) continue;
      const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
      const answer = await reader.call(method, template, {
        params: { id: 'a'.repeat(26), comment: 'a'.repeat(26) },
        query: template === '/voices' ? `?publication=${'a'.repeat(26)}` : '',
        ...body,
      });
      if (method === 'GET') expect([200, 404], operation).toContain(answer.status);
      else expect([answer.status, answer.body.code], operation).toEqual([403, 'api.token_reads_only']);
    }
    const after = await everything(site.house.db.client);
    expect({ ...after, tokens: [] }).toEqual({ ...before, tokens: [] });
  });

  it('that only reads may also ask for heads, which are reading', async () => {
    const page = await ana.send({ method: 'HEAD', url: '/api/v1/me' }, { authorization: `Bearer ${read}` });
    expect(page.status).toBe(200);
  });

  it('makes no other that may do more than itself', async () => {
    expect(await anas.with(read).refused('POST', '/me/tokens', { body: { label: 'x', scope: 'act' } })).toBe(
      '403 api.token_reads_only',
    );
  });

  it('is worthless once it is revoked, and only once', async () => {
    const made = await anas.done('POST', '/me/tokens', { body: { label: 'x', scope: 'act' } });
    expect((await anas.with(made.token).done('GET', '/me')).handle).toBe('ana');
    await anas.done('DELETE', '/me/tokens/{id}', { params: { id: made.id } });
    expect(await anas.with(made.token).refused('GET', '/me')).toBe('401 api.token_needed');
    expect(await anas.refused('DELETE', '/me/tokens/{id}', { params: { id: made.id } })).toBe('404 token.not_found');
  });

  it('ends when it said that it would, to the millisecond', async () => {
    const short = anas.with(await ana.makeToken('act', 1));
    site.house.clock.advance({ days: 1, milliseconds: -1 });
    expect((await short.done('GET', '/me')).handle).toBe('ana');
    site.house.clock.advance({ milliseconds: 1 });
    expect(await short.refused('GET', '/me')).toBe('401 api.token_needed');
    const { tokens } = await anas.done('GET', '/me/tokens');
    expect(
      tokens.every(({ expiresAt }: { expiresAt: string }) => expiresAt > site.house.clock.now().toISOString()),
    ).toBe(true);
  });

  it.each([0, -1, 366, 1.5, 1e9, '1e400', null])('cannot be made for %j days', async (days) => {
    const body = JSON.stringify({ label: 'x', scope: 'read', days }).replace('"1e400"', '1e400');
    expect(await anas.refused('POST', '/me/tokens', { body })).toBe('400 request.invalid');
  });
});

describe('an Idempotency-Key', () => {
  const once = (key: string) => ({ headers: { 'idempotency-key': key } });
  const body = {
    title: 'A bench',
    summary: 'We put up a bench.',
    body: 'Planks.',
    language: 'en',
    method: 'consensus',
  };

  it('has what is sent twice carried out once', async () => {
    const before = await rowCounts(site.house.db.client);
    const key = once('5f0c9a3e-bench');
    await anas.done('POST', '/proposals', { body, ...key });
    expect(await anas.refused('POST', '/proposals', { body, ...key })).toBe('409 form.replayed');
    const after = await rowCounts(site.house.db.client);
    expect((after.proposals ?? 0) - (before.proposals ?? 0)).toBe(1);
    await anas.done('POST', '/proposals', { body, ...once('5f0c9a3e-another') });
  });

  it('holds for parallel requests too', async () => {
    const before = await rowCounts(site.house.db.client);
    const calls = Array.from({ length: 8 }, () => anas.call('POST', '/invitations', once('one-invitation-please')));
    const statuses = (await Promise.all(calls)).map(({ status }) => status).sort();
    expect(statuses).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
    expect(((await rowCounts(site.house.db.client)).invitations ?? 0) - (before.invitations ?? 0)).toBe(1);
  });

  it('is used up by what was done, not by what was refused', async () => {
    const key = once('mend-me-first');
    expect(await anas.refused('POST', '/me/tokens', { body: { label: '', scope: 'read' }, ...key })).toBe(
      '400 request.invalid',
    );
    const unknown = { type: 'mandate.renew', params: { office: 'publisher', holder: 'nobody', days: 1 } };
    expect(await anas.refused('POST', '/proposals', { body: { ...body, effect: unknown }, ...key })).toBe(
      '422 member.not_found',
    );
    await anas.done('POST', '/proposals', { body, ...key });
  });

  it.each(['', 'short', 'x'.repeat(81), 'with a space', 'ключ-ключ', '12345678\u0001'])(
    'that is %j is refused, and nothing is done',
    async (key) => {
      const before = await rowCounts(site.house.db.client);
      const sent = Buffer.from(key).toString('latin1');
      expect(await anas.refused('POST', '/proposals', { body, ...once(sent) })).toBe('422 api.bad_idempotency_key');
      expect(await rowCounts(site.house.db.client)).toEqual(before);
    },
  );

  it('of one member says nothing about another’s', async () => {
    const { ana: eva, site: other } = await openAssembly({}, 'bo');
    const others = await contractOf(other);
    const [first, second] = await Promise.all([eva.makeToken(), eva.makeToken()]);
    await new Program(other, others, first).done('POST', '/proposals', { body, ...once('same-key-here') });
    expect(
      await new Program(other, others, second).refused('POST', '/proposals', { body, ...once('same-key-here') }),
    ).toBe('409 form.replayed');
    await other[Symbol.asyncDispose]();
  });
});
