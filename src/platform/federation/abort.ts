/** What is used here of an `AbortSignal`, which is one of these. */
export interface Abortable {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface Aborter {
  readonly signal: Abortable;
  /** Tells whoever listens, once and in order; the first reason stays. */
  abort(reason: unknown): void;
}

/**
 * An `AbortController` for what is made for every request and hardly ever used: its listeners are a set, where
 * those of an `EventTarget` take longer to put up and take down than many a request to be written.
 */
export function createAborter(): Aborter {
  const listeners = new Set<() => void>();
  const signal = {
    aborted: false,
    reason: undefined as unknown,
    addEventListener: (_type: 'abort', listener: () => void): void => void listeners.add(listener),
    removeEventListener: (_type: 'abort', listener: () => void): void => void listeners.delete(listener),
  };
  return {
    signal,
    abort(reason) {
      if (signal.aborted) return;
      signal.aborted = true;
      signal.reason = reason;
      const told = [...listeners];
      listeners.clear();
      for (const listener of told) listener();
    },
  };
}
