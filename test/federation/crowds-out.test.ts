import { readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { failureOf, PATIENT, testFetch } from '../support/federation/asking.ts';
import { startRawPeer } from '../support/federation/peer.ts';

const descriptors = (): number => readdirSync('/proc/self/fd').length;
const handles = (): number => process.getActiveResourcesInfo().filter((each) => each === 'TCPSocketWrap').length;
const timeouts = (): number => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n';

/** What a server, or whatever stands between it and us, has done in the middle of an answer. */
const MISDEEDS: readonly ((socket: Socket) => unknown)[] = [
  (socket) => socket.resetAndDestroy(),
  (socket) => socket.end(),
  (socket) => socket.write('HTTP/1.1 2'),
  (socket) => socket.write(`${HEAD}Content-Length: 500\r\n\r\n{"half":`, () => socket.resetAndDestroy()),
  (socket) => socket.end(`${HEAD}Content-Length: 500\r\n\r\n{"half":`),
  (socket) => socket.write(`${HEAD}Content-Length: 500\r\n\r\n{"half":`),
  (socket) => socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n${'1\r\n{\r\n'.repeat(50)}`),
  (socket) => socket.end(`${HEAD}Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nxyz`),
  (socket) => socket.write(`${HEAD}Content-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n\r\n`),
  (socket) => socket.write(`${HEAD}Content-Length: 2\r\n\r\n{}`),
];

describe.skipIf(process.platform !== 'linux')('a thousand questions to servers that answer by halves', () => {
  it('end each in an answer or a failure, and leave nothing open', { timeout: 60_000 }, async () => {
    let asked = 0;
    await using peer = await startRawPeer((socket) => {
      asked += 1;
      return MISDEEDS[asked % MISDEEDS.length]?.(socket);
    });
    const before = { handles: handles(), descriptors: descriptors(), timeouts: timeouts() };
    const ask = testFetch({ limits: { perHost: 32, inAll: 32, headersMs: 30, totalMs: 60 } });
    const outcomes = new Map<string, number>();
    for (let round = 0; round < 32; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 32 }, (_each, index) =>
          failureOf(index % 2 === 0 ? ask.get(peer.origin) : ask.post(peer.origin, 'x'.repeat(2_000))),
        ),
      );
      for (const answer of answers) outcomes.set(answer, (outcomes.get(answer) ?? 0) + 1);
    }
    expect([...outcomes.keys()].sort()).toEqual(
      expect.arrayContaining(['invalid encoding', 'none', 'unreachable connection', 'unreachable timeout']),
    );
    await ask.close();
    await expect.poll(() => peer.open, PATIENT).toBe(0);
    await expect.poll(handles, PATIENT).toBeLessThanOrEqual(before.handles);
    await expect.poll(descriptors, PATIENT).toBeLessThanOrEqual(before.descriptors);
    await expect.poll(timeouts, PATIENT).toBeLessThanOrEqual(before.timeouts + 2);
  });
});
