import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayBeStructured, SCAN_LIMITS, scanJson } from '../../src/platform/federation/json-scan.ts';

const scan = (text: string | Buffer) => scanJson(Buffer.isBuffer(text) ? text : Buffer.from(text));
const refusal = (code: string) => ({ ok: false, code });

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const objects = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const list = (length: number): string => `[${Array.from({ length }, () => '1').join()}]`;
const keys = (count: number): string => `{${Array.from({ length: count }, (_, index) => `"k${index}":1`).join()}}`;
const text = (length: number): string => `"${'a'.repeat(length)}"`;

describe('a scan of JSON', () => {
  it.each([
    ['nothing', ''],
    ['only space', ' \n'],
    ['an object that does not end', '{'],
    ['an array that does not end', '[1,2'],
    ['a string that does not end', '"abc'],
    ['a string that ends in a backslash', '"abc\\'],
    ['half a literal', 'tru'],
    ['a literal in capitals', 'NULL'],
    ['what is no number', 'NaN'],
    ['infinity', '-Infinity'],
    ['a number with a leading nought', '01'],
    ['a number with a plus', '+1'],
    ['a number without its fraction', '1.'],
    ['a bare minus', '-'],
    ['a comma before the end of an array', '[1,]'],
    ['a comma before the end of an object', '{"a":1,}'],
    ['a missing comma', '[1 2]'],
    ['a key without quotes', '{a:1}'],
    ['a key without a value', '{"a"}'],
    ['a key of a number', '{1:1}'],
    ['a bracket that closes a brace', '{"a":1]'],
    ['a brace that closes a bracket', '[1}'],
    ['two values', '{} {}'],
    ['a line each', '{"a":1}\n{"b":2}'],
    ['garbage after it', '{}x'],
    ['a comment', '{/* */}'],
    ['single quotes', "{'a':1}"],
    ['a tab in a string', '"a\tb"'],
    ['an unknown escape', '"\\x41"'],
    ['half an escape', '"\\u00"'],
    ['an escape that is not hexadecimal', '"\\u00zz"'],
    ['a byte order mark', '\ufeff{}'],
    ['a key that is a prototype', '{"__proto__":{"admin":true}}'],
    ['the same in escapes', '{"\\u005f_proto__":1}'],
  ])('refuses %s', (_what, json) => {
    expect(scan(json)).toEqual(refusal('bad_json'));
  });

  it.each([
    ['a byte that is not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['an overlong encoding', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['a character that is cut off', Buffer.from([0x22, 0xe2, 0x82])],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
  ])('refuses %s', (_what, bytes) => {
    expect(scan(bytes)).toEqual(refusal('bad_json'));
  });

  it.each([
    ['NUL', '"a\u0000b"'],
    ['NUL in an escape', '{"content":"a\\u0000b"}'],
    ['NUL in a key', '{"a\\u0000":1}'],
    ['half a character', '"\\ud800"'],
    ['the other half', '"\\udc00"'],
    ['two first halves', '"\\ud800\\ud800"'],
    ['halves with something between', '"\\ud83d \\ude00"'],
    ['the last first half', '"\\udbff"'],
    ['the last other half', '"\\udfff"'],
    ['half a character and another one', '"\\ud83d\\u0041"'],
    ['half a character and a line break', '"\\ud83d\\n\\ude00"'],
    ['halves with a letter between', '"\\ud83dx\\ude00"'],
    ['halves of which one is written out', '"\\ud83dxude00"'],
    ['half a character in a key', '{"\\ud800":1}'],
  ])('refuses %s, which a database cannot keep', (_what, json) => {
    expect(scan(json)).toEqual(refusal('bad_text'));
  });

  it.each(['"\\ud83d\\ude00"', '"\\uD800\\uDC00"', '"\\udbff\\udfff!"', '{"\\ud83d\\ude00":"\\u00e9\\ud7ff\\ue000"}'])(
    'joins both halves of a character: %s',
    (json) => {
      expect(scan(json)).toEqual({ ok: true, value: JSON.parse(json) });
    },
  );

  it.each(['1e400', '-1e400', '1e1000', '9007199254740993', '-9007199254740992', '1e16', `1.${'0'.repeat(80)}`])(
    'refuses the number %.20s, which not everybody reads alike',
    (number) => {
      expect(scan(`{"depth":${number}}`)).toEqual(refusal('bad_number'));
    },
  );

  it.each(['{"id":1,"id":2}', '{"a":{"b":1,"b":1}}', '{"id":1,"\\u0069d":2}', '[{"é":1,"\\u00e9":2}]'])(
    'refuses equal keys in one object: %s',
    (json) => {
      expect(scan(json)).toEqual(refusal('duplicate_key'));
    },
  );

  it('lets two objects have equal keys, and one key differ only in its case', () => {
    expect(scan('[{"a":{"a":1}},{"a":2,"A":3}]')).toEqual({ ok: true, value: [{ a: { a: 1 } }, { a: 2, A: 3 }] });
  });

  it.each([
    ['depth', nested(SCAN_LIMITS.depth), nested(SCAN_LIMITS.depth + 1), 'too_deep'],
    ['depth of objects', objects(SCAN_LIMITS.depth), objects(SCAN_LIMITS.depth + 1), 'too_deep'],
    ['keys', keys(SCAN_LIMITS.keys), keys(SCAN_LIMITS.keys + 1), 'too_many_keys'],
    ['keys of all objects together', `[${keys(1000)},${keys(1000)}]`, `[${keys(1000)},${keys(1001)}]`, 'too_many_keys'],
    ['entries', list(SCAN_LIMITS.arrayEntries), list(SCAN_LIMITS.arrayEntries + 1), 'too_long'],
    ['entries of a list of tags', `{"tag":${list(256)}}`, `{"tag":${list(257)}}`, 'too_long'],
    ['entries of a list of recipients', `{"to":${list(1000)}}`, `{"to":${list(1001)}}`, 'too_long'],
    ['entries of a list within those', `{"to":[${list(256)}]}`, `{"to":[${list(257)}]}`, 'too_long'],
    ['the length of a string', text(SCAN_LIMITS.stringBytes), text(SCAN_LIMITS.stringBytes + 1), 'too_long'],
    ['the length of a key', `{${text(102_400)}:1}`, `{${text(102_401)}:1}`, 'too_long'],
  ])('has a limit to %s, and lets through what just keeps to it', (_what, within, beyond, code) => {
    expect(scan(within)).toEqual({ ok: true, value: JSON.parse(within) });
    expect(scan(beyond)).toEqual(refusal(code));
  });

  it('stops at the limit, whatever comes after it', () => {
    expect(scan('['.repeat(50_000))).toEqual(refusal('too_deep'));
    expect(scan('{"a":'.repeat(50_000))).toEqual(refusal('too_deep'));
  });

  it('takes no prototype from what it reads', () => {
    const scanned = scan('{"constructor":{"prototype":{"admin":true}}}');
    expect(scanned.ok).toBe(true);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  const json = fc.json({ maxDepth: 6, stringUnit: 'binary' });
  const tame = (value: unknown): boolean => {
    if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
    if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000');
    if (typeof value !== 'object' || value === null) return true;
    return Object.entries(value).every(([key, each]) => tame(key) && key !== '__proto__' && tame(each));
  };

  it('reads any JSON within its limits as everybody reads it', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 1, '\t'), (written, space) => {
        const value: unknown = JSON.parse(written);
        fc.pre(tame(value));
        expect(scan(JSON.stringify(value, null, space))).toEqual({ ok: true, value });
      }),
      { numRuns: 500 },
    );
  });

  it('agrees about what is JSON, however it has been damaged', () => {
    const damaged = fc
      .tuple(json, fc.nat(), fc.constantFrom(...'{}[]",:\\u0eE-+. \n\tnN'), fc.constantFrom(0, 1, 2))
      .map(([written, where, what, removed]) => {
        const at = where % (written.length + 1);
        return written.slice(0, at) + what + written.slice(at + removed);
      })
      .filter((written) => written.isWellFormed());
    fc.assert(
      fc.property(damaged, (written) => {
        const parsed = parsedOrUndefined(written);
        const scanned = scan(written);
        if (scanned.ok) expect(scanned.value).toEqual(parsed?.value);
        else if (scanned.code === 'bad_json' && !written.includes('__proto__')) expect(parsed).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });
});

function parsedOrUndefined(written: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(written) };
  } catch {
    return undefined;
  }
}

describe('the first byte of a body', () => {
  it.each(['{}', ' \n\t\r{"a":1}', '[', '{'])('lets it be read further: %j', (text) => {
    expect(mayBeStructured(Buffer.from(text))).toBe(true);
  });

  it.each(['', ' ', 'name=value', '"{}"', '7', 'null', '\ufeff{}', '<p>{}</p>'])(
    'shows that it is none: %j',
    (text) => {
      expect(mayBeStructured(Buffer.from(text))).toBe(false);
    },
  );
});
