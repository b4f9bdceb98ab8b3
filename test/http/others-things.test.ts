import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { follow, messageFrom, outsider, reportFrom, tellOf } from '../support/outsiders.ts';
import { discuss, openVote, proposalInput } from '../support/people.ts';
import { everything } from '../support/rows.ts';
import { Browser, openAssembly, type Person, type Site } from '../support/web.ts';
import { offerMandate } from './offer.ts';

let site: Site;
let ana: Person;
let bo: Person;
let token: string;
let anas: Readonly<
  Record<
    | 'draft'
    | 'discussed'
    | 'voting'
    | 'invitation'
    | 'session'
    | 'token'
    | 'offer'
    | 'mandate'
    | 'comment'
    | 'notice'
    | 'following',
    string
  >
>;

/** An id of the right shape that nobody has. */
const NOTHING = 'a'.repeat(26);

beforeAll(async () => {
  ({ site, ana, bo } = await openAssembly({}, 'bo'));
  const { house } = site;
  const { client } = house.db;
  const draft = await house.assembly.write({ member: ana.id }, proposalInput());
  const discussed = await discuss(house, ana.id);
  const voting = await openVote(house, ana.id);
  const comment = await house.assembly.comment({ member: ana.id }, discussed, { body: 'Mine.', language: 'en' });
  const { id: invitation } = await house.members.invite({ member: ana.id });
  await ana.makeToken();
  const [session] = await client<{ id: string }[]>`select id from sessions where member = ${ana.id}`;
  const [program] = await client<{ id: string }[]>`select id from tokens where member = ${ana.id}`;
  const [mandate] = await client<{ id: string }[]>`select id from mandates where holder = ${ana.id}`;
  const offer = await offerMandate(ana);
  const notice = await house.publication.publishNotice({ member: ana.id }, { ...NOTICE, summary: '' });
  const following = await follow(house, ana.id, outsider('union@quay.example'));
  await reportFrom(house, outsider('flags@quay.example'), house.federation.uris.object(notice));
  await client`update reports set id = ${REPORT}`;
  await house.peers.setApproval({ member: ana.id }, true);
  await tellOf(
    house,
    messageFrom(outsider('mira@garden.example'), 'Follow', house.federation.uris.actor, { id: FOLLOW }),
  );
  const [sessionId, tokenId, mandateId] = [session, program, mandate].map((row) => row?.id ?? '');
  anas = {
    draft,
    discussed,
    voting,
    invitation,
    session: sessionId!,
    token: tokenId!,
    offer,
    mandate: mandateId!,
    comment,
    notice,
    following,
  };
  token = await bo.makeToken();
  await call('GET', '/me');
});
afterAll(() => site[Symbol.asyncDispose]());

/** Of somebody who waits for an answer. */
const FOLLOW = 'https://garden.example/activities/waits';
/** Of somebody elsewhere, about our notice. */
const REPORT = 'r'.repeat(26);
const SETTLED = { outcome: 'set_aside', reason: 'Nothing to it.' };
const STANDING = { subject: 'server', name: 'spam.example', verdict: 'keep_out', reason: 'Spam.' };
const NOTICE = { title: 'Soup', body: 'At seven.', language: 'en' };
const TEXT = { title: 'Mine now', summary: 'Taken.', body: 'Taken over.', language: 'en', method: 'consensus' };

