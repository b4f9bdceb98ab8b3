import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/platform/log.ts';
import { Browser, foundSite, joinSite, openSite, type Person, type Site } from '../support/web.ts';
import { listen } from './wire.ts';

/** What must stand in no log: each is typed or sent somewhere in the story. */
const CANARIES = {
  handle: 'canaryhandle',
  passphrase: 'canary passphrase of three barrels',
  proposal: 'canary-proposal-text',
  comment: 'canary-comment-text',
  reason: 'canary-reason-text',
  query: 'canary-query',
  path: 'canary-path',
  agent: 'canary-agent/1.0',
  forwarded: 'canary-forwarded',
  fault: 'canary-fault-message',
  label: 'canary-token-label',
} as const;
const ADDRESS = '203.0.113.77';

let site: Site;
let ana: Person;
let lines: string[];
const secrets: string[] = [];

beforeAll(async () => {
  lines = [];
  const logger = createLogger('debug', { write: (line: string) => void lines.push(line) });
  const failing = async () => {
    throw Object.assign(new Error(`${CANARIES.fault}: insert into comments values (${CANARIES.comment})`), {
      detail: CANARIES.fault,
      query: CANARIES.fault,
    });
  };
  site = await openSite({ logger, changeReactions: (following) => ({ ...following, 'comment.written': [failing] }) });
  ana = await foundSite(site);
});
afterAll(() => site[Symbol.asyncDispose]());

/** Somebody who comes from an address, with a browser of a name, through a proxy that says who they are. */
class Watched extends Browser {
  override send(options: Parameters<Browser['send']>[0], headers: Parameters<Browser['send']>[1]) {
    const more = {
      'user-agent': CANARIES.agent,
      'x-forwarded-for': CANARIES.forwarded,
      referer: `https://port.example/${CANARIES.path}`,
    };
    return super.send({ ...options, remoteAddress: ADDRESS }, { ...more, ...headers });
  }
}

async function story(): Promise<void> {
  const { handle, passphrase, proposal, comment, reason, query, path, label } = CANARIES;
  const { secret } = await site.house.members.invite({ member: ana.id });
  const bo = new Watched(site);
  await bo.fill(`/join/${secret}`, `/join/${secret}`, { handle, passphrase });
  await bo.get(`/today?q=${query}`);
  const draft = await bo.fill('/proposals/new', '/proposals/new', {
    title: proposal,
    summary: proposal,
    body: proposal,
  });
  const id = draft.path.split('?')[0] ?? '';
  await bo.submit(draft, `${id}/discussion`);
  expect((await bo.fill(id, `${id}/comments`, { body: comment })).status).toBe(500);
  await bo.fill(`${id}/vote`, `${id}/vote`, { closes: '2026-03-01T13:00' });
  await bo.fill(id, `${id}/ballot`, { choice: 'block', reason_block: reason, principle: reason });
  const token =
    /<code>([a-z2-7]{52})<\/code>/.exec((await bo.fill('/me', '/me/tokens', { label, scope: 'act' })).html)?.[1] ?? '';
  const authorization = `Bearer ${token}`;
  await bo.get(`/api/v1/members?after=${query}`, { authorization });
  await bo.send(
    { method: 'POST', url: '/api/v1/proposals', payload: `{"title":"${proposal}"` },
    { authorization, 'content-type': 'application/json', 'idempotency-key': `${query}-key` },
  );
  await bo.get(`/${path}?q=${query}`);
  await bo.get(`/${path}/%ff`);
  await bo.get('/', { host: `${path}.example` });
  await bo.get('/members?after=%00');
  await bo.postBody(`${id}/comments`, `body=${comment}&x=${'x'.repeat(70_000)}`);
  await bo.postBody(`${id}/comments`, comment, { 'content-type': `text/${comment}` });
  await bo.post(`${id}/comments`, { body: comment }, { origin: `https://${path}.example` });
  await new Watched(site).fill('/sign-in', '/sign-in', { handle, passphrase: `${passphrase} wrong`, next: `/${path}` });
  await new Watched(site).fill('/sign-in', '/sign-in', { handle, passphrase });
  secrets.push(secret, token, bo.session ?? '', await bo.token('/me'), await new Watched(site).token());
  await bo.fill('/me', '/me/leave', { passphrase });
}

const KEYS = ['level', 'time', 'reqId', 'method', 'route', 'status', 'ms', 'msg', 'refusal', 'err'];

