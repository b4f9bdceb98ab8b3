import { afterEach, describe, expect, it } from 'vitest';
import type { SignRequest } from '../../src/platform/federation/remote.ts';
import { dialledBy, failureOf, namesFor, testFetch } from '../support/federation/asking.ts';
import { type Answer, type Peer, startPeer } from '../support/federation/peer.ts';

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

const redirect =
  (status: number, location: string): Answer =>
  (_request, response) =>
    response.writeHead(status, { location }).end('elsewhere');

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('by %i is followed as often as it was asked for', async (status) => {
    const there = await peer((request, response, asked) => {
      const at = Number(asked.path.slice(1));
      if (at < 3) redirect(status, `/${at + 1}#part`)(request, response, asked);
      else response.end('arrived');
    });
    const answer = await asker().get(`${there.origin}/0`, { redirects: 3 });
    expect(answer.body.toString()).toBe('arrived');
    expect(answer.url.href).toBe(`${there.origin}/3`);
    expect(await failureOf(asker().get(`${there.origin}/0`, { redirects: 2 }))).toBe('invalid redirects');
    expect(await failureOf(asker().get(`${there.origin}/2`))).toBe('invalid redirects');
  });

  it('in a circle ends after three', async () => {
    const there = await peer(redirect(302, '/'));
    expect(await failureOf(asker().get(there.origin, { redirects: 3 }))).toBe('invalid redirects');
    expect(there.asked).toHaveLength(4);
  });

  it.each([301, 302, 303, 307, 308])('by %i is not followed with a POST, and is its answer', async (status) => {
    const elsewhere = await peer();
    const there = await peer(redirect(status, elsewhere.origin));
    const answer = await asker().post(there.origin, '{"secret":true}');
    expect(answer).toMatchObject({ status, headers: { location: elsewhere.origin } });
    expect(elsewhere.connections).toBe(0);
  });

  it.each`
    location                               | refused
    ${'http://93.184.216.34/'}             | ${'invalid address'}
    ${'//93.184.216.34/'}                  | ${'invalid address'}
    ${'http://public.test/'}               | ${'invalid address'}
    ${'http://1572395042/'}                | ${'invalid address'}
    ${'http://user:secret@private.test/'}  | ${'invalid credentials'}
    ${'http://private.test:25/'}           | ${'invalid port'}
    ${'http://private.test./'}             | ${'invalid address'}
    ${'http://abc.onion/'}                 | ${'unreachable onion_unsupported'}
    ${'ftp://private.test/'}               | ${'invalid scheme'}
    ${'file:///etc/passwd'}                | ${'invalid scheme'}
    ${'data:application/activity+json,{}'} | ${'invalid scheme'}
    ${'http://'}                           | ${'invalid redirects'}
    ${'http://a b/'}                       | ${'invalid redirects'}
  `('to $location is checked like every URL, and refused: $refused', async ({ location, refused }) => {
    const there = await peer(redirect(302, location));
    const names = namesFor({ 'public.test': ['93.184.216.34'], 'private.test': ['127.0.0.1'] });
    const dialled = await dialledBy(async () => {
      expect(await failureOf(asker(names).get(there.origin, { redirects: 3 }))).toBe(refused);
    });
    expect(dialled).toEqual(['127.0.0.1']);
  });

  it('without a place to go to is an answer', async () => {
    const there = await peer((_request, response) => response.writeHead(302).end('hm'));
    expect((await asker().get(there.origin)).status).toBe(302);
  });

  it('gets a signature of its own, made for where it leads', async () => {
    const elsewhere = await peer();
    const there = await peer(redirect(302, `${elsewhere.origin}/b`));
    const signed: string[] = [];
    const sign: SignRequest = async ({ method, url, body }) => {
      signed.push(`${method} ${url.href} ${body?.length ?? 0}`);
      return { Signature: `for ${url.href}` };
    };
    await asker()({ method: 'GET', url: new URL(`${there.origin}/a`), sign, redirects: 1 });
    expect(signed).toEqual([`GET ${there.origin}/a 0`, `GET ${elsewhere.origin}/b 0`]);
    expect(there.asked.map(({ headers }) => headers.signature)).toEqual([`for ${there.origin}/a`]);
    expect(elsewhere.asked.map(({ headers }) => headers.signature)).toEqual([`for ${elsewhere.origin}/b`]);
  });
});
