import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/platform/federation/gate.ts';
import { noticeWords } from '../support/publications.ts';
import { storeActor } from '../support/federation/actors.ts';
import { AS2, cavage, type Json, newPeer, type Sending } from '../support/federation/gate-world.ts';
import { Browser, openAssembly, type Site } from '../support/web.ts';
import { listen } from './wire.ts';

const ANSWER_MS = 300;
const eve = newPeer('https://a.test/u/eve');
const PROGRAM = { accept: 'application/activity+json', 'accept-language': undefined };

let site: Site;
let server: Browser;
let say: Awaited<ReturnType<typeof listen>>['say'];
let port: number;
let object: string;
beforeAll(async () => {
  const assembly = await openAssembly({ timeouts: { answerMs: ANSWER_MS, keepAliveMs: 300 } });
  ({ site } = assembly);
  server = new Browser(site, PROGRAM);
  object = `/objects/${await site.house.publication.publishNotice({ member: assembly.ana.id }, noticeWords())}`;
  await storeActor(site.house, eve.holder.actor);
  ({ say, port } = await listen(site));
});
afterAll(() => site[Symbol.asyncDispose]());

const follow = (changed: Json = {}): Json => ({
  '@context': AS2,
  id: 'https://a.test/f/1',
  type: 'Follow',
  actor: eve.id,
  object: 'https://port.example/actor',
  ...changed,
});

const delivery = (content: Json | string, sending: Sending = {}): Delivery =>
  cavage(content, { by: eve, host: 'port.example', date: site.house.clock.now(), ...sending });

/** The lines of a head, and an empty one. */
const lines = (...all: readonly string[]): string => [...all, '', ''].join('\r\n');

function head({ rawHeaders }: Delivery, ...more: readonly string[]): string {
  const headers = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []));
  return lines('POST /inbox HTTP/1.1', ...headers, ...more);
}

const whole = (each: Delivery): string => head(each, `Content-Length: ${each.body.length}`) + each.body.toString();
const unsigned = (body: string, ...more: readonly string[]): string =>
  lines('POST /inbox HTTP/1.1', 'Host: port.example', 'Content-Type: application/activity+json', ...more) + body;
const LAST = lines('GET /actor HTTP/1.1', 'Host: port.example', 'Connection: close');
const HIDDEN = lines('GET /health/live HTTP/1.1', 'Host: port.example');

/** The status lines of all answers on a line. */
const statuses = (text: string): number[] => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, code]) => Number(code));

describe('a delivery that is refused before its body is read', () => {
  it.each([
    ['unsigned', () => unsigned(HIDDEN, `Content-Length: ${HIDDEN.length}`), 401],
    ['of another type', () => whole(delivery(HIDDEN, { contentType: 'text/plain' })), 415],
    ['compressed', () => unsigned(HIDDEN, 'Content-Encoding: gzip', `Content-Length: ${HIDDEN.length}`), 415],
    ['of last year', () => whole(delivery(HIDDEN, { date: new Date('2025-03-01T12:00:00Z') })), 401],
    ['for another host', () => whole(delivery(HIDDEN, { host: 'evil.test' })), 421],
    ['put', () => unsigned(HIDDEN, `Content-Length: ${HIDDEN.length}`).replace('POST', 'PUT'), 405],
    ['long', () => unsigned('x'.repeat(250_000), 'Content-Length: 250000'), 401],
  ])('leaves the line to the next request, and its body is none: %s', async (_what, request, status) => {
    const together = await say([request() + LAST]);
    expect(statuses(together.text), together.text).toEqual([status, 200]);
    expect(together.text).not.toContain('"live"');
    const text = request();
    const inPieces = await say([text.slice(0, -20), text.slice(-20), LAST], { pauseMs: 30 });
    expect(statuses(inPieces.text), inPieces.text).toEqual([status, 200]);
  });

  it('is hung up on where it does not say how long it would be', async () => {
    const chunked = `${HIDDEN.length.toString(16)}\r\n${HIDDEN}\r\n0\r\n\r\n`;
    const answer = await say([unsigned(chunked, 'Transfer-Encoding: chunked') + LAST]);
    expect(statuses(answer.text)).toEqual([401]);
    expect(answer.head).toMatch(/^connection: close$/im);
  });

  it('is too long by what it says of itself, with none of it sent', async () => {
    const answer = await say(head(delivery('{}'), 'Content-Length: 262145'));
    expect([answer.status, answer.body]).toEqual([413, '{"error":"too_large"}']);
    expect(answer.head).toMatch(/^connection: close$/im);
  });
});

describe('a delivery that is refused by its body', () => {
  it('leaves the line to the next request', async () => {
    const words = [delivery('name=value'), { ...delivery('{}'), body: Buffer.from('{ }') }, delivery('{}')];
    for (const each of words)
      expect(statuses((await say(whole(each) + LAST)).text)).toEqual([each === words[1] ? 401 : 400, 200]);
  });

  it('is read no further than what may be read, where it does not say how long it is', async () => {
    const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
    const answer = await say([head(delivery('{}'), 'Transfer-Encoding: chunked'), chunk.repeat(5)]);
    expect([answer.status, answer.body]).toEqual([413, '{"error":"too_large"}']);
  });
});

describe('a sender that hangs up in the middle of a body', () => {
  it('leaves a node that hears others', async () => {
    const half = `${head(delivery(follow()), 'Content-Length: 5000')}{"half":`;
    const socket = connect(port, '127.0.0.1');
    socket.write(half);
    await pause(50);
    socket.destroy();
    await pause(50);
    expect(statuses((await say(whole(delivery('name=value')) + LAST)).text)).toEqual([400, 200]);
  });
});

