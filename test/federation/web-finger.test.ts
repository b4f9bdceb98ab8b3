import { afterEach, describe, expect, it } from 'vitest';
import { createWebFinger } from '../../src/platform/federation/web-finger.ts';
import type { OutgoingRequest } from '../../src/platform/federation/remote.ts';
import { RemoteFailure } from '../../src/platform/federation/remote.ts';
import { failureOf, namesFor, testFetch } from '../support/federation/asking.ts';
import { type Answer, type Peer, sendJson, startPeer } from '../support/federation/peer.ts';

const ACTIVITY_JSON = 'application/activity+json';
const BOB = 'https://b.test/u/bob';
const self = (href: string, type = ACTIVITY_JSON) => ({ rel: 'self', type, href });

/** As for a public node: what it would ask is answered here, without a network. */
function publicFinger(answer: unknown, { type = 'application/jrd+json', status = 200 } = {}) {
  const asked: OutgoingRequest[] = [];
  const finger = createWebFinger({
    allowPrivate: false,
    ownOrigin: new URL('https://us.example'),
    fetch: async (request) => {
      asked.push(request);
      const body = Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
      return { url: request.url, status, headers: { 'content-type': type }, body };
    },
  });
  return { resolve: finger.resolve, asked };
}

describe('a handle', () => {
  it.each(['@bob@b.test', 'bob@b.test', 'acct:bob@b.test', '  @bob@b.test\n', 'ACCT:bob@B.TEST', 'bob@b.test:443'])(
    'is looked up at its host: %s',
    async (text) => {
      const { resolve, asked } = publicFinger({ subject: 'acct:bob@b.test', links: [self(BOB)] });
      expect(await resolve(text)).toEqual({ id: BOB, subject: 'acct:bob@b.test' });
      expect(asked).toHaveLength(1);
      expect(asked[0]?.url.href).toBe('https://b.test/.well-known/webfinger?resource=acct%3Abob%40b.test');
      expect(asked[0]).toMatchObject({ method: 'GET', redirects: 3, maxBytes: 65_536 });
      expect(asked[0]?.headers?.accept).toBe('application/jrd+json, application/json');
    },
  );

  it('is looked up in whatever script its host is written', async () => {
    const { resolve, asked } = publicFinger({ links: [self('https://xn--bcher-kva.test/u/bob')] });
    expect((await resolve('@bob@bücher.test')).subject).toBe('acct:bob@xn--bcher-kva.test');
    expect(asked[0]?.url.host).toBe('xn--bcher-kva.test');
  });

  it.each([
    '',
    '@',
    'bob',
    '@bob',
    'bob@',
    '@@b.test',
    '@bob@b.test@a.test',
    'bob@b.test/path',
    'bob@b.test?x=1',
    'bob@b.test#x',
    'bob@b.test\\x',
    'bob@b test',
    'bob@b.test.',
    'bob@b.test:99999',
    'bob smith@b.test',
    'bob&resource=x@b.test',
    'bob%0d%0a@b.test',
    'mailto:bob@b.test',
    'acct:acct:bob@b.test',
    `${'b'.repeat(65)}@b.test`,
    `bob@${'b.'.repeat(400)}test`,
    'ftp://b.test/u/bob',
    'javascript:alert(1)',
  ])('is none where it cannot be one: "%s"', async (text) => {
    const { resolve, asked } = publicFinger({ links: [self(BOB)] });
    expect(await failureOf(resolve(text))).toBe('invalid handle_invalid');
    expect(asked).toEqual([]);
  });

  it('of ours is not asked of ourselves', async () => {
    const { resolve, asked } = publicFinger({ links: [self(BOB)] });
    expect(await failureOf(resolve('@port@us.example'))).toBe('invalid own_origin');
    expect(asked).toEqual([]);
  });

  it.each`
    what                      | links                                                                                                    | id
    ${'the first of several'} | ${[self(BOB), self(`${BOB}2`)]}                                                                          | ${BOB}
    ${'behind others'}        | ${[{ rel: 'http://webfinger.net/rel/profile-page', href: 'https://b.test/@bob' }, null, 'x', self(BOB)]} | ${BOB}
    ${'not for people'}       | ${[self('https://b.test/@bob', 'text/html'), self(BOB)]}                                                 | ${BOB}
    ${'of the other type'}    | ${[self(BOB, 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"')]}                   | ${BOB}
    ${'on another host'}      | ${[self('https://social.b.test/u/1')]}                                                                   | ${'https://social.b.test/u/1'}
  `('leads to the actor whom the link names, $what', async ({ links, id }) => {
    expect((await publicFinger({ links }).resolve('@bob@b.test')).id).toBe(id);
  });

  it.each`
    what                    | answer                                               | failure
    ${'no links'}           | ${{ subject: 'acct:bob@b.test' }}                    | ${'invalid no_self_link'}
    ${'an empty list'}      | ${{ links: [] }}                                     | ${'invalid no_self_link'}
    ${'no list'}            | ${{ links: self(BOB) }}                              | ${'invalid no_self_link'}
    ${'other links'}        | ${{ links: [{ ...self(BOB), rel: 'alternate' }] }}   | ${'invalid no_self_link'}
    ${'a page'}             | ${{ links: [self(BOB, 'text/html')] }}               | ${'invalid no_self_link'}
    ${'JSON of some kind'}  | ${{ links: [self(BOB, 'application/ld+json')] }}     | ${'invalid no_self_link'}
    ${'no type'}            | ${{ links: [{ rel: 'self', href: BOB }] }}           | ${'invalid no_self_link'}
    ${'no address'}         | ${{ links: [{ rel: 'self', type: ACTIVITY_JSON }] }} | ${'invalid no_self_link'}
    ${'a relative address'} | ${{ links: [self('/u/bob')] }}                       | ${'invalid bad_id'}
    ${'plain http'}         | ${{ links: [self('http://b.test/u/bob')] }}          | ${'invalid bad_id'}
    ${'a script'}           | ${{ links: [self('javascript:alert(1)')] }}          | ${'invalid bad_id'}
    ${'a private address'}  | ${{ links: [self('https://10.0.0.1/u/bob')] }}       | ${'invalid address'}
    ${'this machine'}       | ${{ links: [self('https://localhost/u/bob')] }}      | ${'invalid address'}
    ${'us'}                 | ${{ links: [self('https://us.example/actor')] }}     | ${'invalid own_origin'}
    ${'a list'}             | ${[self(BOB)]}                                       | ${'invalid bad_document'}
    ${'noise'}              | ${'<html>'}                                          | ${'invalid bad_document'}
  `('leads nowhere with $what: $failure', async ({ answer, failure }) => {
    expect(await failureOf(publicFinger(answer).resolve('@bob@b.test'))).toBe(failure);
  });

  it.each`
    type                                     | failure
    ${'application/jrd+json; charset=utf-8'} | ${'none'}
    ${'application/json'}                    | ${'none'}
    ${'text/html'}                           | ${'invalid bad_media_type'}
    ${'application/xrd+xml'}                 | ${'invalid bad_media_type'}
    ${'application/jrd+json-evil'}           | ${'invalid bad_media_type'}
    ${''}                                    | ${'invalid bad_media_type'}
  `('that is answered as "$type" fails with: $failure', async ({ type, failure }) => {
    expect(await failureOf(publicFinger({ links: [self(BOB)] }, { type }).resolve('@bob@b.test'))).toBe(failure);
  });

  it.each([
    [404, 'gone not_found'],
    [401, 'unreachable refused'],
    [500, 'unreachable status'],
    [400, 'invalid status'],
  ])('that is answered with %i fails: %s', async (status, failure) => {
    expect(await failureOf(publicFinger({}, { status }).resolve('@bob@b.test'))).toBe(failure);
  });

  it.each([
    [undefined, 'acct:bob@b.test'],
    [7, 'acct:bob@b.test'],
    ['https://b.test/@bob', 'acct:bob@b.test'],
    ['acct:Bob@B.test', 'acct:Bob@b.test'],
    ['acct:bob@social.b.test', 'acct:bob@social.b.test'],
  ])('is what its host says it is: subject %j becomes %s', async (subject, kept) => {
    expect((await publicFinger({ subject, links: [self(BOB)] }).resolve('@bob@b.test')).subject).toBe(kept);
  });

  it('is looked up by https alone, be that refused', async () => {
    const schemes: string[] = [];
    const { resolve } = createWebFinger({
      allowPrivate: false,
      ownOrigin: new URL('https://us.example'),
      fetch: async ({ url }) => {
        schemes.push(url.protocol);
        throw new RemoteFailure('unreachable', 'connection');
      },
    });
    expect(await failureOf(resolve('@bob@b.test'))).toBe('unreachable connection');
    expect(schemes).toEqual(['https:']);
  });
});

