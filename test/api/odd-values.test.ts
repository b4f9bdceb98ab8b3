import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discuss, openVote } from '../support/people.ts';
import { openAssembly, type Person, type Site } from '../support/web.ts';
import { contractOf, Program } from './client.ts';

let site: Site;
let ana: Person;
let program: Program;
let voting: string;
let timed: string;
beforeAll(async () => {
  ({ site, ana } = await openAssembly({}));
  program = new Program(site, await contractOf(site), await ana.makeToken());
  voting = await openVote(site.house, ana.id);
  timed = await discuss(site.house, ana.id);
});
afterAll(() => site[Symbol.asyncDispose]());

const PROPOSAL = {
  title: 'A bench',
  summary: 'We put up a bench.',
  body: 'Planks.',
  language: 'en',
  method: 'consensus',
};

describe('an address of the API', () => {
  it.each([
    '/proposals?status=nonsense',
    '/proposals?status=draft&status=draft',
    '/decisions?before=%00',
    '/decisions?before=x',
    '/record?since=-1',
    '/record?since=1e99',
    '/record?since=x',
    '/record?since=9007199254740993',
    `/members?after=${'x'.repeat(61)}`,
    '/members?after=a&after=b',
    '/publications?limit=0',
    '/publications?limit=51',
    '/publications?limit=x',
    '/publications?before=x',
    '/publications/x',
    '/voices',
    '/voices?publication=x',
    `/posts?before=${'x'.repeat(2_049)}`,
    '/posts?before=%00',
    '/followers?state=rejected',
    '/following?state=x',
    '/following?after=%00',
    '/standings?after=x',
    '/reports?state=x',
    '/reports?after=x',
    `/followers?after=${'x'.repeat(2_049)}`,
    '/proposals/x',
    '/proposals/%00',
    '/mandates/__proto__',
  ])('such as %s is refused as it should be', async (path) => {
    const page = await ana.get(`/api/v1${path}`, { authorization: `Bearer ${program.token}` });
    expect([400, 404], page.html).toContain(page.status);
    expect(page.header('content-type')).toMatch(/^application\/problem\+json/);
  });

  it.each([
    '/members?after=%00',
    '/members?after=a%00',
    '/members?after=%ED%A0%80',
    "/members?after=' or 1=1 --",
    '/members?after=%EF%BF%BF',
  ])('such as %s is no fault', async (path) => {
    const page = await ana.get(`/api/v1${encodeURI(path).replaceAll('%25', '%')}`, {
      authorization: `Bearer ${program.token}`,
    });
    expect([200, 400], page.html).toContain(page.status);
    const shown = await ana.get(encodeURI(path).replaceAll('%25', '%'));
    expect(shown.status, shown.text).toBe(200);
  });
});

describe('a time', () => {
  it.each([
    '0000-01-01T00:00',
    '9999-12-31T23:59',
    '2026-02-30T12:00',
    '2026-03-01T24:00',
    '2026-03-01T12:00Z',
    '2026-03-01T12:00+02:00',
    '-2026-03-01T12:00',
    '2026-03-01',
    'now',
    '',
    '2026-03-01T11:59',
    '+275760-09-13T00:00',
  ])('such as %s closes no vote', async (closes) => {
    const code = await program.refused('POST', '/proposals/{id}/vote', {
      params: { id: timed },
      body: { version: 1, closes },
    });
    expect(code).toMatch(/^422 (deadline\.not_a_time|opening\.too_(short|long))$/);
  });

  it('of voting is not for the voter to say', async () => {
    const ballot = { choice: 'agree', castAt: '2001-01-01T00:00:00Z' };
    expect(await program.refused('PUT', '/proposals/{id}/ballot', { params: { id: voting }, body: ballot })).toBe(
      '400 request.invalid',
    );
    await program.done('PUT', '/proposals/{id}/ballot', {
      params: { id: voting },
      body: { choice: 'agree' },
      headers: { date: 'Mon, 01 Jan 2001 00:00:00 GMT' },
    });
    const [row] = await site.house.db.client<
      { at: string }[]
    >`select cast_at as at from votes where proposal = ${voting}`;
    expect(new Date(row?.at ?? '')).toEqual(site.house.clock.now());
  });
});

describe('a language', () => {
  it.each(['en-u-ca-gregory', 'de-t-en', 'en-x-private', 'zh-Hant-TW', 'i-default', 'art-lojban', 'qaa'])(
    'such as %s is refused, or shown without fault',
    async (language) => {
      const answer = await program.call('POST', '/proposals', { body: { ...PROPOSAL, language } });
      if (answer.status !== 201) return expect(answer.status).toBe(400);
      for (const path of [`/proposals/${answer.body.id}`, `/proposals/${answer.body.id}/edit`, '/assembly']) {
        const page = await ana.get(path);
        expect(page.status, `${path}: ${page.text.slice(0, 200)}`).toBe(200);
      }
    },
  );
});
