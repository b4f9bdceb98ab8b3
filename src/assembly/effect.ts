import type { Json } from '../kernel/digest.ts';

/**
 * What a decision does besides being decided: a type registered in `src/effects.ts` and its
 * parameters. It is frozen with the text, and carried out in the transaction that establishes
 * the decision. Every parameter enters the record and must be free of personal data or an id.
 */
export interface Effect {
  readonly type: string;
  readonly params: { readonly [key: string]: Json };
}
