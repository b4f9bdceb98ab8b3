import type { ServerOptions } from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import { failureOf, namesFor, testFetch } from '../support/federation/asking.ts';
import { canMakeCertificates, certificateFor } from '../support/federation/certificates.ts';
import { type Answer, type Peer, startPeer, startSecurePeer } from '../support/federation/peer.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});
const kept = <T extends AsyncDisposable>(each: T): T => {
  open.push(each);
  return each;
};

const names = namesFor({ 'a.test': ['127.0.0.1'], 'b.test': ['127.0.0.1'] });
const asker = (ca?: string) => kept(testFetch({ ...names, ...(ca ? { ca } : {}) }));
const hello: Answer = (_request, response) => response.end('hello');
const securePeer = async (options: ServerOptions, answer = hello): Promise<Peer> =>
  kept(await startSecurePeer(answer, options));

/** Without `openssl` there are no certificates to try: then these are left out, and vitest says so. */
describe.skipIf(!canMakeCertificates)('a certificate', () => {
  const good = canMakeCertificates ? certificateFor('a.test') : { key: '', cert: '' };

  it('that is trusted and bears the name opens the connection, which is kept', async () => {
    const there = await securePeer(good);
    const ask = asker(good.cert);
    for (let each = 0; each < 3; each += 1) {
      const answer = await ask.post(`https://a.test:${there.port}/`);
      expect(answer.body.toString()).toBe('hello');
    }
    expect(there.connections).toBe(1);
    expect(there.asked[0]?.headers.host).toBe(`a.test:${there.port}`);
  });

  it('that only signs itself is refused, and nothing is said to who bears it', async () => {
    const there = await securePeer(good);
    expect(await failureOf(asker().get(`https://a.test:${there.port}/`))).toBe('unreachable tls');
    expect(await failureOf(asker().post(`https://a.test:${there.port}/`))).toBe('unreachable tls');
    expect(there.asked).toEqual([]);
  });

  it('of another name is refused', async () => {
    const there = await securePeer(good);
    expect(await failureOf(asker(good.cert).get(`https://b.test:${there.port}/`))).toBe('unreachable tls');
    expect(await failureOf(asker(good.cert).get(`https://127.0.0.1:${there.port}/`))).toBe('unreachable tls');
    expect(there.asked).toEqual([]);
  });

  it('of yesterday is refused', async () => {
    const expired = certificateFor('a.test', { days: -1 });
    const there = await securePeer(expired);
    expect(await failureOf(asker(expired.cert).get(`https://a.test:${there.port}/`))).toBe('unreachable tls');
    expect(there.asked).toEqual([]);
  });

  it('is looked at, whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
    const there = await securePeer(good);
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      expect(await failureOf(asker().get(`https://a.test:${there.port}/`))).toBe('unreachable tls');
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
    expect(there.asked).toEqual([]);
  });

  it('does not help where TLS is of the past', async () => {
    const past = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const there = await securePeer({ ...good, ...past });
    expect(await failureOf(asker(good.cert).get(`https://a.test:${there.port}/`))).toBe('unreachable tls');
    const enough = await securePeer({ ...good, maxVersion: 'TLSv1.2' });
    expect((await asker(good.cert).get(`https://a.test:${enough.port}/`)).status).toBe(200);
  });

  it('does not help where no TLS is spoken', async () => {
    const there = kept(await startPeer(hello));
    expect(await failureOf(asker(good.cert).get(`https://a.test:${there.port}/`))).toBe('unreachable tls');
  });

  it('is asked for no longer than a connection may take', async () => {
    const { createServer } = await import('node:net');
    const silent = createServer((socket) => void socket.on('error', () => {}));
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const ask = kept(testFetch({ ...names, limits: { connectMs: 50 } }));
    expect(await failureOf(ask.get(`https://a.test:${port}/`))).toBe('unreachable timeout');
    silent.close();
  });

  it('is not left behind by a redirect to plain http', async () => {
    const plain = kept(await startPeer(hello));
    const there = await securePeer(good, (_request, response) =>
      response.writeHead(302, { location: `${plain.origin}/` }).end(),
    );
    const asking = asker(good.cert).get(`https://a.test:${there.port}/`, { redirects: 3 });
    expect(await failureOf(asking)).toBe('invalid downgrade');
    expect(plain.connections).toBe(0);
  });

  it('opens a new connection where a kept one was closed', async () => {
    const there = await securePeer(good, (request, response) => {
      if (there.asked.length === 2) request.socket.destroy();
      else response.end('hello');
    });
    const ask = asker(good.cert);
    await ask.post(`https://a.test:${there.port}/`);
    expect((await ask.post(`https://a.test:${there.port}/`)).status).toBe(200);
    expect({ asked: there.asked.length, connections: there.connections }).toEqual({ asked: 3, connections: 2 });
  });
});
