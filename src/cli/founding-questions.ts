import { z } from 'zod';
import { CharterInput } from '../collective/inputs.ts';
import { handleField, newPassphrase } from '../members/inputs.ts';
import { catalogues } from '../messages.ts';
import { fieldErrors } from '../platform/http/input.ts';
import { createI18n } from '../platform/i18n.ts';
import { ask, CommandError, tell } from './terminal.ts';

export const FoundingAnswers = z.strictObject({
  ...CharterInput.shape,
  handle: handleField,
  passphrase: newPassphrase,
});
export type FoundingAnswers = z.output<typeof FoundingAnswers>;

const here = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const QUESTIONS: readonly { field: keyof FoundingAnswers; question: string; preset?: string; hidden?: boolean }[] = [
  { field: 'name', question: 'Name of the collective' },
  { field: 'collectiveHandle', question: 'Its address, the part before the @ (a-z, 0-9, _)' },
  { field: 'summary', question: 'Who you are, in two sentences' },
  { field: 'locale', question: 'Main language of the pages (en, es, fr, ar)', preset: 'en' },
  { field: 'languages', question: 'Languages spoken among you, by their codes', preset: 'en' },
  { field: 'timeZone', question: 'Time zone', preset: here() },
  { field: 'votingAtLeastSeconds', question: 'How long a vote stays open at least, in seconds', preset: '172800' },
  { field: 'handle', question: 'Your own name here' },
  { field: 'passphrase', question: 'Your passphrase, at least 12 characters', hidden: true },
];

/** Asks for everything that founding needs. A wrong answer is explained and asked for again, where someone is there. */
export async function askForFounding(given: Readonly<Record<string, string>>): Promise<FoundingAnswers> {
  const answers: Record<string, string> = { ...given };
  const { t } = createI18n(catalogues)('en');
  for (const { field, question, preset = '', hidden = false } of QUESTIONS) {
    for (;;) {
      answers[field] ??= await ask(question, { preset, hidden });
      const parsed = FoundingAnswers.shape[field].safeParse(answers[field]);
      if (parsed.success) break;
      const [error] = fieldErrors(parsed.error);
      const sentence = t(error?.code ?? 'field.invalid', error?.params);
      if (given[field] !== undefined || !process.stdin.isTTY) throw new CommandError(`${question}: ${sentence}`, 2);
      tell(`  ${sentence}`);
      delete answers[field];
    }
  }
  return FoundingAnswers.parse(answers);
}
