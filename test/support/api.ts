import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunningNode } from './process.ts';

export interface Call {
  readonly token?: string;
  readonly body?: object;
  /** Exactly these bytes instead. */
  readonly raw?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly milliseconds: number;
}

/** A connection for each request, so that none of them meets the end of an older one. */
const ALONE = new Agent({ keepAlive: false });

/** One HTTP request. Fails only when there was no whole answer; every status is an answer. */
export function send(
  node: { readonly port: number; readonly origin: string },
  method: string,
  path: string,
  call: Call = {},
) {
  const { token, body, raw, headers = {}, agent = ALONE } = call;
  const begun = performance.now();
  return new Promise<Answer>((resolve, reject) => {
    const sent = request(
      {
        ...{ host: '127.0.0.1', port: node.port, method, path, agent },
        headers: {
          host: new URL(node.origin).host,
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode: status = 0, headers: received } = response;
          resolve({ status, headers: received, text, milliseconds: performance.now() - begun });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body ? JSON.stringify(body) : raw);
  });
}

type Node = Pick<RunningNode, 'port' | 'origin'>;

/** A call of the API that has to succeed. */
export async function api<T = Record<string, unknown>>(
  node: Node,
  method: string,
  path: string,
  call: Call = {},
): Promise<T> {
  const { status, text } = await send(node, method, `/api/v1${path}`, call);
  if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text}`);
  return JSON.parse(text) as T;
}

export interface Person {
  readonly handle: string;
  readonly id: string;
  readonly token: string;
}

export const passphraseOf = (handle: string): string => `${handle} mends the nets at dawn`;

const LOCALE = { locale: 'en', timeZone: 'UTC' };

export const CHARTER = {
  name: 'Harbour Assembly',
  collectiveHandle: 'harbour',
  summary: 'Those who work in the harbour.',
  languages: ['en'],
  votingAtLeastSeconds: 0,
  ...LOCALE,
};

/** Founds the collective with the first, who lets the others in. */
export async function found(node: Node, secret: string, handles: readonly string[]): Promise<Person[]> {
  const [first = 'ana', ...others] = handles;
  const founder = { handle: first, passphrase: passphraseOf(first) };
  const { member } = await api<{ member: string }>(node, 'POST', '/founding', {
    body: { secret, charter: CHARTER, founder },
  });
  const ana = { handle: first, id: member, token: await tokenFor(node, first) };
  const joined = others.map(async (handle) => {
    const { invitation } = await api(node, 'POST', '/invitations', { token: ana.token });
    const body = { invitation, handle, passphrase: passphraseOf(handle), ...LOCALE };
    const { id } = await api<{ id: string }>(node, 'POST', '/members', { body });
    return { handle, id, token: await tokenFor(node, handle) };
  });
  return [ana, ...(await Promise.all(joined))];
}

async function tokenFor(node: Node, handle: string): Promise<string> {
  const body = { handle, passphrase: passphraseOf(handle), label: 'test', scope: 'act' };
  return (await api<{ token: string }>(node, 'POST', '/tokens', { body })).token;
}

/** Opens a vote that closes so many seconds from now, on a full second: the wall clock of a deadline has no finer ones. */
export async function openVote(node: Node, by: Person, seconds: number): Promise<{ id: string; closesAt: Date }> {
  const { token } = by;
  const text = { title: 'A bench at the quay', summary: 'We put up a bench.', body: 'Three planks and two barrels.' };
  const body = { ...text, language: 'en', method: 'simple-majority' };
  const { id } = await api<{ id: string }>(node, 'POST', '/proposals', { token, body });
  await api(node, 'POST', `/proposals/${id}/discussion`, { token });
  const closes = new Date(Math.ceil(Date.now() / 1_000 + seconds) * 1_000).toISOString().slice(0, 19);
  const opened = { token, body: { version: 1, closes } };
  const { closesAt } = await api<{ closesAt: string }>(node, 'POST', `/proposals/${id}/vote`, opened);
  return { id, closesAt: new Date(closesAt) };
}

export type Choice = 'yes' | 'no' | 'abstain';

export const vote = (node: Node, { token }: Person, proposal: string, choice: Choice): Promise<Answer> =>
  send(node, 'PUT', `/api/v1/proposals/${proposal}/ballot`, { token, body: { choice } });

export interface Proposal {
  readonly status: string;
  readonly ownBallot: { readonly choice: Choice } | null;
  readonly voting: { readonly closesAt: string; readonly cast: number } | null;
  readonly decision: {
    readonly outcome: string;
    readonly decidedAt: string;
    readonly cast: number;
    readonly notVoted: number;
    readonly electorate: number;
    readonly counts: Readonly<Record<string, number>>;
  } | null;
}

export const read = (node: Node, { token }: Person, proposal: string): Promise<Proposal> =>
  api<Proposal>(node, 'GET', `/proposals/${proposal}`, { token });

/** Who voted how, of a vote that is decided. */
export async function ballots(node: Node, { token }: Person, proposal: string): Promise<Map<string, string>> {
  const path = `/proposals/${proposal}/ballots`;
  const listed = await api<{ ballots: { member: string; choice: string }[] }>(node, 'GET', path, { token });
  const all = new Map(listed.ballots.map(({ member, choice }) => [member, choice]));
  if (all.size !== listed.ballots.length) throw new Error(`someone voted twice: ${JSON.stringify(listed.ballots)}`);
  return all;
}

export const untilAfter = (at: Date): Promise<void> => pause(Math.max(0, at.getTime() - Date.now() + 50));
