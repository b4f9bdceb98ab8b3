import { z } from 'zod';
import { isTimeZone } from '../kernel/deadline.ts';
import { optionalText, textField, tickBox, wholeNumber } from '../platform/http/input.ts';
import { LOCALES } from '../platform/i18n.ts';
import { TOKEN_DAYS_MAX } from './credentials.ts';
import { isHandle, normalHandle, PASSPHRASE_MAX, PASSPHRASE_MIN } from './member.ts';

/** What people and programs hand in about members: one schema for the form and the API alike. */
export const handleField = textField(60)
  .transform(normalHandle)
  .refine(isHandle, { params: { code: 'handle.invalid' } });

export const newPassphrase = textField(PASSPHRASE_MAX, PASSPHRASE_MIN);
/** An existing one is compared as it is; how it may look is no help to those who guess. */
export const existingPassphrase = textField(PASSPHRASE_MAX);

export const timeZoneField = z
  .string()
  .max(60)
  .refine(isTimeZone, { params: { code: 'founding.zone.invalid' } });
export const localeField = z.enum(LOCALES);

export const SignInInput = z.strictObject({
  handle: textField(60).transform(normalHandle),
  passphrase: existingPassphrase,
  next: optionalText(500),
});

export const NewcomerInput = z.strictObject({
  handle: handleField,
  passphrase: newPassphrase,
  locale: localeField,
  timeZone: timeZoneField,
});

export const RecoverInput = z.strictObject({
  handle: textField(60).transform(normalHandle),
  code: textField(60),
  passphrase: newPassphrase,
});

export const SettingsInput = z.strictObject({ locale: localeField, timeZone: timeZoneField });

export const TokenInput = z.strictObject({
  label: textField(60),
  scope: z.enum(['read', 'act']),
  days: wholeNumber(1, TOKEN_DAYS_MAX).default(90),
});

export const ChangePassphraseInput = z.strictObject({ current: existingPassphrase, passphrase: newPassphrase });
export const ConfirmInput = z.strictObject({ passphrase: existingPassphrase });
export const LeaveInput = z.strictObject({ passphrase: existingPassphrase, erase: tickBox });
export const Nothing = z.strictObject({});
