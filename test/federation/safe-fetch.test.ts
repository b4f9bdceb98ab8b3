import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { SignRequest } from '../../src/platform/federation/remote.ts';
import { dialledBy, failureOf, PATIENT, namesFor, testFetch } from '../support/federation/asking.ts';
import { type Answer, type Peer, sendJson, startPeer } from '../support/federation/peer.ts';
import { addressOf, SPECIAL_RANGES, specialV4, spelledV4 } from '../support/federation/special-addresses.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});
const kept = <T extends AsyncDisposable>(each: T): T => {
  open.push(each);
  return each;
};
const peer = async (answer: Answer = (_request, response) => response.end('hello'), host?: string): Promise<Peer> =>
  kept(await startPeer(answer, host));
const asker = (options?: Parameters<typeof testFetch>[0]) => kept(testFetch(options));

/** Public by its number, and given to nobody: a test may dial it without knocking at anyone's door. */
const NOBODY = '3ffe::1';

describe('what a node asks of the network', () => {
  it('is asked as it was meant, and says who asks', async () => {
    const there = await peer((_request, response) => {
      response.writeHead(202, { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] }).end('so be it');
    });
    const ask = asker();
    const url = new URL(`${there.origin}/inbox?a=%20b#c`);
    const answer = await ask({ method: 'POST', url, headers: { 'Content-Type': 'x/y' }, body: Buffer.from('ñ') });
    expect(answer).toMatchObject({ status: 202, headers: { 'content-type': 'text/plain', 'set-cookie': 'a=1, b=2' } });
    expect(answer.body.toString()).toBe('so be it');
    expect(answer.url.href).toBe(`${there.origin}/inbox?a=%20b`);
    const [asked] = there.asked;
    expect(asked).toMatchObject({ method: 'POST', path: '/inbox?a=%20b' });
    expect(asked?.body.toString()).toBe('ñ');
    expect(asked?.headers).toMatchObject({
      host: `127.0.0.1:${there.port}`,
      'user-agent': 'Kunveno/test (+https://us.example/)',
      'accept-encoding': 'gzip, identity',
      'content-type': 'x/y',
      'content-length': '2',
    });
  });

  it('cannot be told to be another host, or from someone else', async () => {
    const there = await peer();
    const headers = { Host: 'b.test', 'USER-AGENT': 'Mozilla', 'Content-Length': '9999' };
    await asker()({ method: 'POST', url: new URL(there.origin), headers, body: Buffer.from('{}') });
    expect(there.asked[0]?.headers).toMatchObject({
      host: `127.0.0.1:${there.port}`,
      'user-agent': 'Kunveno/test (+https://us.example/)',
      'content-length': '2',
    });
  });

  it.each([
    ['value', { accept: 'text/html\r\nx-evil: 1' }],
    ['value', { accept: 'a\nb' }],
    ['value', { accept: 'a\u0000b' }],
    ['value', { accept: 'snow\u2603' }],
    ['name', { 'x-evil: 1\r\nx': 'y' }],
    ['name', { '': 'y' }],
  ])('has no header with a line break in its %s', async (_where, headers) => {
    const there = await peer();
    const asking = asker()({ method: 'GET', url: new URL(there.origin), headers });
    expect(await failureOf(asking)).toBe('invalid header');
    const sign: SignRequest = async () => headers as Record<string, string>;
    expect(await failureOf(asker()({ method: 'GET', url: new URL(there.origin), sign }))).toBe('invalid header');
    expect(there.connections).toBe(0);
  });

  it('keeps a line break in a path encoded', async () => {
    const there = await peer();
    await asker().get(`${there.origin}/%0d%0aHost:%20x`);
    expect(there.asked[0]).toMatchObject({ path: '/%0d%0aHost:%20x', headers: { host: `127.0.0.1:${there.port}` } });
  });
});

describe('an address that is not public', () => {
  it('is dialled in no spelling, and whatever port', async () => {
    const ask = asker({ allowPrivate: false });
    const dialled = await dialledBy(() =>
      fc.assert(
        fc.asyncProperty(specialV4, fc.constantFrom('', ':8443', ':4001'), async (number, port) => {
          for (const host of spelledV4(number)) {
            expect(await failureOf(ask.get(`https://${host}${port}/`)), host).toBe('invalid address');
            expect(await failureOf(ask.post(`https://${host}${port}/`)), host).toBe('invalid address');
            expect(await failureOf(ask.get(`http://${host}${port}/`)), host).toBe('invalid scheme');
          }
        }),
      ),
    );
    expect(dialled).toEqual([]);
  });

  it('is dialled under no name, wherever it stands among the answers', async () => {
    const special = fc.oneof(specialV4.map(addressOf), fc.constantFrom(...SPECIAL_RANGES.flat()));
    const others = fc.array(fc.constantFrom('93.184.216.34', '2606:4700::1', NOBODY));
    const dialled = await dialledBy(() =>
      fc.assert(
        fc.asyncProperty(others, special, others, async (before, bad, after) => {
          const names = { 'a.test': [...before, bad, ...after] };
          await using ask = testFetch({ allowPrivate: false, ...namesFor(names) });
          expect(await failureOf(ask.get('https://a.test/'))).toBe('invalid address');
        }),
      ),
    );
    expect(dialled).toEqual([]);
  });

  it('is dialled under no name, be it the last of 200', async () => {
    const names = { 'a.test': [...Array.from({ length: 199 }, () => '93.184.216.34'), '10.0.0.1'] };
    const ask = asker({ allowPrivate: false, ...namesFor(names) });
    expect(
      await dialledBy(async () => expect(await failureOf(ask.get('https://a.test/'))).toBe('invalid address')),
    ).toEqual([]);
  });

  it.each(['localhost', 'foo.localhost', 'db.internal', 'printer.local', 'intranet', 'us.example', 'a.test.'])(
    'is not even looked for behind %s',
    async (host) => {
      const { resolve, asked } = namesFor({ [host]: ['93.184.216.34'] });
      expect(await failureOf(asker({ allowPrivate: false, resolve }).get(`https://${host}/`))).toBe('invalid address');
      expect(asked).toEqual([]);
    },
  );

  it('is not reached by a name that changes between check and dialling: the address that was checked is dialled', async () => {
    const there = await peer();
    const { resolve, asked } = namesFor({ 'a.test': [[NOBODY], ['127.0.0.1']] });
    const ask = asker({ allowPrivate: false, resolve, limits: { connectMs: 50 } });
    const dialled = await dialledBy(async () => {
      expect(await failureOf(ask.get(`https://a.test:${there.port}/`))).toMatch(/^unreachable (connection|timeout)$/);
    });
    expect(dialled).toEqual([NOBODY]);
    expect(asked).toEqual(['a.test']);
    expect(await failureOf(ask.get(`https://a.test:${there.port}/`))).toBe('invalid address');
    expect(there.connections).toBe(0);
  });

  it('may be dialled in a trial, and then it is the one that was checked', async () => {
    const there = await peer();
    const { resolve, asked } = namesFor({ 'a.test': [['127.0.0.1'], ['127.0.0.2']] });
    const ask = asker({ resolve });
    const dialled = await dialledBy(() => ask.get(`http://a.test:${there.port}/`));
    expect({ dialled, asked }).toEqual({ dialled: ['127.0.0.1'], asked: ['a.test'] });
  });
});

