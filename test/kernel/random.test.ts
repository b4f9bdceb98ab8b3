import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repeatableRandom, systemRandom } from '../../src/kernel/random.ts';

const taken = (seed: Uint8Array, counts: readonly number[]) => {
  const random = repeatableRandom(seed);
  return Buffer.concat(counts.map((count) => random.bytes(count)));
};

describe('chance that can be repeated', () => {
  it('has not changed since it was first used', () => {
    expect(taken(Buffer.from('published vector'), [16, 20]).toString('hex')).toBe(
      createHash('sha256').update('published vector:0').digest('hex') +
        createHash('sha256').update('published vector:1').digest('hex').slice(0, 8),
    );
  });

  it('is the same for everyone who has the seed, however many bytes they take at a time', () => {
    const counts = fc.array(fc.nat(70), { maxLength: 12 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 32 }), counts, (seed, some) => {
        const total = some.reduce((sum, count) => sum + count, 0);
        expect(taken(seed, some)).toEqual(taken(seed, [total]));
      }),
    );
  });

  it('is another with another seed', () => {
    expect(taken(Buffer.from('a'), [32])).not.toEqual(taken(Buffer.from('b'), [32]));
  });

  it('never repeats a block', () => {
    const blocks = taken(Buffer.from('seed'), [32 * 500])
      .toString('hex')
      .match(/.{64}/g);
    expect(new Set(blocks).size).toBe(500);
  });
});

describe('chance that cannot', () => {
  it('gives as many bytes as were asked for, and others each time', () => {
    expect(systemRandom.bytes(16)).toHaveLength(16);
    expect(systemRandom.bytes(16)).not.toEqual(systemRandom.bytes(16));
  });
});
