import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discuss, openVote } from '../support/people.ts';
import { everything } from '../support/rows.ts';
import { inLanguage, openAssembly, type Person, type Site } from '../support/web.ts';
import { type Contract, contractOf, type Method, Program } from './client.ts';

let site: Site;
let ana: Person;
let contract: Contract;
let program: Program;
let params: { id: string; comment: string };
let voting: string;
beforeAll(async () => {
  ({ site, ana } = await openAssembly({}));
  contract = await contractOf(site);
  program = new Program(site, contract, await ana.makeToken());
  await program.done('GET', '/me');
  const id = await discuss(site.house, ana.id);
  voting = await openVote(site.house, ana.id);
  params = { id, comment: await site.house.assembly.comment({ member: ana.id }, id, { body: 'Hm.', language: 'en' }) };
});
afterAll(() => site[Symbol.asyncDispose]());

const PROPOSAL = {
  title: 'A bench',
  summary: 'We put up a bench.',
  body: 'Planks.',
  language: 'en',
  method: 'consensus',
  reviewAfterDays: 90,
  effect: null,
};
const NOTICE = { title: 'Soup on Thursdays', body: 'At seven.', language: 'en' };
const SECRET = 'a'.repeat(52);
const CHARTER = {
  name: 'Quay',
  collectiveHandle: 'quay',
  summary: 'We.',
  locale: 'en',
  languages: ['en'],
  timeZone: 'UTC',
  votingAtLeastSeconds: 0,
};

/** Every operation that takes a body, with one that it would take. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /founding': {
    secret: SECRET,
    charter: CHARTER,
    founder: { handle: 'eva', passphrase: 'three planks and two barrels' },
  },
  'POST /members': {
    invitation: SECRET,
    handle: 'eva',
    passphrase: 'three planks and two barrels',
    locale: 'en',
    timeZone: 'UTC',
  },
  'PATCH /me': { locale: 'en', timeZone: 'UTC' },
  'POST /me/leave': { passphrase: 'not the passphrase', erase: true },
  'POST /me/passphrase': { current: 'not the passphrase', passphrase: 'three planks and two barrels' },
  'POST /me/recovery-codes': { passphrase: 'not the passphrase' },
  'POST /recovery': { handle: 'ana', code: 'aaaa-bbbb-cccc-dddd', passphrase: 'three planks and two barrels' },
  'POST /tokens': { handle: 'ana', passphrase: 'not the passphrase', label: 'x', scope: 'read', days: 1 },
  'POST /me/tokens': { label: 'x', scope: 'read', days: 1 },
  'POST /proposals': PROPOSAL,
  'PUT /proposals/{id}': { ...PROPOSAL, version: 1 },
  'POST /preview': { body: 'Planks.' },
  'POST /notices': NOTICE,
  'PUT /notices/{id}': { ...NOTICE, version: 1 },
  'POST /following': { handle: '@union@quay.example' },
  'POST /followers/acceptance': { follow: 'https://quay.example/activities/1' },
  'POST /followers/removal': { follow: 'https://quay.example/activities/1' },
  'PUT /followers/approval': { approves: true },
  'POST /standings': { subject: 'server', name: 'spam.example', verdict: 'keep_out', reason: 'Spam.', reviewOn: null },
  'POST /reports/{id}/settlement': { outcome: 'set_aside', reason: 'Nothing to it.' },
  'POST /deliveries/retrial': { host: 'slow.example' },
  'POST /proposals/{id}/comments': { body: 'Hm.', language: 'en' },
  'POST /proposals/{id}/vote': { version: 1, closes: '2026-03-02T12:00' },
  'PUT /proposals/{id}/ballot': { choice: 'agree', reason: 'So.', principle: 'We.' },
};
const bodied = Object.entries(BODIES).map(([operation, body]) => {
  const [method, template] = operation.split(' ') as [Method, string];
  return { operation, method, template, body: body as Record<string, unknown> };
});

/** A vote is cast where one is open. */
const paramsFor = ({ template }: { template: string }) =>
  template.endsWith('/ballot') ? { ...params, id: voting } : params;

const refusedWith = async (operation: { method: Method; template: string }, body: unknown, headers = {}) => {
  const answer = await program.call(operation.method, operation.template, {
    params: paramsFor(operation),
    body,
    headers,
  });
  return [answer.status, answer.body.code];
};

describe('the table of bodies', () => {
  it('knows every operation that takes one', () => {
    const all = contract.operations.filter((each) => {
      const [method, template] = each.split(' ') as [Method, string];
      return contract.operation(method, template).requestBody !== undefined;
    });
    expect(all.sort()).toEqual(Object.keys(BODIES).sort());
  });
});

