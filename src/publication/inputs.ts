import { z } from 'zod';
import { languageTag, textField, wholeNumber } from '../platform/http/input.ts';

/** Long enough to say something, short enough to be read on a phone. */
export const NOTICE_MAX = 5_000;

const notice = { title: textField(160, 3), body: textField(NOTICE_MAX), language: languageTag };

/** The id of something that was said elsewhere, which a notice answers. */
export const answersField = z.url({ protocol: /^https?$/ }).max(2_048);

/** A notice as it is written, by the form and by the API. */
export const NoticeInput = z.strictObject({ ...notice, answers: answersField.optional() });

/** The form has a preview. */
export const NoticeForm = z.strictObject({
  ...notice,
  answers: z.preprocess((given) => (given === '' ? undefined : given), answersField.optional()),
  preview: z.literal('yes').optional(),
});

/** `version` is the one that was being changed. */
export const AmendmentInput = z.strictObject({ ...notice, version: wholeNumber(1) });
export const AmendmentForm = z.strictObject({
  ...notice,
  version: wholeNumber(1),
  preview: z.literal('yes').optional(),
});
