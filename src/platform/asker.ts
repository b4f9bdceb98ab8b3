import { AsyncLocalStorage } from 'node:async_hooks';
import { refusalsOf } from '../kernel/refusal.ts';

export type AskerRefusal = 'error.unavailable';
const refusal = refusalsOf<AskerRefusal>();

/** Who waits for what is being done: an answer that has been sent tells that nobody does any more. */
export const asker = new AsyncLocalStorage<{ readonly sent: boolean }>();

/**
 * Whoever was told to come again may do something else meanwhile: what they asked for first must not be done
 * behind their back, after it.
 */
export function requireAsker(): void {
  if (asker.getStore()?.sent) throw refusal('unavailable', 'error.unavailable');
}
