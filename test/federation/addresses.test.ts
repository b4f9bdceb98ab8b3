import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopback, isPublicAddress, mayDial, requireDialable } from '../../src/platform/federation/addresses.ts';
import { RemoteFailure } from '../../src/platform/federation/remote.ts';
import { addressOf, SPECIAL_RANGES, specialV4, spelledV4 } from '../support/federation/special-addresses.ts';

const open = { allowPrivate: false, ownHost: 'us.example' };
const trial = { allowPrivate: true, ownHost: 'us.example' };

function refusalOf(url: string, rules = open): string {
  try {
    requireDialable(new URL(url), rules);
    return 'none';
  } catch (error) {
    if (error instanceof RemoteFailure) return `${error.kind} ${error.code}`;
    throw error;
  }
}

describe('an address', () => {
  it.each(SPECIAL_RANGES)('is nobody’s in public from %s to %s', (first, last) => {
    expect(isPublicAddress(first)).toBe(false);
    expect(isPublicAddress(last)).toBe(false);
  });

  it.each([
    ['0.255.255.255', '1.0.0.0'],
    ['10.0.0.0', '9.255.255.255'],
    ['10.255.255.255', '11.0.0.0'],
    ['100.64.0.0', '100.63.255.255'],
    ['100.127.255.255', '100.128.0.0'],
    ['127.0.0.0', '126.255.255.255'],
    ['127.255.255.255', '128.0.0.0'],
    ['169.254.0.0', '169.253.255.255'],
    ['169.254.255.255', '169.255.0.0'],
    ['172.16.0.0', '172.15.255.255'],
    ['172.31.255.255', '172.32.0.0'],
    ['192.0.0.255', '192.0.1.0'],
    ['192.0.2.255', '192.0.3.0'],
    ['192.88.99.0', '192.88.98.255'],
    ['192.168.0.0', '192.167.255.255'],
    ['192.168.255.255', '192.169.0.0'],
    ['198.18.0.0', '198.17.255.255'],
    ['198.19.255.255', '198.20.0.0'],
    ['198.51.100.0', '198.51.99.255'],
    ['203.0.113.255', '203.0.114.0'],
    ['224.0.0.0', '223.255.255.255'],
    ['2001:1ff:ffff::', '2001:200::'],
    ['2001:db8::', '2001:db7:ffff::'],
    ['2001:db8:ffff::', '2001:db9::'],
    ['2002::', '2001:ffff::'],
    ['2002:ffff::', '2003::'],
    ['3fff:fff::', '3fff:1000::'],
    ['4000::', '3fff:ffff::'],
    ['1fff::', '2000::'],
  ])('%s is special, and %s beside it is public', (special, beside) => {
    expect(isPublicAddress(special)).toBe(false);
    expect(isPublicAddress(beside)).toBe(true);
  });

  it.each(['', 'a.test', '1.2.3', '1.2.3.4.5', '01.2.3.4', '2606:4700::1%eth0', '[2606:4700::1]', '1.1.1.1 '])(
    'is not public where it is none: "%s"',
    (text) => {
      expect(isPublicAddress(text)).toBe(false);
    },
  );

  it('may not be dialled where it is none, not even in a trial', () => {
    for (const text of ['', 'a.test', '1.2.3', '127.0.0.1 ']) expect(mayDial(text, 'http:', trial)).toBe(false);
  });

  it('may be dialled by https if it is public, and by either if it is private and that is allowed', () => {
    const table = ['93.184.216.34', '2606:4700::1', '10.0.0.1', '::1'].flatMap((ip) =>
      ['https:', 'http:'].map((protocol) => [ip, protocol, mayDial(ip, protocol, open), mayDial(ip, protocol, trial)]),
    );
    expect(table).toEqual([
      ['93.184.216.34', 'https:', true, true],
      ['93.184.216.34', 'http:', false, false],
      ['2606:4700::1', 'https:', true, true],
      ['2606:4700::1', 'http:', false, false],
      ['10.0.0.1', 'https:', false, true],
      ['10.0.0.1', 'http:', false, true],
      ['::1', 'https:', false, true],
      ['::1', 'http:', false, true],
    ]);
  });
});

