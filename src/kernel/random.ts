import { createHash, randomBytes } from 'node:crypto';

/** The only source of chance. Handed in like the clock, so that a test can repeat what happened. */
export interface Random {
  bytes(count: number): Uint8Array;
}

export const systemRandom: Random = { bytes: (count) => randomBytes(count) };

/**
 * Bytes that anyone with the seed can repeat: SHA-256(seed ‖ counter), block after block. What is
 * established later than it became due must come out the same whoever establishes it, and when.
 */
export function repeatableRandom(seed: Uint8Array): Random {
  let counter = 0;
  let rest = new Uint8Array(0);
  return {
    bytes(count) {
      while (rest.length < count) {
        const block = createHash('sha256').update(seed).update(`:${counter}`).digest();
        counter += 1;
        rest = Uint8Array.from([...rest, ...block]);
      }
      const taken = rest.slice(0, count);
      rest = rest.slice(count);
      return taken;
    },
  };
}
