import fc from 'fast-check';

/** The first and the last address of everything that is nobody's on the public Internet. */
export const SPECIAL_RANGES: readonly (readonly [string, string])[] = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '239.255.255.255'],
  ['240.0.0.0', '255.255.255.255'],
  ['::', '::1'],
  ['::2', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['::ffff:0.0.0.0', '::ffff:255.255.255.255'],
  ['64:ff9b::', '64:ff9b::ffff:ffff'],
  ['100::', '100::ffff:ffff:ffff:ffff'],
  ['2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['4000::', 'fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['fec0::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
];

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

export const addressOf = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');

/** Any address of the special ranges of IPv4, as a number. */
export const specialV4: fc.Arbitrary<number> = fc.oneof(
  ...SPECIAL_RANGES.filter(([first]) => !first.includes(':')).map(([first, last]) =>
    fc.integer({ min: numberOf(first), max: numberOf(last) }),
  ),
);

/** All ways in which the host of a URL can say one address of IPv4. */
export function spelledV4(number: number): string[] {
  const dotted = addressOf(number);
  const parts = dotted.split('.').map(Number);
  const [a = 0, b = 0] = parts;
  const hex = (value: number): string => `0x${value.toString(16)}`;
  const octal = (value: number): string => `0${value.toString(8)}`;
  return [
    dotted,
    String(number),
    hex(number),
    `0X${number.toString(16).toUpperCase()}`,
    octal(number),
    parts.map(hex).join('.'),
    parts.map(octal).join('.'),
    parts.map((part, at) => (at % 2 ? hex(part) : String(part))).join('.'),
    `${a}.${number & 0xff_ffff}`,
    `${a}.${b}.${number & 0xffff}`,
    `${hex(a)}.${number & 0xff_ffff}`,
    Array.from(dotted, (character) => `%${character.charCodeAt(0).toString(16)}`).join(''),
    Array.from(dotted, (character) =>
      character === '.' ? '\u3002' : String.fromCharCode(character.charCodeAt(0) + 0xfee0),
    ).join(''),
    `${dotted}.`,
  ];
}
