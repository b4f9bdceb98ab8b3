import type { Json } from '../kernel/digest.ts';

/**
 * What a decision does besides being decided: a type registered in `src/effects.ts` and its
 * parameters. It is frozen with the text, and carried out in the transaction that establishes
 * the decision. Only its type enters the record; the parameters,
 * which may name a member, are bound by the commitment to the text.
 */
export interface Effect {
  readonly type: string;
  readonly params: { readonly [key: string]: Json };
}