describe('the log', () => {
  it('tells of every answer what was done, by the name of its route, how it went and how long it took', async () => {
    await story();
    const answered = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'answered');
    expect(answered.length).toBeGreaterThan(30);
    for (const line of answered) {
      expect(Object.keys(line).sort()).toEqual(['level', 'method', 'ms', 'msg', 'reqId', 'route', 'status', 'time']);
      expect(
        line.route === 'none' || line.route === '*' || site.routes.some(({ url }) => url === line.route),
        line.route,
      ).toBe(true);
    }
    const routes = answered.map(({ method, route, status }) => `${method} ${route} ${status}`);
    expect(routes).toEqual(
      expect.arrayContaining([
        'POST /join/:secret 200',
        'POST /proposals/:id/ballot 303',
        'POST /sign-in 403',
        'GET /api/v1/members 200',
      ]),
    );
  });

  it('says nothing that anyone typed or sent, and nothing of who they are', () => {
    const log = lines.join('');
    for (const [what, canary] of Object.entries(CANARIES))
      expect(log.includes(canary), `${what} stands in the log`).toBe(false);
    expect(secrets.every((secret) => secret.length > 20)).toBe(true);
    for (const secret of secrets) expect(log.includes(secret), 'a secret stands in the log').toBe(false);
    expect(log).not.toMatch(/203\.0\.113|127\.0\.0\.1|::1|canary/i);
    expect(log).not.toMatch(/https?:|\?|cookie|authorization|user-agent/i);
    expect(log).not.toMatch(/insert into|select |\$1/i);
    expect(log, 'an id of something').not.toMatch(/"[^"]*\b[a-z2-7]{26}\b/);
  });

  it('is an allowlist: no line has a field that is not on it', () => {
    for (const line of lines) expect(KEYS, line).toEqual(expect.arrayContaining(Object.keys(JSON.parse(line))));
  });

  it('tells of a fault its kind and its place in the code, and of a refusal its code', () => {
    const all = lines.map((line) => JSON.parse(line));
    const faults = all.filter(({ msg }) => msg === 'fault');
    expect(faults.length).toBeGreaterThanOrEqual(1);
    for (const { err, level } of faults) {
      expect(level).toBe(50);
      expect(err.type).toMatch(/^\w*Error$/);
      expect(err.at.length).toBeGreaterThan(0);
      expect(err.at.join()).toContain('.ts:');
      expect(Object.keys(err)).not.toContain('message');
      expect(Object.keys(err)).not.toContain('stack');
    }
    const refused = all.filter(({ msg }) => msg === 'refused').map(({ refusal }) => refusal);
    expect(refused).toEqual(expect.arrayContaining(['request.not_found', 'request.wrong_host', 'form.foreign_origin']));
  });

  it('says nothing either of what cannot even be read', async () => {
    const { say } = await listen(site);
    const before = lines.length;
    for (const text of [
      `GET /${CANARIES.path} HTTP/1.1\r\nHost : ${CANARIES.path}\r\n\r\n`,
      `${CANARIES.path} ${CANARIES.path}\r\n\r\n`,
      `GET /%ff${CANARIES.path} HTTP/1.1\r\nHost: port.example\r\nConnection: close\r\n\r\n`,
      `POST /sign-in HTTP/1.1\r\nHost: port.example\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n${CANARIES.path}`,
      `GET / HTTP/1.1\r\nHost: port.example\r\nX-${CANARIES.path}: ${'x'.repeat(20_000)}\r\n\r\n`,
    ]) {
      await say(text);
    }
    const log = lines.slice(before).join('');
    expect(log).not.toMatch(/canary|127\.0\.0\.1|::1/i);
    for (const line of lines.slice(before))
      expect(KEYS, line).toEqual(expect.arrayContaining(Object.keys(JSON.parse(line))));
  });
});

describe('whoever comes', () => {
  it('is remembered by no address and by no browser', async () => {
    await joinSite(ana, 'watcher');
    const { client } = site.house.db;
    const tables = await client<
      { name: string }[]
    >`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
    for (const { name } of tables) {
      const rows = await client<{ row: string }[]>`select t::text as row from ${client(name)} t`;
      const stored = rows.map(({ row }) => row).join('\n');
      expect(stored, name).not.toMatch(/203\.0\.113|127\.0\.0\.1|canary-(agent|forwarded|query|path)/);
    }
  });
});
