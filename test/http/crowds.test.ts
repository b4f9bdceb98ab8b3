import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foundSite, openSite, type Site } from '../support/web.ts';
import { listen } from './wire.ts';

const QUICK = { connectionMs: 1_000, requestMs: 500, headersMs: 300, keepAliveMs: 300 };
const PATIENT = { timeout: 20_000, interval: 50 };

let site: Site;
let port: number;
let say: Awaited<ReturnType<typeof listen>>['say'];
beforeAll(async () => {
  site = await openSite({ timeouts: QUICK });
  await foundSite(site);
  ({ port, say } = await listen(site));
  await ask();
});
afterAll(() => site[Symbol.asyncDispose]());

const open = (): Promise<number> => promisify(site.app.server.getConnections.bind(site.app.server))();
/** Where the system tells them: sockets, pipes and files of this process, those of the database among them. */
const descriptors = (): number => readdirSync('/proc/self/fd').length;
const handles = (): number => process.getActiveResourcesInfo().filter((each) => each === 'TCPSocketWrap').length;

const LAST = 'GET /glossary HTTP/1.1\r\nHost: port.example\r\nAccept: text/html\r\nConnection: close\r\n\r\n';
const ask = async (): Promise<number> => (await say(LAST)).status;

/** So many at once, of which each says something; errors are theirs to have. */
function crowd(count: number, words: (index: number) => string): Socket[] {
  return Array.from({ length: count }, (_each, index) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.on('data', () => {});
    socket.write(words(index), 'latin1');
    return socket;
  });
}

const HALVES = [
  '',
  'P',
  'POST /inbox HTTP/1.1\r\nHost: port.example\r\nX-Drip: ',
  'POST /inbox HTTP/1.1\r\nHost: port.example\r\nContent-Type: application/activity+json\r\nContent-Length: 5000\r\n\r\n{"half":',
  'POST /sign-in HTTP/1.1\r\nHost: port.example\r\nOrigin: https://port.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\nhandle=',
  'POST /sign-in HTTP/1.1\r\nHost: port.example\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n5\r\nhan',
  'GET /actor HTTP/1.1\r\nHost: port.example\r\n\r\nGET /actor HTTP/1.1\r\nHo',
  'GET /glossary HTTP/1.1\r\nHost: port.example\r\n\r\n'.repeat(20),
];

describe.skipIf(process.platform !== 'linux')('a thousand who hang up in the middle', () => {
  it('leave no line, no handle and no descriptor behind', async () => {
    await expect.poll(open, PATIENT).toBe(0);
    const before = { handles: handles(), descriptors: descriptors() };
    for (let round = 0; round < 10; round += 1) {
      const sockets = crowd(100, (index) => HALVES[(round + index) % HALVES.length] ?? '');
      await pause(20);
      for (const [index, socket] of sockets.entries()) {
        if (index % 2 === 0) socket.resetAndDestroy();
        else socket.destroy();
      }
    }
    await expect.poll(open, PATIENT).toBe(0);
    await expect.poll(handles, PATIENT).toBeLessThanOrEqual(before.handles);
    // Connections to the database may have been opened meanwhile.
    await expect.poll(descriptors, PATIENT).toBeLessThanOrEqual(before.descriptors + 8);
    expect(await ask()).toBe(200);
  });
});

describe('five hundred who take their time', () => {
  it('keep nobody else waiting, and are sent away', async () => {
    const sockets = crowd(500, (index) => HALVES[index % 6] ?? '');
    const drip = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write('x');
    }, 100);
    try {
      await expect.poll(open, PATIENT).toBeGreaterThan(100);
      for (let count = 0; count < 5; count += 1) expect(await ask()).toBe(200);
      await expect.poll(open, PATIENT).toBe(0);
    } finally {
      clearInterval(drip);
      for (const socket of sockets) socket.destroy();
    }
    expect(await ask()).toBe(200);
  });
});

describe('a delivery whose end is doubtful', () => {
  const hidden = 'GET /health/live HTTP/1.1\r\nHost: port.example\r\n\r\n';
  const POST = (...more: readonly string[]): string =>
    ['POST /inbox HTTP/1.1', 'Host: port.example', 'Content-Type: application/activity+json', ...more, '', ''].join(
      '\r\n',
    );

  it.each([
    ['a length and chunks', `${POST('Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n${hidden}`],
    ['chunks and a length', `${POST('Transfer-Encoding: chunked', 'Content-Length: 4')}0\r\n\r\n${hidden}`],
    ['two lengths', `${POST('Content-Length: 0', 'Content-Length: 57')}${hidden}`],
    ['an unknown coding', `${POST('Transfer-Encoding: xchunked')}0\r\n\r\n${hidden}`],
    ['a coding with a tab', `${POST('Transfer-Encoding:\tchunked\u000b')}0\r\n\r\n${hidden}`],
    ['two codings', `${POST('Transfer-Encoding: chunked', 'Transfer-Encoding: identity')}0\r\n\r\n${hidden}`],
    ['bare line feeds', `POST /inbox HTTP/1.1\nHost: port.example\nContent-Length: 0\n\n${hidden}`],
    ['a space before a colon', `${POST('Content-Length : 4')}0000${hidden}`],
    ['a folded header', `${POST('X-One: a', ' b')}${hidden}`],
    [
      'an extension of a chunk with a line feed',
      `${POST('Transfer-Encoding: chunked')}2;\nxx\r\n10\r\n\r\n0\r\n\r\n${hidden}`,
    ],
  ])('with %s is refused once, and what follows is not read', async (_what, request) => {
    const answer = await say(request);
    expect(answer.text.match(/^HTTP\/1\.1 /gm), answer.text).toHaveLength(1);
    expect([400, 401]).toContain(answer.status);
    expect(answer.text).not.toContain('"live"');
  });
});
