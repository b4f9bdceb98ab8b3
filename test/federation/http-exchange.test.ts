import { execFile } from 'node:child_process';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { SignRequest } from '../../src/platform/federation/remote.ts';
import { failureOf, PATIENT, namesFor, testFetch } from '../support/federation/asking.ts';
import { type Answer, type Peer, startPeer, startRawPeer } from '../support/federation/peer.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});
const kept = <T extends AsyncDisposable>(each: T): T => {
  open.push(each);
  return each;
};
const peer = async (answer: Answer): Promise<Peer> => kept(await startPeer(answer));
const rawPeer = async (...[answer]: Parameters<typeof startRawPeer>): Promise<Peer> => kept(await startRawPeer(answer));
const asker = (options?: Parameters<typeof testFetch>[0]) => kept(testFetch(options));

/** Writes something again and again, until the other side has had enough. */
const again = (write: () => unknown): void => {
  const timer = setInterval(() => {
    if (write() === false) clearInterval(timer);
  }, 5);
};

describe('a server that takes its time', () => {
  it('is given up when it never answers', async () => {
    const there = await peer(() => {});
    expect(await failureOf(asker({ limits: { headersMs: 50 } }).get(there.origin))).toBe('unreachable timeout');
    await expect.poll(() => there.open, PATIENT).toBe(0);
  });

  it('is given up when it never answers on a connection that was kept', async () => {
    const there = await peer((_request, response, { path }) => (path === '/' ? response.end() : undefined));
    const ask = asker({ limits: { headersMs: 500 } });
    await ask.get(there.origin);
    expect(await failureOf(ask.get(`${there.origin}/never`))).toBe('unreachable timeout');
    expect(there.connections).toBe(1);
  });

  it('is given up when the head of its answer comes drop by drop', async () => {
    const there = await rawPeer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx: ');
      again(() => !socket.destroyed && socket.write('x'));
    });
    expect(await failureOf(asker({ limits: { headersMs: 60 } }).get(there.origin))).toBe('unreachable timeout');
  });

  it('is given up when it says for ever that it will go on', async () => {
    const there = await rawPeer((socket) =>
      again(() => !socket.destroyed && socket.write('HTTP/1.1 103 Early Hints\r\n\r\n')),
    );
    expect(await failureOf(asker({ limits: { headersMs: 60 } }).get(there.origin))).toBe('unreachable timeout');
  });

  it.each(['identity', 'gzip'])('is given up when its body comes drop by drop, in %s', async (encoding) => {
    const there = await peer((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding });
      const bytes = encoding === 'gzip' ? gzipSync(Buffer.alloc(65_536, 'x'), { level: 0 }) : Buffer.alloc(65_536);
      let at = 0;
      again(() => !response.destroyed && response.write(bytes.subarray(at, ++at)));
    });
    expect(await failureOf(asker({ limits: { totalMs: 80 } }).get(there.origin))).toBe('unreachable timeout');
    await expect.poll(() => there.open, PATIENT).toBe(0);
  });

  it('has for all redirects together no longer than for one answer', async () => {
    const there = await peer((_request, response, { path }) => {
      setTimeout(() => response.writeHead(302, { location: `${path}x` }).end(), 40);
    });
    const ask = asker({ limits: { totalMs: 100 } });
    expect(await failureOf(ask.get(there.origin, { redirects: 50 }))).toBe('unreachable timeout');
    expect(there.asked.length).toBeLessThan(5);
  });
});

