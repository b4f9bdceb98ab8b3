import { z } from 'zod';
import { ID_PATTERN, SECRET_PATTERN } from '../../kernel/id.ts';
import { isText, tidy } from '../../kernel/text.ts';
import type { Params } from '../i18n.ts';

/** What is wrong with one field: a code for the catalogues, and its parameters. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly params: Params;
}

/** Text as people type it: well-formed, tidied, and within bounds counted in UTF-16 code units. */
export const textField = (max: number, min = 1) =>
  z
    .string()
    .refine(isText, { params: { code: 'field.not_text' }, abort: true })
    .transform(tidy)
    .pipe(z.string().min(min).max(max));

/** Text that may be left empty; an empty one is undefined. */
export const optionalText = (max: number) =>
  textField(max, 0)
    .transform((value) => (value === '' ? undefined : value))
    .optional();

/**
 * A whole number, as JSON has it, or in digits as a form sends it. `z.coerce` would also take nothing
 * for 0, `true` for 1 and a list of one for what is in it.
 */
export const wholeNumber = (min: number, max: number = Number.MAX_SAFE_INTEGER) =>
  z
    .preprocess(
      (given) => (typeof given === 'string' && /^-?\d{1,15}$/.test(given) ? Number(given) : given),
      z.number().int().min(min).max(max),
    )
    .meta({ type: 'integer', minimum: min, maximum: max });

export const idField = z.string().regex(ID_PATTERN);
export const secretField = z.string().regex(SECRET_PATTERN);

/** What stands in the path of one thing, and of a link that is handed over. */
export const IdParam = z.object({ id: idField });
export const SecretParam = z.object({ secret: secretField });

/** The tag of a language (BCP 47), in its canonical form. */
export const languageTag = z
  .string()
  .max(35)
  .transform((tag, issues) => {
    try {
      const [canonical] = Intl.getCanonicalLocales(tag);
      if (canonical) return canonical;
    } catch {
      // Falls through to the issue below.
    }
    issues.addIssue({ code: 'custom', params: { code: 'field.invalid' } });
    return z.NEVER;
  });

/** A box that is ticked or not there. */
export const tickBox = z
  .literal(['yes', true, 'on'])
  .optional()
  .transform((value) => value !== undefined);

/** Our codes for what zod found, one for each field: the first thing to mend. */
export function fieldErrors(error: z.core.$ZodError): FieldError[] {
  const byField = new Map<string, FieldError>();
  for (const issue of error.issues) {
    const field = issue.path.map(String).join('.');
    if (!byField.has(field)) byField.set(field, { field, ...codeOf(issue) });
  }
  return [...byField.values()];
}

function codeOf(issue: z.core.$ZodIssue): { code: string; params: Params } {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string') {
        return Number(issue.minimum) <= 1
          ? { code: 'field.required', params: {} }
          : { code: 'field.too_short', params: { min: Number(issue.minimum) } };
      }
      return { code: 'field.too_small', params: { min: Number(issue.minimum) } };
    case 'too_big':
      return issue.origin === 'string'
        ? { code: 'field.too_long', params: { max: Number(issue.maximum) } }
        : { code: 'field.too_big', params: { max: Number(issue.maximum) } };
    case 'invalid_type':
      // zod keeps no input in an issue, but says in its (English) message when there was none.
      return { code: /received undefined$/.test(issue.message) ? 'field.required' : 'field.invalid', params: {} };
    case 'unrecognized_keys':
      return { code: 'field.unknown', params: {} };
    case 'custom':
      return { code: customCode(issue.params), params: {} };
    default:
      return { code: 'field.invalid', params: {} };
  }
}

const customCode = (params: Record<string, unknown> | undefined): string =>
  typeof params?.code === 'string' ? params.code : 'field.invalid';