describe('an address from the bar of a browser', () => {
  it.each([
    ['https://b.test/u/bob', 'https://b.test/u/bob'],
    [' https://B.test:443/u/bob ', 'https://b.test/u/bob'],
    ['https://b.test', 'https://b.test/'],
    ['https://b.test/@bob?x=%20', 'https://b.test/@bob?x=%20'],
  ])('stands for itself: %s', async (text, id) => {
    const { resolve, asked } = publicFinger({});
    expect(await resolve(text)).toEqual({ id, subject: null });
    expect(asked).toEqual([]);
  });

  it.each`
    text                          | failure
    ${'http://b.test/u/bob'}      | ${'invalid bad_id'}
    ${'https://user@b.test/'}     | ${'invalid bad_id'}
    ${'https://b.test@a.test/'}   | ${'invalid bad_id'}
    ${'https://b.test./u/bob'}    | ${'invalid bad_id'}
    ${'https://b.test\\@a.test/'} | ${'invalid handle_invalid'}
    ${'https://b.test/u/bob#x'}   | ${'invalid handle_invalid'}
    ${'https://b。test/'}         | ${'invalid handle_invalid'}
    ${'https://b.test/a b'}       | ${'invalid handle_invalid'}
    ${'https://'}                 | ${'invalid handle_invalid'}
    ${'https://b.test:25/'}       | ${'invalid port'}
    ${'https://10.0.0.1/u/bob'}   | ${'invalid address'}
    ${'https://0x7f.1/u/bob'}     | ${'invalid address'}
    ${'https://localhost/u/bob'}  | ${'invalid address'}
    ${'https://us.example/actor'} | ${'invalid own_origin'}
  `('is refused where it hides, or leads where nobody may go: $text', async ({ text, failure }) => {
    expect(await failureOf(publicFinger({}).resolve(text))).toBe(failure);
  });
});

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

