/**
 * How a rule says no. A refusal carries a code that the message catalogues turn
 * into a sentence and `platform/http/errors.ts` turns into a status: rules know neither.
 */
export type RefusalKind =
  | 'malformed'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'gone'
  | 'too_many'
  | 'misdirected'
  | 'unavailable';

export type RefusalParams = Readonly<Record<string, string | number>>;

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;
  readonly code: string;
  readonly params: RefusalParams;
  /** The input field to mend, where one field is to blame. */
  readonly field: string | undefined;

  constructor(kind: RefusalKind, code: string, params: RefusalParams = {}, field?: string) {
    super(code);
    this.kind = kind;
    this.code = code;
    this.params = params;
    this.field = field;
  }
}

/** Narrows the codes that one rule may use, so that the sentences for them can be checked for completeness. */
export const refusalsOf =
  <Code extends string>() =>
  (kind: RefusalKind, code: Code, params?: RefusalParams, field?: string): Refusal =>
    new Refusal(kind, code, params, field);
