import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

type Done = (error: Error | null, result: unknown) => void;

/**
 * Signing and verifying happen at once instead of in other threads, of which nobody can say which is
 * done first. Returns what puts it back.
 */
export function signAtOnce(): () => void {
  const { sign, verify } = crypto;
  const atOnce =
    (work: (...given: never[]) => unknown) =>
    (...given: unknown[]): unknown => {
      const done = given.at(-1);
      if (typeof done !== 'function') return work(...(given as never[]));
      const result = work(...(given.slice(0, -1) as never[]));
      queueMicrotask(() => (done as Done)(null, result));
      return undefined;
    };
  Object.assign(crypto, { sign: atOnce(sign as never), verify: atOnce(verify as never) });
  syncBuiltinESMExports();
  return () => {
    Object.assign(crypto, { sign, verify });
    syncBuiltinESMExports();
  };
}
