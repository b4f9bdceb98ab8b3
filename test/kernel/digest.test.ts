import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, commitment, type Json, leafHash, sha256 } from '../../src/kernel/digest.ts';

const bits = (hex: string): number => Buffer.from(hex, 'hex').readDoubleBE();

describe('the one byte sequence of a JSON value', () => {
  it('writes the example of RFC 8785 §3.2.2 as that document does', () => {
    const example = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    expect(canonicalJson(JSON.parse(example) as Json)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts names by UTF-16 code units, as in RFC 8785 §3.2.3', () => {
    const example = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalJson(example)) as object).sort()).toEqual(Object.values(example).sort());
    expect([...canonicalJson(example).matchAll(/:"([^"]+)"/g)].map(([, name]) => name)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each`
    double                | text
    ${'0000000000000000'} | ${'0'}
    ${'8000000000000000'} | ${'0'}
    ${'0000000000000001'} | ${'5e-324'}
    ${'8000000000000001'} | ${'-5e-324'}
    ${'7fefffffffffffff'} | ${'1.7976931348623157e+308'}
    ${'ffefffffffffffff'} | ${'-1.7976931348623157e+308'}
    ${'4340000000000000'} | ${'9007199254740992'}
    ${'c340000000000000'} | ${'-9007199254740992'}
    ${'4430000000000000'} | ${'295147905179352830000'}
    ${'44b52d02c7e14af5'} | ${'9.999999999999997e+22'}
    ${'44b52d02c7e14af6'} | ${'1e+23'}
    ${'44b52d02c7e14af7'} | ${'1.0000000000000001e+23'}
    ${'444b1ae4d6e2ef4e'} | ${'999999999999999700000'}
    ${'444b1ae4d6e2ef4f'} | ${'999999999999999900000'}
    ${'444b1ae4d6e2ef50'} | ${'1e+21'}
    ${'3eb0c6f7a0b5ed8c'} | ${'9.999999999999997e-7'}
    ${'3eb0c6f7a0b5ed8d'} | ${'0.000001'}
    ${'41b3de4355555553'} | ${'333333333.3333332'}
    ${'41b3de4355555554'} | ${'333333333.33333325'}
    ${'41b3de4355555555'} | ${'333333333.3333333'}
    ${'becbf647612f3696'} | ${'-0.0000033333333333333333'}
    ${'43143ff3c1cb0959'} | ${'1424953923781206.2'}
  `('writes the double $double as $text (RFC 8785, appendix B)', ({ double, text }) => {
    expect(canonicalJson(bits(double))).toBe(text);
  });

  it.each`
    what                  | value
    ${'NaN'}              | ${Number.NaN}
    ${'infinity'}         | ${Number.POSITIVE_INFINITY}
    ${'a lone surrogate'} | ${'\ud800'}
    ${'a lone name'}      | ${{ '\udfff': 1 }}
    ${'nothing at all'}   | ${undefined}
  `('does not exist for $what', ({ value }) => {
    expect(() => canonicalJson(value)).toThrow();
  });

  it('says the same value, and does not depend on the order in which names were given', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as Json;
        expect(canonicalJson(JSON.parse(canonicalJson(plain)) as Json)).toBe(canonicalJson(plain));
        expect(canonicalJson(reversed(plain))).toBe(canonicalJson(plain));
      }),
    );
  });
});

function reversed(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, part]) => [name, reversed(part)]),
  );
}

/** Published vectors: these may never change. */
const LEAF =
  '{"acct_date":"2026-11-03","id":"tx_0001","kind":"entry","lines":[{"account":"Expenses:Printing","amount":4250,' +
  '"currency":"EUR","fund":"general"},{"account":"Assets:Bank:Main","amount":-4250,"currency":"EUR","fund":"general"}],' +
  '"narration":"Leaflets","payee_commit":"72cb05032a42d3c5dd9db79a0db834723fcdbac52d6bc3704d91da7167cd101f",' +
  '"prev":null,"seq":1}';

describe('the published vectors', () => {
  it('hold for the leaf of an entry', () => {
    expect(canonicalJson(reversed(JSON.parse(LEAF) as Json))).toBe(LEAF);
    expect(leafHash(LEAF)).toBe('95a9bf50f1fdbd5322892edc74ac9c3cadae334bb43bf95fd7bb3cc46ba88bcd');
  });

  it('hold for the commitment to a payee', () => {
    expect(commitment(Buffer.from('salt0123456789ab', 'ascii'), 'Copyshop')).toBe(
      '72cb05032a42d3c5dd9db79a0db834723fcdbac52d6bc3704d91da7167cd101f',
    );
  });

  it('hold for leaves of a transparency log (RFC 6962): the empty one, and "a"', () => {
    expect(leafHash('')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(leafHash('a')).toBe(sha256(Uint8Array.of(0, 0x61)));
  });
});

describe('a commitment', () => {
  it('depends on the salt as well as on the text, so that nobody can try names against it', () => {
    const salts = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)];
    const all = salts.flatMap((salt) => ['ana', 'bo'].map((name) => commitment(salt, name)));
    expect(new Set(all).size).toBe(4);
  });

  it('takes text as UTF-8', () => {
    expect(commitment(Buffer.alloc(0), 'ñ')).toBe(sha256(Uint8Array.of(0xc3, 0xb1)));
  });
});
