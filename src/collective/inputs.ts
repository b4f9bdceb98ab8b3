import { z } from 'zod';
import { isTimeZone } from '../kernel/deadline.ts';
import { textField, wholeNumber } from '../platform/http/input.ts';
import { LOCALES } from '../platform/i18n.ts';
import { COLLECTIVE_HANDLE } from './founding.ts';

/** "es, ca, ar", with the commas of either script: tags of BCP 47, in the form that stands in documents. */
const languagesField = z.union([z.string(), z.array(z.string())]).transform((given, issues) => {
  const tags = (typeof given === 'string' ? given.split(/[\s,;،؛]+/) : given).filter(Boolean);
  try {
    const canonical = Intl.getCanonicalLocales(tags);
    if (canonical.length > 0 && canonical.length <= 20) return canonical;
  } catch {
    // Falls through to the issue below.
  }
  issues.addIssue({ code: 'custom', params: { code: 'founding.languages.invalid' } });
  return z.NEVER;
});

/** What is asked for at the founding, in the form, on the terminal and by the API alike. */
export const CharterInput = z.strictObject({
  name: textField(100, 2),
  collectiveHandle: textField(30)
    .transform((handle) => handle.toLowerCase().replace(/^@/, ''))
    .refine((handle) => COLLECTIVE_HANDLE.test(handle), { params: { code: 'founding.handle.invalid' } }),
  summary: textField(500),
  locale: z.enum(LOCALES),
  languages: languagesField,
  timeZone: z
    .string()
    .max(60)
    .refine(isTimeZone, { params: { code: 'founding.zone.invalid' } }),
  votingAtLeastSeconds: wholeNumber(0, 30 * 86_400),
});

export type CharterInput = z.output<typeof CharterInput>;
