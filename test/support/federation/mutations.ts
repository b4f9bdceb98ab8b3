import fc from 'fast-check';
import { ATTACKS } from '../remote-html.ts';

/** Stands in whatever is made up here: it may be kept, and shows up nowhere else. */
export const CANARY = 'canary7f3a';

/** Every place in a document, by the keys that lead to it. */
export const placesIn = (value: unknown): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [[], ...Object.entries(value).flatMap(([key, each]) => placesIn(each).map((path) => [key, ...path]))]
    : [[]];

/** The document with something else at one place of it. */
export function changedAt(
  value: unknown,
  [key, ...rest]: readonly string[],
  change: (value: unknown) => unknown,
): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.map((each, at) => (String(at) === key ? changedAt(each, rest, change) : each));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value);
  return Object.fromEntries(fields.map(([name, each]) => [name, name === key ? changedAt(each, rest, change) : each]));
}

export type Change = (document: unknown) => unknown;

const somewhere =
  (where: number, what: (value: unknown, document: unknown) => unknown): Change =>
  (document) => {
    const all = placesIn(document);
    return changedAt(document, all[where % all.length] ?? [], (value) => what(value, document));
  };

/** What nobody expects in the place of something, or what somebody would put there on purpose. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, -0, 1e300, '', [], {}, [[]], [null], [{}], 'x', '#', '1', { id: null }),
  fc.constantFrom<unknown>(
    'https://b.test/u/bob',
    ['https://a.test/u/eve', 'https://b.test/u/bob'],
    { id: 'https://a.test/u/eve' },
    { type: 'Note', id: 'https://a.test/n/9', attributedTo: 'https://b.test/u/bob', content: CANARY },
    'https://port.example/actor',
    'http://127.0.0.1/',
    'https://a.test@b.test/',
    'javascript:alert(1)',
    `blob:https://a.test/${CANARY}`,
    `https://user:${CANARY}@a.test/`,
    '9999999-01-01',
    '2026-03-01T12:00:00Z',
    'https://www.w3.org/ns/activitystreams#Public',
  ),
  fc.constantFrom<unknown>(
    'Create',
    'Update',
    'Delete',
    'Undo',
    'Follow',
    'Accept',
    'Move',
    'Flag',
    'Block',
    'Tombstone',
  ),
  fc.constantFrom(...ATTACKS).map((attack) => `<p>${CANARY} ${attack}</p>`),
  // Long, with a letter of two units wherever it may be cut.
  fc
    .tuple(fc.constantFrom(299, 300, 999, 1_999, 2_047, 4_999, 63_999, 120_000), fc.constantFrom('x', '😀', 'é', '<b>'))
    .map(([length, letter]) => `${'x'.repeat(length)}${letter.repeat(20)}`),
  fc.nat({ max: 400 }).map((length) => '😀'.repeat(length)),
  fc.constantFrom<unknown>(
    { '@graph': [] },
    { '@context': null },
    Array.from({ length: 300 }, () => 'x'),
    Array.from({ length: 200 }, (_each, index) => `https://a.test/n/${index}`),
    { en: CANARY, '"><b>': CANARY },
    [{ type: 'Link', href: 'https://a.test/page' }],
    'a.'.repeat(15_000),
    '@'.repeat(50_000),
    '<'.repeat(50_000),
    '('.repeat(20_000),
    'a\u0301'.repeat(10_000),
  ),
  fc.jsonValue(),
  fc.webUrl(),
  fc.string({ unit: 'binary' }),
);

const PREFIXES = ['as:', '@', 'https://www.w3.org/ns/activitystreams#', ' ', 'A', '_:', ''];

/** Something done to one place of a document. */
export const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.nat(), odd).map(([where, what]) => somewhere(where, () => what)) },
  fc.nat().map((where) => somewhere(where, (_value, document) => document)),
  fc.nat().map((where) => somewhere(where, (value) => [value, value])),
  fc.nat().map((where) => somewhere(where, (value) => [value])),
  fc.nat().map((where) => somewhere(where, (value) => ({ id: value }))),
  fc.nat().map((where) => somewhere(where, () => undefined)),
  fc.tuple(fc.nat(), fc.nat(), odd).map(([from, to, what]) => {
    const copied: Change = (document) => {
      const all = placesIn(document);
      const source = (all[from % all.length] ?? []).reduce<unknown>(
        (at, key) => (at as Record<string, unknown>)[key],
        document,
      );
      return changedAt(document, all[to % all.length] ?? [], () => source ?? what);
    };
    return copied;
  }),
  fc.tuple(fc.nat(), fc.constantFrom(...PREFIXES), odd).map(([where, prefix, what]) =>
    somewhere(where, (value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return what;
      const [first, ...rest] = Object.entries(value);
      return first ? { ...Object.fromEntries(rest), [`${prefix}${first[0]}`]: first[1] } : { x: what };
    }),
  ),
  fc
    .tuple(
      fc.nat(),
      fc.constantFrom(
        'content',
        'name',
        'summary',
        'url',
        'inReplyTo',
        'to',
        'published',
        'updated',
        'contentMap',
        'attributedTo',
        'target',
        'object',
        'id',
        '@id',
        '@context',
      ),
      odd,
    )
    .map(([where, key, what]) =>
      somewhere(where, (value) =>
        typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, [key]: what } : value,
      ),
    ),
);

