export interface BoundedMap<V> {
  /** What is kept under a key, which is thereby the last to be dropped. */
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
  deleteWhere(isMeant: (value: V) => boolean): void;
  /** The one that nobody has asked for for longest. */
  oldest(): readonly [string, V] | undefined;
  readonly size: number;
}

/** A map that whoever fills it from outside cannot fill: what was longest unused makes room. */
export function createBoundedMap<V>(cap: number): BoundedMap<V> {
  const kept = new Map<string, V>();
  return {
    get(key) {
      const value = kept.get(key);
      if (value !== undefined) {
        kept.delete(key);
        kept.set(key, value);
      }
      return value;
    },
    set(key, value) {
      kept.delete(key);
      kept.set(key, value);
      if (kept.size > cap) kept.delete(kept.keys().next().value ?? '');
    },
    delete: (key) => void kept.delete(key),
    deleteWhere(isMeant) {
      for (const [key, value] of kept) if (isMeant(value)) kept.delete(key);
    },
    oldest: () => kept.entries().next().value,
    get size() {
      return kept.size;
    },
  };
}
