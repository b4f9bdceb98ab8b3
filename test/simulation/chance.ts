import { createHash } from 'node:crypto';

/** Numbers that look like chance and come again with the same seed. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** A whole number, 0 included and `many` not. */
  below(many: number): number;
  /** Anything from `least` to `most`. */
  between(least: number, most: number): number;
  /** True with this probability. */
  maybe(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** One of the names, each as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
  /** A source of its own: what is drawn there changes nothing here. */
  apart(name: string): Chance;
}

/** The generator sfc32, begun with the hash of the seed. */
export function chanceOf(seed: string): Chance {
  const begin = createHash('sha256').update(seed).digest();
  let [a, b, c, d] = [begin.readInt32LE(0), begin.readInt32LE(4), begin.readInt32LE(8), 1];

  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let turn = 0; turn < 12; turn += 1) next();

  const chance: Chance = {
    next,
    below: (many) => Math.floor(next() * many),
    between: (least, most) => least + next() * (most - least),
    maybe: (probability) => next() < probability,
    pick(from) {
      const picked = from[Math.floor(next() * from.length)];
      if (picked === undefined) throw new Error('there is nothing to pick from');
      return picked;
    },
    weighted(weights) {
      const all = Object.entries(weights) as [keyof typeof weights, number][];
      let left = next() * all.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of all) {
        left -= weight;
        if (left < 0) return name;
      }
      return all[0]![0];
    },
    apart: (name) => chanceOf(`${seed}/${name}`),
  };
  return chance;
}
