import { z } from 'zod';
import { languageTag, optionalText, textField, wholeNumber } from '../platform/http/input.ts';
import { METHODS } from './outcome.ts';
import { REVIEW_DAYS_MAX, REVIEW_DAYS_USUAL } from './proposal.ts';

export const BODY_MAX = 40_000;

/** A proposal as it is written: the same for the form and the API, but for how the effect is put. */
const text = {
  title: textField(160, 3),
  summary: textField(600),
  body: textField(BODY_MAX),
  language: languageTag,
  method: z.enum(METHODS),
  reviewAfterDays: wholeNumber(1, REVIEW_DAYS_MAX).default(REVIEW_DAYS_USUAL),
};

/** The fields of all effects stand in the form; those of the chosen one are read. */
const EFFECT_FIELD_MAX = 8_000;
const EFFECT_FIELD = /^effect_[a-z]{1,30}$/;

export const ProposalForm = z
  .looseObject({
    ...text,
    effect: z.string().max(60).default(''),
    version: wholeNumber(1).optional(),
    preview: z.literal('yes').optional(),
  })
  .check((context) => {
    for (const [name, value] of Object.entries(context.value)) {
      if (Object.hasOwn(text, name) || ['effect', 'version', 'preview'].includes(name)) continue;
      if (EFFECT_FIELD.test(name) && typeof value === 'string' && value.length <= EFFECT_FIELD_MAX) continue;
      context.issues.push({ code: 'unrecognized_keys', keys: [name], input: context.value });
    }
  });

export const ProposalBody = z.strictObject({
  ...text,
  effect: z
    .strictObject({ type: z.string().max(60), params: z.record(z.string(), z.unknown()) })
    .nullable()
    .default(null),
});

export const CommentInput = z.strictObject({ body: textField(8_000), language: languageTag });

/** The reason is asked for under each choice that needs one; the one under the choice made is meant. */
export const BallotForm = z
  .strictObject({
    choice: z.string().max(30).default(''),
    reason_reservations: optionalText(2_000),
    reason_stand_aside: optionalText(2_000),
    reason_block: optionalText(2_000),
    reason_no: optionalText(2_000),
    principle: optionalText(600),
  })
  .transform(({ choice, principle, ...reasons }) => ({
    choice,
    principle,
    reason: reasons[`reason_${choice}` as keyof typeof reasons],
  }));

export const BallotBody = z
  .strictObject({ choice: z.string().max(30), reason: optionalText(2_000), principle: optionalText(600) })
  .transform(({ choice, reason, principle }) => ({ choice, reason, principle }));

export const OpeningInput = z.strictObject({
  version: wholeNumber(1),
  closes: z.string().max(40),
});
