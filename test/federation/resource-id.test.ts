import { describe, expect, it } from 'vitest';
import { hostnameOf, originOf, resourceId, withoutFragment } from '../../src/platform/federation/resource-id.ts';

const publicOnly = { allowPrivate: false };
const privateToo = { allowPrivate: true };

describe('an id', () => {
  it.each([
    'https://b.test/',
    'https://b.test/u/bob',
    'https://b.test/u/bob/',
    'https://b.test/u/bob#main-key',
    'https://b.test/@bob',
    'https://b.test/?author=1',
    'https://b.test/u/%62ob',
    'https://b.test:8443/u/bob',
    'https://xn--bcher-kva.test/u/bob',
    'https://b.test/@bob#likes/2026-11-22T09:35:23.398Z',
    'https://b.test/p/1795340051.987183/Create',
    'https://a.test/https://b.test/',
    'http://abcdefghijklmnop.onion/u/bob',
    `https://b.test/${'a'.repeat(1_265)}`,
  ])('is itself, and no other: %.60s', (text) => {
    expect(resourceId(text, publicOnly)).toBe(text);
  });

  it.each([
    ['in capitals', 'HTTPS://b.test/u/bob'],
    ['of a host in capitals', 'https://B.TEST/u/bob'],
    ['with a port that goes without saying', 'https://b.test:443/u/bob'],
    ['with an empty port', 'https://b.test:/u/bob'],
    ['with dots in its path', 'https://b.test/u/../u/bob'],
    ['with a dot in its path', 'https://b.test/./u/bob'],
    ['with dots written otherwise', 'https://b.test/u/%2e%2e/bob'],
    ['without a path', 'https://b.test'],
    ['with an empty query', 'https://b.test/u/bob?'],
    ['with an empty query before its fragment', 'https://b.test/u/bob?#x'],
    ['with an empty fragment', 'https://b.test/u/bob#'],
    ['with a name before its host', 'https://b.test@a.test/u/bob'],
    ['with an empty name before its host', 'https://@a.test/u/bob'],
    ['with a name and a password', 'https://b:c@a.test/u/bob'],
    ['with a backslash', 'https://b.test\\@a.test/'],
    ['with a backslash in its query', 'https://b.test/?a\\b'],
    ['with a backslash in its fragment', 'https://b.test/#a\\b'],
    ['without slashes', 'https:b.test/u/bob'],
    ['with three slashes', 'https:///b.test/u/bob'],
    ['of a host that ends in a dot', 'https://b.test./u/bob'],
    ['of a host with an ideographic stop', 'https://b\u3002test/u/bob'],
    ['of a host in wide letters', 'https://\uff42.test/u/bob'],
    ['of a host that is not ASCII', 'https://bücher.test/u/bob'],
    ['of a host that is no name', 'https://b_[.test/u/bob'],
    ['of an address written as a number', 'https://2130706433/u/bob'],
    ['with a space before', ' https://b.test/u/bob'],
    ['with a line after', 'https://b.test/u/bob\n'],
    ['with a tab inside', 'https://b.test/u/\tbob'],
    ['with a space inside', 'https://b.test/u/b ob'],
    ['with NUL inside', 'https://b.test/u/\u0000'],
    ['with letters that are not ASCII', 'https://b.test/u/bób'],
    ['of another scheme', 'ftp://b.test/u/bob'],
    ['that is data', 'data:application/activity+json,{}'],
    ['that is a script', 'javascript:alert(1)'],
    ['that is a name', 'urn:uuid:4f1c'],
    ['that is a decentralised identifier', 'did:key:z6Mk'],
    ['of a scheme to come', 'ap://b.test/u/bob'],
    ['that is relative', '/u/bob'],
    ['that is empty', ''],
    ['that is too long', `https://b.test/${'a'.repeat(1_266)}`],
    ['in plain http', 'http://b.test/u/bob'],
    ['of a host that only looks like an onion', 'http://b.onion.test/u/bob'],
    ['that is no text', 1],
    ['that is an object', { id: 'https://b.test/u/bob' }],
    ['that is nothing', null],
  ])('is none %s', (_what, text) => {
    expect(resourceId(text, publicOnly)).toBeUndefined();
  });

  it('may be of plain http where private peers are allowed, and of nothing else', () => {
    expect(resourceId('http://localhost:3001/u/bob', privateToo)).toBe('http://localhost:3001/u/bob');
    expect(resourceId('ftp://localhost/u/bob', privateToo)).toBeUndefined();
  });

  it.each([
    ['https://b.test/u/bob#main-key', 'https://b.test', 'b.test', 'https://b.test/u/bob'],
    ['https://b.test:8443/?a=/', 'https://b.test:8443', 'b.test', 'https://b.test:8443/?a=/'],
    ['http://b.onion/x', 'http://b.onion', 'b.onion', 'http://b.onion/x'],
    ['http://h/x', 'http://h', 'h', 'http://h/x'],
  ])('%s has its origin, host and document', (id, origin, host, document) => {
    expect([originOf(id), hostnameOf(id), withoutFragment(id)]).toEqual([origin, host, document]);
    expect(originOf(id)).toBe(new URL(id).origin);
  });
});
