import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base32, ID_PATTERN, newId, newSecret } from '../../src/kernel/id.ts';
import { repeatableRandom, systemRandom } from '../../src/kernel/random.ts';

describe('base32 in lower case without padding', () => {
  it.each`
    bytes       | text
    ${''}       | ${''}
    ${'f'}      | ${'my'}
    ${'fo'}     | ${'mzxq'}
    ${'foo'}    | ${'mzxw6'}
    ${'foob'}   | ${'mzxw6yq'}
    ${'fooba'}  | ${'mzxw6ytb'}
    ${'foobar'} | ${'mzxw6ytboi'}
  `('of "$bytes" is "$text" (RFC 4648 §10)', ({ bytes, text }) => {
    expect(base32(Buffer.from(bytes))).toBe(text);
  });

  it('never gives two byte sequences one text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(decoded(base32(bytes))).toEqual(bytes);
      }),
    );
  });
});

/** Bit by bit, as on paper. */
function decoded(text: string): Uint8Array {
  const bits = [...text].map((letter) =>
    'abcdefghijklmnopqrstuvwxyz234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const whole = bits.join('').match(/.{8}/g) ?? [];
  return Uint8Array.from(whole.map((octet) => Number.parseInt(octet, 2)));
}

describe('an id', () => {
  it('is made of all 128 bits that chance gave', () => {
    expect(newId({ bytes: (count) => new Uint8Array(count).fill(0xff) })).toBe('7777777777777777777777777' + '4');
    expect(newId({ bytes: (count) => new Uint8Array(count) })).toBe('a'.repeat(26));
  });

  it('has the shape by which ids are known', () => {
    const random = repeatableRandom(Buffer.from('ids'));
    for (let n = 0; n < 200; n += 1) expect(newId(random)).toMatch(ID_PATTERN);
  });

  it('does not come twice', () => {
    const ids = Array.from({ length: 1_000 }, () => newId(systemRandom));
    expect(new Set(ids).size).toBe(1_000);
  });

  it('does not tell when it was made: later ones are not greater', () => {
    const ids = Array.from({ length: 1_000 }, () => newId(systemRandom));
    const risen = ids.filter((id, n) => n > 0 && id > (ids[n - 1] ?? ''));
    expect(risen.length).toBeGreaterThan(400);
    expect(risen.length).toBeLessThan(600);
  });
});

describe('a secret', () => {
  it('holds 256 bits', () => {
    expect(newSecret({ bytes: (count) => new Uint8Array(count).fill(0xff) })).toBe(`${'7'.repeat(51)}q`);
  });
});