/** Does something while a table cannot be read. */
async function withHanging(table: string, job: () => Promise<void>): Promise<void> {
  const { sql } = site.house;
  await sql.begin(async (tx) => {
    await tx.unsafe(`lock table ${table} in access exclusive mode`);
    await job();
  });
}

describe('while the database does not answer', () => {
  it('a document that is kept is served, and whoever asks for another is told to come again, in time', async () => {
    expect((await server.get('/actor')).status).toBe(200);
    await withHanging('documents', async () => {
      expect((await server.get('/actor')).status).toBe(200);
      const begun = performance.now();
      const answer = await server.get(object);
      expect([answer.status, answer.header('retry-after')]).toEqual([503, '30']);
      expect(answer.json()).toMatchObject({ code: 'error.unavailable' });
      expect(performance.now() - begun).toBeGreaterThanOrEqual(ANSWER_MS - 20);
      expect(performance.now() - begun).toBeLessThan(10 * ANSWER_MS);
    });
    expect((await server.get(object)).status).toBe(200);
  });

  it('whoever is refused is told so in time as well, or else to come again', async () => {
    await withHanging('collectives', async () => {
      for (const path of ['/.well-known/webfinger', '/activities/nothing']) {
        const answer = await server.get(path);
        expect([answer.status, answer.header('retry-after')], path).toEqual([503, '30']);
        expect(answer.json()).toMatchObject({ code: 'error.unavailable' });
      }
    });
    expect((await server.get('/.well-known/webfinger')).status).toBe(400);
  });

  it('what is delivered is not taken, and its sender tries again; what is refused by itself is refused at once', async () => {
    await withHanging('remote_actors', async () => {
      const begun = performance.now();
      const answer = await say(whole(delivery(follow())).replace('\r\n', '\r\nConnection: close\r\n'));
      expect([answer.status, answer.body]).toEqual([503, '{"error":"unavailable"}']);
      expect(answer.head).toMatch(/^retry-after: 30$/im);
      expect(performance.now() - begun).toBeLessThan(10 * ANSWER_MS);
      expect(statuses((await say(whole(delivery('name=value')) + LAST)).text)).toEqual([400, 200]);
    });
    const again = await say(whole(delivery(follow())) + LAST);
    expect(statuses(again.text), again.text).toEqual([202, 200]);
  });
});

describe('a document', () => {
  const GUARDS = {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'strict-transport-security': 'max-age=31536000',
  };
  const OPEN = {
    'cache-control': 'public, max-age=60, must-revalidate',
    vary: 'Accept',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  };
  const webFinger = `/.well-known/webfinger?resource=${encodeURIComponent('https://port.example/actor')}`;
  const paths = () => ['/actor', '/actor/instance', object, '/actor/outbox?page=1', webFinger];

  it('carries what a program needs, what a browser must not do with it, and nothing besides', async () => {
    for (const path of paths()) {
      // Made, and then from memory.
      for (const answer of [await server.get(path), await server.get(path)]) {
        const { date, etag, connection, ...headers } = answer.headers;
        expect(headers, path).toEqual({
          ...GUARDS,
          ...OPEN,
          'content-type':
            path === webFinger ? 'application/jrd+json; charset=utf-8' : 'application/activity+json; charset=utf-8',
          'content-length': String(answer.bytes.length),
        });
        expect(etag).toMatch(/^"[\w-]{22}"$/);
      }
    }
  });

  it('of NodeInfo is guarded in the same way', async () => {
    for (const path of ['/.well-known/nodeinfo', '/nodeinfo/2.1']) {
      const { headers, status } = await server.get(path);
      expect([status, headers]).toEqual([200, expect.objectContaining(GUARDS)]);
    }
  });

  it('says the same to HEAD, without its bytes', async () => {
    for (const path of paths()) {
      const { date: _then, ...whole } = (await server.get(path)).headers;
      const answer = await server.send({ method: 'HEAD', url: path }, {});
      const { date: _now, ...alone } = answer.headers;
      expect([answer.status, answer.bytes.length, alone]).toEqual([200, 0, whole]);
    }
  });

  it('that has not changed is not sent again, with the same word on how long to keep it', async () => {
    for (const path of paths()) {
      const etag = (await server.get(path)).header('etag');
      const answer = await server.get(path, { 'if-none-match': `"other", ${etag}` });
      expect([answer.status, answer.bytes.length]).toEqual([304, 0]);
      expect(answer.headers).toMatchObject({ ...GUARDS, ...OPEN, etag });
      expect(answer.headers).not.toHaveProperty('content-type');
      expect((await server.get(path, { 'if-none-match': '"other"' })).status).toBe(200);
    }
  });

  it('that is not there is missed in words for whoever reads them, under the guards of a page', async () => {
    const told = await server.get('/activities/nothing');
    expect([told.status, told.json().code]).toEqual([404, 'request.not_found']);
    const read = await new Browser(site).get('/activities/nothing', { accept: 'text/html' });
    expect(read.status).toBe(404);
    expect(read.header('content-security-policy')).toContain("style-src 'self'");
    for (const { headers } of [told, read]) {
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });
});

describe('every door', () => {
  it('is closed to whoever names another host, but to probes of health', async () => {
    const { routes } = site;
    expect(routes.length).toBeGreaterThan(100);
    for (const { method, url } of routes) {
      if (url.startsWith('/health/')) continue;
      const asked = { method: method as 'GET', url: url.replaceAll(/:[a-zA-Z]+/g, 'x') };
      const { statusCode } = await site.app.inject({ ...asked, headers: { host: 'evil.example' } });
      expect(statusCode, `${method} ${url}`).toBe(421);
    }
    expect((await site.app.inject({ url: '/nowhere', headers: { host: 'evil.example' } })).statusCode).toBe(421);
  });
});