describe('what belongs to somebody else', () => {
  it.each`
    what                      | path                                                                        | status | fields
    ${'a draft'}              | ${() => `/proposals/${anas.draft}/edit`}                                    | ${404} | ${{ ...TEXT, version: '1' }}
    ${'a draft'}              | ${() => `/proposals/${anas.draft}/discussion`}                              | ${404} | ${{}}
    ${'a draft'}              | ${() => `/proposals/${anas.draft}/withdrawal`}                              | ${404} | ${{}}
    ${'a draft'}              | ${() => `/proposals/${anas.draft}/comments`}                                | ${404} | ${{ body: 'Hm.', language: 'en' }}
    ${'a draft'}              | ${() => `/proposals/${anas.draft}/vote`}                                    | ${404} | ${{ version: '1', closes: '2026-03-02T12:00' }}
    ${'a draft'}              | ${() => `/proposals/${anas.draft}/ballot`}                                  | ${404} | ${{ choice: 'agree' }}
    ${'a text'}               | ${() => `/proposals/${anas.discussed}/edit`}                                | ${403} | ${{ ...TEXT, version: '1' }}
    ${'a proposal'}           | ${() => `/proposals/${anas.discussed}/withdrawal`}                          | ${403} | ${{}}
    ${'a comment'}            | ${() => `/proposals/${anas.discussed}/comments/${anas.comment}/withdrawal`} | ${403} | ${{}}
    ${'a comment, elsewhere'} | ${() => `/proposals/${anas.voting}/comments/${anas.comment}/withdrawal`}    | ${404} | ${{}}
    ${'an invitation'}        | ${() => `/invitations/${anas.invitation}/withdrawal`}                       | ${404} | ${{}}
    ${'a session'}            | ${() => `/me/sessions/${anas.session}/end`}                                 | ${404} | ${{}}
    ${'a token'}              | ${() => `/me/tokens/${anas.token}/revoke`}                                  | ${404} | ${{}}
    ${'a mandate’s offer'}    | ${() => `/mandates/${anas.offer}/acceptance`}                               | ${403} | ${{}}
    ${'a mandate’s offer'}    | ${() => `/mandates/${anas.offer}/end`}                                      | ${403} | ${{}}
    ${'a mandate'}            | ${() => `/mandates/${anas.mandate}/end`}                                    | ${403} | ${{}}
    ${'the convenor’s power'} | ${() => '/invitations'}                                                     | ${403} | ${{}}
    ${'everybody’s name'}     | ${() => '/notices/new'}                                                     | ${403} | ${NOTICE}
    ${'a notice'}             | ${() => `/published/${anas.notice}/edit`}                                   | ${403} | ${{ ...NOTICE, body: 'Never.', version: '1' }}
    ${'a notice'}             | ${() => `/published/${anas.notice}/withdrawal`}                             | ${403} | ${{}}
    ${'everybody’s ear'}      | ${() => '/solidarity/following'}                                            | ${403} | ${{ handle: '@union@quay.example' }}
    ${'whom we follow'}       | ${() => `/solidarity/following/${anas.following}/end`}                      | ${403} | ${{}}
    ${'a follower'}           | ${() => '/solidarity/followers/acceptance'}                                 | ${403} | ${{ follow: FOLLOW }}
    ${'a follower'}           | ${() => '/solidarity/followers/removal'}                                    | ${403} | ${{ follow: FOLLOW }}
    ${'the followers’ gate'}  | ${() => '/solidarity/followers/approval'}                                   | ${403} | ${{ approves: 'no' }}
    ${'the strangers’ gate'}  | ${() => '/solidarity/strangers/standings'}                                  | ${403} | ${STANDING}
    ${'a report'}             | ${() => '/solidarity/reports/settlement'}                                   | ${403} | ${{ report: REPORT, ...SETTLED }}
    ${'a delivery'}           | ${() => '/solidarity/deliveries/retrial'}                                   | ${403} | ${{ host: 'quay.example' }}
  `('such as $what is out of reach of a form: $status', async ({ path, status, fields }) => {
    const before = await everything(site.house.db.client);
    const answer = await bo.post(path(), { ...fields, form_token: await bo.token('/me') });
    expect(answer.status, answer.text).toBe(status);
    expect(await everything(site.house.db.client)).toEqual(before);
  });

  it.each`
    method      | path                                                                        | status | body
    ${'GET'}    | ${() => `/proposals/${anas.draft}`}                                         | ${404} | ${undefined}
    ${'GET'}    | ${() => `/proposals/${anas.draft}/ballots`}                                 | ${404} | ${undefined}
    ${'PUT'}    | ${() => `/proposals/${anas.draft}`}                                         | ${404} | ${{ ...TEXT, version: 1 }}
    ${'PUT'}    | ${() => `/proposals/${anas.discussed}`}                                     | ${403} | ${{ ...TEXT, version: 1 }}
    ${'POST'}   | ${() => `/proposals/${anas.draft}/discussion`}                              | ${404} | ${undefined}
    ${'POST'}   | ${() => `/proposals/${anas.draft}/withdrawal`}                              | ${404} | ${undefined}
    ${'POST'}   | ${() => `/proposals/${anas.draft}/comments`}                                | ${404} | ${{ body: 'Hm.', language: 'en' }}
    ${'POST'}   | ${() => `/proposals/${anas.draft}/vote`}                                    | ${404} | ${{ version: 1, closes: '2026-03-02T12:00' }}
    ${'POST'}   | ${() => `/proposals/${anas.discussed}/withdrawal`}                          | ${403} | ${undefined}
    ${'POST'}   | ${() => `/proposals/${anas.discussed}/comments/${anas.comment}/withdrawal`} | ${403} | ${undefined}
    ${'DELETE'} | ${() => `/invitations/${anas.invitation}`}                                  | ${404} | ${undefined}
    ${'DELETE'} | ${() => `/me/sessions/${anas.session}`}                                     | ${404} | ${undefined}
    ${'DELETE'} | ${() => `/me/tokens/${anas.token}`}                                         | ${404} | ${undefined}
    ${'POST'}   | ${() => `/mandates/${anas.offer}/acceptance`}                               | ${403} | ${undefined}
    ${'POST'}   | ${() => `/mandates/${anas.offer}/end`}                                      | ${403} | ${undefined}
    ${'POST'}   | ${() => `/mandates/${anas.mandate}/end`}                                    | ${403} | ${undefined}
    ${'POST'}   | ${() => '/invitations'}                                                     | ${403} | ${undefined}
    ${'POST'}   | ${() => '/notices'}                                                         | ${403} | ${NOTICE}
    ${'PUT'}    | ${() => `/notices/${anas.notice}`}                                          | ${403} | ${{ ...NOTICE, body: 'Never.', version: 1 }}
    ${'DELETE'} | ${() => `/notices/${anas.notice}`}                                          | ${403} | ${undefined}
    ${'POST'}   | ${() => '/following'}                                                       | ${403} | ${{ handle: '@union@quay.example' }}
    ${'DELETE'} | ${() => `/following/${anas.following}`}                                     | ${403} | ${undefined}
    ${'POST'}   | ${() => '/followers/acceptance'}                                            | ${403} | ${{ follow: FOLLOW }}
    ${'POST'}   | ${() => '/followers/removal'}                                               | ${403} | ${{ follow: FOLLOW }}
    ${'PUT'}    | ${() => '/followers/approval'}                                              | ${403} | ${{ approves: false }}
    ${'POST'}   | ${() => '/standings'}                                                       | ${403} | ${STANDING}
    ${'POST'}   | ${() => `/reports/${REPORT}/settlement`}                                    | ${403} | ${SETTLED}
    ${'GET'}    | ${() => '/blocks'}                                                          | ${403} | ${undefined}
    ${'POST'}   | ${() => '/deliveries/retrial'}                                              | ${403} | ${{ host: 'quay.example' }}
  `('is out of reach of $method $path through the API: $status', async ({ method, path, status, body }) => {
    const before = await everything(site.house.db.client);
    const answer = await call(method, path(), body);
    expect(answer.status, answer.html).toBe(status);
    expect(await everything(site.house.db.client)).toEqual(before);
  });

  it('is not told from what does not exist, where one may not know of it', async () => {
    for (const suffix of ['', '/ballots']) {
      const [theirs, none] = await Promise.all(
        [anas.draft, NOTHING].map((id) => call('GET', `/proposals/${id}${suffix}`)),
      );
      expect(theirs?.html).toBe(none?.html);
    }
    for (const [method, suffix, body] of [
      ['PUT', '/ballot', { choice: 'agree' }],
      ['POST', '/early-closing', undefined],
      ['POST', `/comments/${NOTHING}/withdrawal`, undefined],
      ['POST', '/discussion', undefined],
    ] as const) {
      const [theirs, none] = await Promise.all(
        [anas.draft, NOTHING].map((id) => call(method, `/proposals/${id}${suffix}`, body)),
      );
      expect(theirs?.html, suffix).toBe(none?.html);
      expect(theirs?.status).toBeGreaterThanOrEqual(404);
    }
    const pages = await Promise.all([anas.draft, NOTHING].map((id) => bo.get(`/proposals/${id}`)));
    expect(pages[0]?.html).toBe(pages[1]?.html);
    for (const [path, theirs] of [
      ['/me/sessions', anas.session],
      ['/me/tokens', anas.token],
      ['/invitations', anas.invitation],
    ] as const) {
      const [a, b] = await Promise.all([theirs, NOTHING].map((id) => call('DELETE', `${path}/${id}`)));
      expect(a?.html, path).toBe(b?.html);
    }
  });

  it('does not stand in any list of mine', async () => {
    const lists = [
      '/me',
      '/me/sessions',
      '/me/tokens',
      '/invitations',
      '/proposals?status=draft',
      '/proposals?status=discussion',
      '/proposals?status=awaiting',
    ];
    const answers = await Promise.all(lists.map((path) => call('GET', path)));
    const pages = await Promise.all(['/me', '/invitations', '/assembly', '/today'].map((path) => bo.get(path)));
    const all = [...answers, ...pages].map(({ html }) => html).join('\n');
    for (const [what, id] of Object.entries(anas)) {
      if (!['discussed', 'voting', 'mandate', 'offer'].includes(what)) expect(all, what).not.toContain(id);
    }
  });

  it('is nothing at all to a visitor: neither page nor answer says whether it exists', async () => {
    const visitor = new Browser(site);
    for (const id of [anas.discussed, anas.voting, NOTHING]) {
      expect(await visitor.get(`/proposals/${id}`)).toMatchObject({
        status: 303,
        location: `/sign-in?next=%2Fproposals%2F${id}`,
      });
      expect((await visitor.get(`/api/v1/proposals/${id}`)).status).toBe(401);
    }
  });
});

const call = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object) =>
  new Browser(site).send(
    { method, url: `/api/v1${path}`, ...(body ? { payload: JSON.stringify(body) } : {}) },
    {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
  );
