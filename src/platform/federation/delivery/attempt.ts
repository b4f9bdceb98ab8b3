import { RemoteFailure, type SafeFetch, type SignRequest } from '../remote.ts';
import type { LocalActor } from '../schema.ts';
import { DIALECTS, type Dialect } from '../signature-shape.ts';
import { judge, judgeFailure, mayBeTheDialect, type Outcome, weigh } from './answers.ts';

/** How a request of one of our actors is signed. */
export type Sign = (sender: LocalActor, dialect: Dialect) => SignRequest;

/** Bytes for all who receive them, and whose signature goes over them. */
export interface Letter {
  readonly sender: LocalActor;
  readonly body: Buffer;
  /** SHA-256 of the body, base64: the same for all of them. */
  readonly digest: string;
}

export interface Address {
  readonly inbox: string;
  /** How its host wants requests signed, when that is known. */
  readonly dialect: Dialect | null;
}

export interface AttemptOptions {
  readonly fetch: SafeFetch;
  readonly sign: Sign;
  /** Told of what should not be: neither an answer nor the lack of one. */
  onFault(error: unknown): void;
}

/** Nobody reads what an inbox says beside its status. */
const ANSWER_BYTES = 262_144;

/**
 * Brings one letter to one inbox, signed at this moment; when the signature may not have been understood,
 * once more with the other. Never throws.
 */
export async function attempt(letter: Letter, { inbox, dialect }: Address, options: AttemptOptions): Promise<Outcome> {
  const first = dialect ?? DIALECTS[0];
  const outcome = await knock(letter, inbox, first, options);
  if (!mayBeTheDialect(Number(outcome.answer))) return outcome;
  const other = first === 'cavage' ? 'rfc9421' : 'cavage';
  const second = await knock(letter, inbox, other, options);
  return second.verdict === 'delivered' ? { ...second, dialect: other } : weigh(outcome, second);
}

async function knock({ sender, body, digest }: Letter, inbox: string, dialect: Dialect, options: AttemptOptions) {
  try {
    const response = await options.fetch({
      method: 'POST',
      url: new URL(inbox),
      headers: { 'content-type': 'application/activity+json' },
      body,
      digest,
      sign: options.sign(sender, dialect),
      maxBytes: ANSWER_BYTES,
      redirects: 0,
    });
    return judge(response);
  } catch (error) {
    if (!(error instanceof RemoteFailure)) options.onFault(error);
    return judgeFailure(error);
  }
}