describe('a URL', () => {
  it.each`
    url                                   | refused
    ${'https://a.test/'}                  | ${'none'}
    ${'https://a.test:8443/'}             | ${'none'}
    ${'https://93.184.216.34/'}           | ${'none'}
    ${'https://[2606:4700::1]/'}          | ${'none'}
    ${'http://a.test/'}                   | ${'invalid scheme'}
    ${'ftp://a.test/'}                    | ${'invalid scheme'}
    ${'data:application/json,{}'}         | ${'invalid scheme'}
    ${'javascript:alert(1)'}              | ${'invalid scheme'}
    ${'file:///etc/passwd'}               | ${'invalid scheme'}
    ${'blob:https://a.test/x'}            | ${'invalid scheme'}
    ${'https://user@a.test/'}             | ${'invalid credentials'}
    ${'https://:secret@a.test/'}          | ${'invalid credentials'}
    ${'https://a.test:0/'}                | ${'invalid port'}
    ${'https://a.test:22/'}               | ${'invalid port'}
    ${'https://a.test:25/'}               | ${'invalid port'}
    ${'https://a.test:6000/'}             | ${'invalid port'}
    ${'https://a.test:10080/'}            | ${'invalid port'}
    ${'https://localhost/'}               | ${'invalid address'}
    ${'https://LOCALHOST:3000/'}          | ${'invalid address'}
    ${'https://foo.localhost/'}           | ${'invalid address'}
    ${'https://localhost./'}              | ${'invalid address'}
    ${'https://a.test./'}                 | ${'invalid address'}
    ${'https://metadata.google.internal'} | ${'invalid address'}
    ${'https://printer.local/'}           | ${'invalid address'}
    ${'https://intranet/'}                | ${'invalid address'}
    ${'https://us.example/inbox'}         | ${'invalid address'}
    ${'https://US.EXAMPLE:8443/'}         | ${'invalid address'}
    ${'https://not-us.example/'}          | ${'none'}
    ${'https://abc.onion/'}               | ${'unreachable onion_unsupported'}
    ${'http://abc.onion/'}                | ${'unreachable onion_unsupported'}
  `('$url is refused with: $refused', ({ url, refused }) => {
    expect(refusalOf(url)).toBe(refused);
  });

  it.each`
    url                              | refused
    ${'http://localhost:4002/'}      | ${'none'}
    ${'http://b.localhost/'}         | ${'none'}
    ${'http://kunveno:3000/'}        | ${'none'}
    ${'http://us.example:4002/'}     | ${'none'}
    ${'http://127.0.0.1:4002/'}      | ${'none'}
    ${'https://[fd00::2]/'}          | ${'none'}
    ${'http://93.184.216.34/'}       | ${'invalid address'}
    ${'http://[2606:4700::1]/'}      | ${'invalid address'}
    ${'http://127.0.0.1:6667/'}      | ${'invalid port'}
    ${'http://user@localhost:4002/'} | ${'invalid credentials'}
    ${'http://localhost.:4002/'}     | ${'invalid address'}
    ${'ftp://localhost/'}            | ${'invalid scheme'}
    ${'http://abc.onion/'}           | ${'unreachable onion_unsupported'}
  `('$url is refused, where private peers are allowed, with: $refused', ({ url, refused }) => {
    expect(refusalOf(url, trial)).toBe(refused);
  });

  it('is refused with a special address in it, however that is spelled', () => {
    fc.assert(
      fc.property(specialV4, (address) => {
        for (const spelling of spelledV4(address)) {
          expect(refusalOf(`https://${spelling}/`), spelling).toBe('invalid address');
        }
      }),
    );
  });

  it('is refused with any IPv6 address that carries an IPv4 address, whosever that is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (number) => {
        const [high, low] = [(number >>> 16).toString(16), (number & 0xffff).toString(16)];
        const dotted = addressOf(number);
        for (const carrier of [
          `::ffff:${dotted}`,
          `::ffff:${high}:${low}`,
          `::${dotted}`,
          `64:ff9b::${dotted}`,
          `64:ff9b:1::${high}:${low}`,
          `2002:${high}:${low}::`,
          `2001:0:${high}:${low}::1`,
        ]) {
          expect(isPublicAddress(carrier), carrier).toBe(false);
          expect(refusalOf(`https://[${carrier}]/`), carrier).toBe('invalid address');
        }
      }),
    );
  });
});

describe('this machine', () => {
  it.each(['localhost', 'b.localhost:4002', '127.0.0.1:4002', '127.8.8.8', '[::1]:4002', '2130706433'])(
    'is %s',
    (host) => {
      expect(isLoopback(new URL(`http://${host}/`))).toBe(true);
    },
  );

  it.each(['a.test', 'notlocalhost', '10.0.0.1', '[::2]', '127.0.0.1.nip.io', 'localhost.a.test'])(
    'is not %s',
    (host) => {
      expect(isLoopback(new URL(`http://${host}/`))).toBe(false);
    },
  );
});
