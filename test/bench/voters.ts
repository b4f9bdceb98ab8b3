import { setTimeout as pause } from 'node:timers/promises';
import { once, percentile } from './load.ts';

const FORM = 'application/x-www-form-urlencoded';

interface Voter {
  readonly cookie: string;
  readonly token: string;
}

export type Api = <Answer>(method: string, path: string, body?: object, token?: string) => Promise<Answer>;

export const apiAt =
  (origin: string): Api =>
  async <Answer>(method: string, path: string, body?: object, token?: string): Promise<Answer> => {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  };

const PASSPHRASE = 'a passphrase for the bench';

/** Founds a collective, whose founder has a token then and holds every mandate. */
export async function found(origin: string, secret: string) {
  const api = apiAt(origin);
  await api('POST', '/founding', {
    secret,
    charter: {
      name: 'Bench',
      collectiveHandle: 'bench',
      summary: 'A collective that is measured.',
      locale: 'en',
      languages: ['en'],
      timeZone: 'UTC',
      votingAtLeastSeconds: 0,
    },
    founder: { handle: 'founder', passphrase: PASSPHRASE },
  });
  const wish = { handle: 'founder', passphrase: PASSPHRASE, label: 'bench', scope: 'act' };
  const { token } = await api<{ token: string }>('POST', '/tokens', wish);
  return { api, token };
}

/** Lets people in through the form, as browsers would: each has a session then; and opens a vote for them. */
export async function gatherVoters(origin: string, { api, token }: Awaited<ReturnType<typeof found>>, count: number) {
  const voters: Voter[] = [];
  for (let number = 0; number < count; number += 1) {
    const { invitation } = await api<{ invitation: string }>('POST', '/invitations', undefined, token);
    voters.push(await join(origin, invitation, `voter${number}`, PASSPHRASE));
  }
  const proposal = { title: 'Measured', summary: 'A vote.', body: 'Text.', language: 'en', method: 'consensus' };
  const { id } = await api<{ id: string }>('POST', '/proposals', proposal, token);
  await api('POST', `/proposals/${id}/discussion`, undefined, token);
  const closes = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
  await api('POST', `/proposals/${id}/vote`, { version: 1, closes }, token);
  return { voters: await Promise.all(voters.map((voter) => atTheBallot(origin, id, voter))), id };
}

async function join(origin: string, invitation: string, handle: string, passphrase: string): Promise<Voter> {
  const page = await fetch(`${origin}/join/${invitation}`);
  const cookie = cookiesOf(page);
  const fields = { form_token: tokenIn(await page.text()), handle, passphrase, locale: 'en', timeZone: 'UTC' };
  const joined = await fetch(`${origin}/join/${invitation}`, {
    method: 'POST',
    headers: { 'content-type': FORM, origin, cookie },
    body: new URLSearchParams(fields),
  });
  if (joined.status !== 200) throw new Error(`joining answered ${joined.status}`);
  return { cookie: cookiesOf(joined), token: '' };
}

/** Opens the page of the proposal, where the form token stands. */
async function atTheBallot(origin: string, id: string, { cookie }: Voter): Promise<Voter> {
  const page = await fetch(`${origin}/proposals/${id}`, { headers: { cookie } });
  return { cookie, token: tokenIn(await page.text()) };
}

const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');

const tokenIn = (html: string): string => /name="form_token" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** Everyone votes once through the form, spread evenly over so many seconds. */
export async function voteWithin(origin: string, id: string, voters: readonly Voter[], seconds: number) {
  const gap = (seconds * 1_000) / voters.length;
  const answers = await Promise.all(
    voters.map(async ({ cookie, token }, index) => {
      await pause(index * gap);
      return once(`${origin}/proposals/${id}/ballot`, {
        method: 'POST',
        headers: { 'content-type': FORM, origin, cookie },
        body: new URLSearchParams({ form_token: token, choice: 'agree' }),
      });
    }),
  );
  const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const accepted = answers.filter(({ status }) => status === 303).length;
  return { accepted, p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: times.at(-1) ?? Number.NaN };
}