const DEEP = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

describe.each(bodied)('$operation', (operation) => {
  const { body } = operation;

  it('takes nothing that is not JSON', async () => {
    const before = await everything(site.house.db.client);
    for (const text of [
      '',
      '{',
      'null x',
      '{"a":1}{"a":1}',
      '{"a":1}\n{"a":1}',
      "{'a':1}",
      '{a:1}',
      '{"a":NaN}',
      '{"a":01}',
      '{"a":"\t"}',
      '\u0000',
      '{"a":"\\ud8"}',
      '<a/>',
      'a=b',
      DEEP.slice(0, 30_000),
    ]) {
      expect(await refusedWith(operation, text), text.slice(0, 30)).toEqual([400, 'request.bad_json']);
    }
    expect(await everything(site.house.db.client)).toEqual(before);
  });

  it('takes nothing that is JSON, but not an object of its own', async () => {
    const before = await everything(site.house.db.client);
    for (const value of [
      'null',
      '7',
      '[]',
      '"x"',
      'true',
      '{}',
      `[${JSON.stringify(body)}]`,
      DEEP,
      JSON.stringify({ ...body, role: 'admin' }),
      JSON.stringify({ ...body, now: '2001-01-01' }),
    ]) {
      const [status] = await refusedWith(operation, value);
      expect(status, value.slice(0, 60)).toBe(400);
    }
    for (const text of [
      '{"__proto__":{"admin":true}}',
      '{"constructor":{"prototype":{"admin":true}}}',
      `{"__proto__":null,${JSON.stringify(body).slice(1)}`,
    ]) {
      expect((await refusedWith(operation, text))[0], text).toBe(400);
    }
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    expect(await everything(site.house.db.client)).toEqual(before);
  });

  it('takes no field of another shape', async () => {
    const before = await everything(site.house.db.client);
    for (const [name, value] of Object.entries(body)) {
      for (const other of [
        true,
        7,
        -1,
        1.5,
        Number.MAX_SAFE_INTEGER + 2,
        [],
        {},
        [value],
        { a: value },
        'a\u0000b',
        'a\ud800b',
        'x'.repeat(41_000),
        ...(value === null ? [] : [null]),
      ]) {
        if (accepts(name, other)) continue;
        const [status, code] = await refusedWith(operation, { ...body, [name]: other });
        expect([status, code], `${name}: ${JSON.stringify(other).slice(0, 40)}`).toEqual(
          (typeof other === 'string' && other.length < 30 && ANSWERED_BY_RULES[name]) || [400, 'request.invalid'],
        );
      }
    }
    expect(await everything(site.house.db.client)).toEqual(before);
  });

  it('says which field is to be mended, in the language that is asked for', async () => {
    for (const locale of ['en', 'es', 'fr', 'ar'] as const) {
      const { t } = inLanguage(locale);
      const [name = ''] = Object.keys(body);
      const answer = await program.call(operation.method, operation.template, {
        params,
        body: { ...body, [name]: [] },
        headers: { 'accept-language': locale },
      });
      expect(answer.body.title).toBe(t('request.invalid'));
      expect(answer.body.errors[0].field.startsWith(name)).toBe(true);
      expect(answer.body.errors[0].title).not.toBe(answer.body.errors[0].code);
      expect(answer.body.errors[0].title).not.toMatch(/[{}]/);
    }
  });

  it('takes JSON by name only, and not too much of it', async () => {
    const text = JSON.stringify(body);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/activity+json',
      'application/jsonx',
      'text/json',
      'x',
    ]) {
      expect(await refusedWith(operation, text, { 'content-type': type }), type).toEqual([
        415,
        'request.wrong_media_type',
      ]);
    }
    expect(await refusedWith(operation, JSON.stringify({ ...body, x: 'x'.repeat(66_000) }))).toEqual([
      413,
      'request.too_large',
    ]);
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, 1]));
    const begun = performance.now();
    expect((await refusedWith(operation, { ...body, ...many }))[0]).toBe(400);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});

/** Short texts of which a rule says whether they mean anything. */
const ANSWERED_BY_RULES: Readonly<Record<string, readonly [number, string]>> = {
  choice: [422, 'ballot.no_such_choice'],
  closes: [422, 'deadline.not_a_time'],
};

/** Where the wrong shape happens to be a right one. */
const accepts = (name: string, value: unknown): boolean =>
  (name === 'erase' && value === true) ||
  (name === 'approves' && value === true) ||
  (name === 'reason' && value === undefined) ||
  (name === 'days' && value === 7) ||
  (name === 'reviewAfterDays' && value === 7) ||
  (name === 'version' && value === 7);