/** Something done to the bytes of a document before they are signed. */
export const damage: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc.oneof(
  { weight: 50, arbitrary: fc.constant((bytes: Buffer) => bytes) },
  fc.nat().map((at) => (bytes: Buffer) => bytes.subarray(0, at % (bytes.length + 1))),
  fc.tuple(fc.nat(), fc.nat({ max: 255 })).map(([at, byte]) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[at % copy.length] = byte;
    return copy;
  }),
  // A key twice: another value before, or after, the one that was there.
  fc
    .tuple(fc.constantFrom('id', 'actor', 'type', 'object', '@context'), fc.boolean())
    .map(([key, before]) => (bytes: Buffer) => {
      const text = bytes.toString();
      const again = `"${key}":"https://b.test/x"`;
      return Buffer.from(before ? text.replace('{', `{${again},`) : text.replace(/\}$/, `,${again}}`));
    }),
  fc
    .constantFrom('\ufeff', ' ', '[', '{}', '\u0000')
    .map((text) => (bytes: Buffer) => Buffer.concat([Buffer.from(text), bytes])),
  fc
    .constantFrom('{}', 'x', '\u0000', '\n{"a":1}')
    .map((text) => (bytes: Buffer) => Buffer.concat([bytes, Buffer.from(text)])),
);

export type Headers = readonly (readonly [name: string, value: string])[];

const garbage = fc.oneof(
  fc.constantFrom(
    '',
    '"',
    ',',
    '=',
    ';',
    ':',
    '()',
    'sig1=',
    '@@@',
    'keyId=""',
    'a'.repeat(3_000),
    ','.repeat(2_000),
    '%00',
  ),
  fc.string({ unit: 'binary-ascii' }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, '')),
);

/** Something done to the headers of a delivery after it was signed. */
export type Disorder = (headers: Headers) => Headers;

const HEADERS = [
  'Signature',
  'Signature-Input',
  'Content-Digest',
  'Digest',
  'Date',
  'Host',
  'Content-Type',
  'Content-Encoding',
  'Content-Length',
  'X-HTTP-Method-Override',
  '__proto__',
];

/** With one of them changed. */
const at =
  (where: number, change: (header: Headers[number]) => Headers[number]): Disorder =>
  (headers) =>
    headers.map((each, index) => (index === where % headers.length ? change(each) : each));

const spliced = (value: string, inside: number, text: string): string => {
  const from = inside % (value.length + 1);
  return value.slice(0, from) + text + value.slice(from + 1);
};

export const disorder: fc.Arbitrary<Disorder> = fc.oneof(
  fc.nat().map(
    (where): Disorder =>
      (headers) =>
        headers.filter((_each, index) => index !== where % headers.length),
  ),
  fc.nat().map(
    (where): Disorder =>
      (headers) => [...headers, ...headers.slice(where % headers.length).slice(0, 1)],
  ),
  fc.nat().map((where) => at(where, ([name, value]) => [name.toUpperCase(), value])),
  fc.constant<Disorder>((headers) => [...headers].reverse()),
  fc.tuple(fc.nat(), garbage).map(([where, value]) => at(where, ([name]) => [name, value])),
  fc
    .tuple(fc.nat(), fc.nat(), garbage)
    .map(([where, inside, text]) => at(where, ([name, value]) => [name, spliced(value, inside, text)])),
  fc.tuple(fc.constantFrom(...HEADERS), garbage).map(
    ([name, value]): Disorder =>
      (headers) => [...headers, [name, value]],
  ),
);