/** As in a trial: servers on this machine, without certificates. */
async function privateFinger(answer: Answer) {
  const there: Peer = await startPeer(answer);
  const ask = testFetch(namesFor({ localhost: ['127.0.0.1'], 'b.localhost': ['127.0.0.1'], 'b.test': ['127.0.0.1'] }));
  open.push(there, ask);
  const ownOrigin = new URL('http://localhost:4001');
  return { there, resolve: createWebFinger({ fetch: ask, allowPrivate: true, ownOrigin }).resolve };
}

describe('in a trial', () => {
  const describeAt =
    (path = '/actor'): Answer =>
    (request, response) => {
      const id = `http://${request.headers.host}${path}`;
      sendJson(response, { subject: `acct:coop@${request.headers.host}`, links: [self(id)] }, 'application/jrd+json');
    };

  it.each(['localhost', 'b.localhost', '127.0.0.1'])(
    'a handle on this machine is looked up by plain http: %s',
    async (host) => {
      const { there, resolve } = await privateFinger(describeAt());
      const at = `${host}:${there.port}`;
      expect(await resolve(`@coop@${at}`)).toEqual({ id: `http://${at}/actor`, subject: `acct:coop@${at}` });
      expect(there.connections).toBe(1);
      expect(there.asked[0]?.path).toBe(`/.well-known/webfinger?resource=${encodeURIComponent(`acct:coop@${at}`)}`);
    },
  );

  it('a handle elsewhere is tried by https first', async () => {
    const { there, resolve } = await privateFinger(describeAt());
    const at = `b.test:${there.port}`;
    expect(await resolve(`@coop@${at}`)).toEqual({ id: `http://${at}/actor`, subject: `acct:coop@${at}` });
    expect({ connections: there.connections, asked: there.asked.length }).toEqual({ connections: 2, asked: 1 });
  });

  it('a host may send on to where its handles are described', async () => {
    const { there, resolve } = await privateFinger((request, response, asked) => {
      if (!request.url?.startsWith('/.well-known')) describeAt()(request, response, asked);
      else response.writeHead(301, { location: `http://b.localhost:${there.port}/elsewhere` }).end();
    });
    expect((await resolve(`@coop@localhost:${there.port}`)).id).toBe(`http://b.localhost:${there.port}/actor`);
  });

  it('an address of plain http stands for itself', async () => {
    const { resolve } = await privateFinger(describeAt());
    expect(await resolve('http://localhost:4002/actor')).toEqual({ id: 'http://localhost:4002/actor', subject: null });
    expect(await failureOf(resolve('http://localhost:4001/actor'))).toBe('invalid own_origin');
    expect(await failureOf(resolve('@coop@localhost:4001'))).toBe('invalid own_origin');
  });

  it('a description of more than 64 KB is not read', async () => {
    const { there, resolve } = await privateFinger((_request, response) =>
      sendJson(response, { links: [], x: 'x'.repeat(65_536) }, 'application/jrd+json'),
    );
    expect(await failureOf(resolve(`@coop@localhost:${there.port}`))).toBe('invalid too_large');
  });
});