describe('a body', () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));

  it.each`
    what                                      | bytes                                                         | encoding
    ${'plain'}                                | ${Buffer.from('hello')}                                       | ${'identity'}
    ${'plain, of an encoding without a name'} | ${Buffer.from('hello')}                                       | ${''}
    ${'zipped'}                               | ${gzipSync('hello')}                                          | ${'gzip'}
    ${'zipped, said loudly'}                  | ${gzipSync('hello')}                                          | ${' GZIP '}
    ${'zipped in two parts (RFC 1952 §2.2)'}  | ${Buffer.concat(['hel', 'lo'].map((part) => gzipSync(part)))} | ${'gzip'}
  `('$what is read', async ({ bytes, encoding }) => {
    const there = await peer((_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(bytes),
    );
    expect((await asker().get(there.origin)).body.toString()).toBe('hello');
  });

  it.each([204, 304])(
    'that is none, by status %i, is read as such, whatever encoding it would have',
    async (status) => {
      const there = await peer((_request, response) =>
        response.writeHead(status, { 'content-encoding': 'gzip' }).end(),
      );
      expect((await asker().get(there.origin)).body).toHaveLength(0);
    },
  );

  it.each`
    what                               | headers                                                                           | bytes
    ${'zipped twice'}                  | ${{ 'content-encoding': 'gzip, gzip' }}                                           | ${gzipSync(gzipSync('hello'))}
    ${'zipped twice, in two lines'}    | ${{ 'content-encoding': ['gzip', 'gzip'] }}                                       | ${gzipSync(gzipSync('hello'))}
    ${'zipped a thousand times'}       | ${{ 'content-encoding': Array.from({ length: 1_000 }, () => 'gzip').join(', ') }} | ${gzipSync('hello')}
    ${'of Brotli'}                     | ${{ 'content-encoding': 'br' }}                                                   | ${Buffer.from('hello')}
    ${'of Brotli within'}              | ${{ 'content-encoding': 'gzip, br' }}                                             | ${gzipSync('hello')}
    ${'deflated'}                      | ${{ 'content-encoding': 'deflate' }}                                              | ${Buffer.from('hello')}
    ${'zipped by an older name'}       | ${{ 'content-encoding': 'x-gzip' }}                                               | ${gzipSync('hello')}
    ${'of Zstandard'}                  | ${{ 'content-encoding': 'zstd' }}                                                 | ${Buffer.from('hello')}
    ${'not zipped, though it says so'} | ${{ 'content-encoding': 'gzip' }}                                                 | ${Buffer.from('hello')}
    ${'zipped, and cut off'}           | ${{ 'content-encoding': 'gzip' }}                                                 | ${gzipSync('hello').subarray(0, -6)}
  `('$what is refused', async ({ headers, bytes }) => {
    const there = await peer((_request, response) => response.writeHead(200, headers).end(bytes));
    expect(await failureOf(asker().get(there.origin))).toBe('invalid encoding');
  });

  it.each`
    encoding      | pack
    ${'identity'} | ${(bytes: Buffer) => bytes}
    ${'gzip'}     | ${(bytes: Buffer) => gzipSync(bytes)}
  `('in $encoding may be as large as asked for, and no byte larger', async ({ encoding, pack }) => {
    const there = await peer((_request, response, { path }) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(pack(Buffer.alloc(Number(path.slice(1)), 'x'))),
    );
    const ask = asker({ limits: { maxBytes: 2_000 } });
    expect((await ask.get(`${there.origin}/1000`, { maxBytes: 1_000 })).body).toHaveLength(1_000);
    expect(await failureOf(ask.get(`${there.origin}/1001`, { maxBytes: 1_000 }))).toBe('invalid too_large');
    expect((await ask.get(`${there.origin}/2000`)).body).toHaveLength(2_000);
    expect(await failureOf(ask.get(`${there.origin}/2001`, { maxBytes: 9_999 }))).toBe('invalid too_large');
  });

  it('that unfolds to a thousand times its size is given up at the limit', async () => {
    const there = await peer((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    expect(bomb.length).toBeLessThan(60_000);
    expect(await failureOf(asker().get(there.origin))).toBe('invalid too_large');
  });

  it('that never ends is given up at the limit, though nothing comes of it', async () => {
    const nothing = Buffer.alloc(16_380, Buffer.from('000000ffff', 'hex'));
    const head = gzipSync('').subarray(0, 10);
    const there = await peer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).write(head);
      again(() => {
        if (response.destroyed) return false;
        response.write(nothing);
        return true;
      });
    });
    expect(await failureOf(asker({ limits: { maxBytes: 65_536 } }).get(there.origin))).toBe('invalid too_large');
  });

  it('that announces itself as too large is not waited for', async () => {
    const there = await rawPeer((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1048577\r\n\r\n'));
    expect(await failureOf(asker().get(there.origin))).toBe('invalid too_large');
    await expect.poll(() => there.open, PATIENT).toBe(0);
  });
});

