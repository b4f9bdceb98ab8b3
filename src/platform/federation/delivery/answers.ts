import { type FetchedResponse, RemoteFailure } from '../remote.ts';
import type { Dialect } from '../signature-shape.ts';

/** `put_off`: it failed for a reason of our own, which does not count as an attempt. */
export type Verdict = 'delivered' | 'retry' | 'failed' | 'put_off';

/**
 * What an attempt says about the host. `answered`: it is there. `out_of_order`: something answers for it
 * that cannot reach it either. `silent`: nothing answers. `unusable`: it cannot be asked, or what came is
 * no answer. `untold`: nothing.
 */
export type Reach = 'answered' | 'out_of_order' | 'silent' | 'unusable' | 'untold';

export interface Outcome {
  readonly verdict: Verdict;
  /** A status code, or a stable word such as `timeout`. */
  readonly answer: string;
  readonly reach: Reach;
  /** The inbox is gone for good (RFC 9110, section 15.5.11). */
  readonly gone: boolean;
  /** As it came, of an answer after which it is tried again. */
  readonly retryAfter: string | undefined;
  /** Whether the word in `retryAfter` is meant for all that comes from us. */
  readonly busy: boolean;
  /** How this host wants to be asked, when it was found out just now. */
  readonly dialect?: Dialect;
}

/** Refusals that may pass: who it is was not understood, it took too long, too early, too much. */
const PASSING = new Set([401, 408, 425, 429]);
/** Refusals that may mean only that the signature was not understood. */
const NOT_UNDERSTOOD = new Set([400, 401, 403]);
/** What a proxy says when there is nothing behind it, or too much before it. */
const OUT_OF_ORDER = new Set([502, 503, 504]);
/** Words of our own way out: it was full, or closed. They say nothing about the other side. */
const OURS = new Set(['overloaded', 'closed']);

export function judgeStatus(status: number): Verdict {
  if (status >= 200 && status <= 299) return 'delivered';
  return status >= 400 && status <= 499 && !PASSING.has(status) ? 'failed' : 'retry';
}

export function judge({ status, headers }: Pick<FetchedResponse, 'status' | 'headers'>): Outcome {
  const verdict = judgeStatus(status);
  return {
    verdict,
    answer: String(status),
    reach: OUT_OF_ORDER.has(status) ? 'out_of_order' : 'answered',
    gone: status === 410,
    retryAfter: verdict === 'retry' ? headers['retry-after'] : undefined,
    busy: status === 429 || status === 503,
  };
}

/** What an attempt came to that brought no answer. `fault` when it failed before anything was asked. */
export function judgeFailure(error: unknown): Outcome {
  const nothing = { retryAfter: undefined, busy: false, gone: false };
  if (!(error instanceof RemoteFailure)) return { ...nothing, verdict: 'retry', answer: 'fault', reach: 'untold' };
  const { kind, code: answer } = error;
  if (OURS.has(answer)) return { ...nothing, verdict: 'put_off', answer, reach: 'untold' };
  if (kind === 'gone') return { ...nothing, verdict: 'failed', answer, reach: 'answered', gone: true };
  return { ...nothing, verdict: 'retry', answer, reach: kind === 'unreachable' ? 'silent' : 'unusable' };
}

/** Whether it is worth asking once more with the other signature. */
export const mayBeTheDialect = (status: number): boolean => NOT_UNDERSTOOD.has(status);

/**
 * Of two answers to one message, signed in either way, the one that counts. The first way is the one
 * which that host is known to understand, or which nearly all do: its answer stands, unless the other
 * way got beyond the signature.
 */
export function weigh(first: Outcome, second: Outcome): Outcome {
  const status = Number(second.answer);
  return Number.isNaN(status) || status >= 500 || NOT_UNDERSTOOD.has(status) ? first : second;
}