describe('plain http', () => {
  it('reaches private peers alone, where they are allowed', async () => {
    const names = { 'a.test': ['93.184.216.34'], 'b.test': ['127.0.0.1', NOBODY], 'c.test': ['127.0.0.1'] };
    const there = await peer();
    const ask = asker(namesFor(names));
    const dialled = await dialledBy(async () => {
      expect(await failureOf(ask.get('http://a.test/'))).toBe('invalid address');
      expect(await failureOf(ask.get(`http://b.test:${there.port}/`))).toBe('invalid address');
      expect(await failureOf(ask.get('http://93.184.216.34/'))).toBe('invalid address');
      expect((await ask.get(`http://c.test:${there.port}/`)).status).toBe(200);
    });
    expect(dialled).toEqual(['127.0.0.1']);
  });
});

describe('a name', () => {
  it('of more than 32 addresses is tried at 32 of them', async () => {
    const there = await peer();
    const names = { 'a.test': Array.from({ length: 64 }, (_, at) => `127.0.1.${at}`) };
    const ask = asker(namesFor(names));
    const dialled = await dialledBy(async () => {
      expect(await failureOf(ask.get(`http://a.test:${there.port}/`))).toBe('unreachable connection');
    });
    expect(dialled).toEqual(names['a.test'].slice(0, 32));
  });

  it('with one address that answers is reached, whichever of its answers that is', async () => {
    const there = await peer();
    const ask = asker(namesFor({ 'a.test': ['127.0.1.1', '::1', '127.0.0.1'] }));
    expect((await ask.get(`http://a.test:${there.port}/`)).body.toString()).toBe('hello');
    expect(there.asked[0]?.headers.host).toBe(`a.test:${there.port}`);
  });

  it('that nobody knows is out of reach', async () => {
    expect(await failureOf(asker(namesFor({})).get('https://a.test/'))).toBe('unreachable dns');
    const resolve = () => Promise.reject(new Error('SERVFAIL'));
    expect(await failureOf(asker({ resolve }).get('https://a.test/'))).toBe('unreachable dns');
  });

  it('that is never answered is waited for no longer than a connection', async () => {
    const ask = asker({ resolve: () => new Promise(() => {}), limits: { connectMs: 20 } });
    expect(await failureOf(ask.get('https://a.test/'))).toBe('unreachable timeout');
  });
});

describe('a signature', () => {
  it('that never comes is waited for no longer than all the rest', async () => {
    const there = await peer();
    const sign: SignRequest = () => new Promise(() => {});
    const ask = asker({ limits: { totalMs: 30, perHost: 1 } });
    for (let each = 0; each < 2; each += 1) {
      const asking = ask({ method: 'GET', url: new URL(there.origin), sign });
      expect(await failureOf(asking)).toBe('unreachable timeout');
    }
    expect(there.connections).toBe(0);
  });

  it('that cannot be made is a fault of ours, and nothing is sent without it', async () => {
    const there = await peer();
    const sign: SignRequest = () => Promise.reject(new TypeError('no key'));
    await expect(asker()({ method: 'GET', url: new URL(there.origin), sign })).rejects.toThrow(TypeError);
    expect(there.connections).toBe(0);
  });
});

describe('a fetch that is closed', () => {
  it('ends what is under way, asks nothing more, and leaves no connection', async () => {
    const there = await peer((_request, response, { path }) =>
      path === '/quick' ? sendJson(response, {}) : undefined,
    );
    const ask = testFetch();
    const slow = failureOf(ask.get(`${there.origin}/never`));
    await expect.poll(() => there.asked.length, PATIENT).toBe(1);
    await ask.get(`${there.origin}/quick`);
    expect(there.open).toBe(2);
    await ask.close();
    expect(await slow).toBe('unreachable closed');
    expect(await failureOf(ask.get(there.origin))).toBe('unreachable closed');
    await expect.poll(() => there.open, PATIENT).toBe(0);
  });
});