describe('an answer that is none', () => {
  it.each([
    ['nothing at all', ''],
    ['noise', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['half a head', 'HTTP/1.1 200 OK\r\ncontent-'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 4\r\n\r\nhello'],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a head of 20,000 bytes', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'],
  ])('is a failure of the connection: %s', async (_what, bytes) => {
    const there = await rawPeer((socket) => socket.end(bytes));
    expect(await failureOf(asker().get(there.origin))).toBe('unreachable connection');
    expect(await failureOf(asker().post(there.origin))).toBe('unreachable connection');
  });

  it.each([
    ['less than it announced', 'HTTP/1.1 202 Accepted\r\ncontent-length: 5\r\n\r\nhel'],
    ['a chunk cut off', 'HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel'],
    [
      'an encoding that was not asked for',
      'HTTP/1.1 202 Accepted\r\ncontent-encoding: br\r\ncontent-length: 1\r\n\r\nx',
    ],
  ])('to a question is one to a delivery, whose status is all that counts: %s', async (_what, bytes) => {
    const there = await rawPeer((socket) => socket.end(bytes));
    expect(await failureOf(asker().get(there.origin))).toMatch(/^(unreachable connection|invalid encoding)$/);
    expect(await asker().post(there.origin)).toMatchObject({ status: 202, body: Buffer.alloc(0) });
  });

  it('comes where nobody listens', async () => {
    const there = await startPeer(() => {});
    await there[Symbol.asyncDispose]();
    expect(await failureOf(asker().get(there.origin))).toBe('unreachable connection');
  });
});

describe('a connection', () => {
  it('is kept for what follows', async () => {
    const there = await peer((_request, response) => response.end('hello'));
    const ask = asker();
    for (let each = 0; each < 5; each += 1) await ask.post(there.origin);
    expect(there.connections).toBe(1);
  });

  it('is not kept when its answer was not wanted to the end, or came before all was said', async () => {
    const there = await rawPeer((socket, come) => {
      if (come.includes('POST')) socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n');
    });
    const ask = asker();
    expect((await ask.post(there.origin, Buffer.alloc(20_000_000))).status).toBe(413);
    await expect.poll(() => there.open, PATIENT).toBe(0);
  });

  it.each(['GET', 'POST'] as const)(
    'that was closed before its reuse is replaced once, with a %s signed anew',
    async (method) => {
      const there = await peer((request, response) => {
        if (there.asked.length === 2) request.socket.destroy();
        else response.end('hello');
      });
      const ask = asker();
      let signatures = 0;
      const sign: SignRequest = async () => ({ signature: `number ${++signatures}` });
      const body = Buffer.from('{"id":"https://us.example/1"}');
      await ask({ method, url: new URL(there.origin), body, sign });
      expect((await ask({ method, url: new URL(there.origin), body, sign })).body.toString()).toBe('hello');
      expect(there.connections).toBe(2);
      expect(there.asked.map(({ headers }) => headers.signature)).toEqual(['number 1', 'number 2', 'number 3']);
      expect(there.asked.map((each) => each.body.toString())).toEqual([body, body, body].map(String));
    },
  );

  it('is replaced no second time, and not when it was new', async () => {
    const there = await peer((request, response) => {
      if (there.asked.length > 1) request.socket.destroy();
      else response.end('hello');
    });
    const ask = asker();
    await ask.post(there.origin);
    expect(await failureOf(ask.post(there.origin))).toBe('unreachable connection');
    expect(there.asked).toHaveLength(3);
    expect(await failureOf(ask.post(there.origin))).toBe('unreachable connection');
    expect(there.asked).toHaveLength(4);
  });

  it('is replaced by a new one, not by another that was kept', async () => {
    const used = new WeakSet<object>();
    const there = await peer((request, response) => {
      if (used.has(request.socket)) return request.socket.destroy();
      used.add(request.socket);
      setImmediate(() => response.end('hello'));
    });
    const ask = asker();
    await Promise.all([ask.get(there.origin), ask.get(there.origin)]);
    expect((await ask.get(there.origin)).status).toBe(200);
    expect(there.connections).toBe(3);
  });

  const onHosts = async (count: number) => {
    const sockets = new Set<Socket>();
    const there = await peer((request, response) => {
      sockets.add(request.socket);
      response.end('hello');
    });
    const hosts = Array.from({ length: count }, (_, at) => `${at}.a.test`);
    const ask = asker(namesFor(Object.fromEntries(hosts.map((host) => [host, ['127.0.0.1']]))));
    const askAll = async () => {
      for (const host of hosts) await ask.post(`http://${host}:${there.port}/`);
    };
    const hangUp = () => sockets.forEach((socket) => void socket.destroy());
    return { there, askAll, hangUp };
  };

  it('is used again by each of a hundred hosts, time after time', async () => {
    const { there, askAll } = await onHosts(100);
    for (let each = 0; each < 3; each += 1) await askAll();
    expect(there.connections).toBe(100);
    expect(there.open).toBe(100);
  });

  it('is kept for no more than 128 of all hosts, and those that are kept are used', async () => {
    const { there, askAll } = await onHosts(134);
    await askAll();
    await expect.poll(() => there.open, PATIENT).toBe(128);
    expect(there.connections).toBe(134);
    await askAll();
    await expect.poll(() => there.open, PATIENT).toBe(128);
    expect(there.connections).toBe(140);
  });

  it('that was closed by the other side makes room for another', async () => {
    const { there, askAll, hangUp } = await onHosts(128);
    await askAll();
    hangUp();
    await expect.poll(() => there.open, PATIENT).toBe(0);
    await askAll();
    await expect.poll(() => there.open, PATIENT).toBe(128);
    expect(there.connections).toBe(256);
  });

  it('is not replaced once an answer has begun', async () => {
    const there = await rawPeer((socket) => {
      if (there.asked.length === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      else socket.end('H');
    });
    const ask = asker();
    await ask.get(there.origin);
    expect(await failureOf(ask.get(there.origin))).toBe('unreachable connection');
    expect(there.asked).toHaveLength(2);
  });
});

describe('the environment', () => {
  it('sets no proxy between this node and others', async () => {
    const proxy = await peer((_request, response) => response.end('the proxy'));
    const there = await peer((_request, response) => response.end('the server'));
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'];
    const proxies = Object.fromEntries(names.map((name) => [name, proxy.origin]));
    const program = 'test/support/federation/ask-in-environment.ts';
    const env = { ...process.env, ...proxies, NO_PROXY: '', no_proxy: '', NODE_USE_ENV_PROXY: '1' };
    const { stdout } = await promisify(execFile)(process.execPath, [program, there.origin], { env });
    expect(stdout).toBe('the server');
    expect(proxy.connections).toBe(0);
  });
});
