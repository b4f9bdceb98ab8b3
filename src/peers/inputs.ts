import { z } from 'zod';
import { isText } from '../kernel/text.ts';
import { optionalText, textField } from '../platform/http/input.ts';
import { VERDICTS } from './standing.ts';

/** What people and programs hand in about others: one schema for the form and the API alike. */
export const FollowInput = z.strictObject({ handle: textField(400) });

/** Ids of what comes from elsewhere are addresses of theirs, compared as they are. */
const address = z
  .string()
  .min(1)
  .max(2_048)
  .refine((text) => isText(text) && /^https?:\/\/[^\s]+$/.test(text), { params: { code: 'field.invalid' } });

export const AnswerInput = z.strictObject({ follow: address });

export const ApprovalInput = z.strictObject({ approves: z.boolean() });
export const ApprovalForm = z.strictObject({ approves: z.enum(['yes', 'no']).transform((value) => value === 'yes') });

export const RetryInput = z.strictObject({ host: textField(300) });

const reviewDay = z
  .union([z.literal(''), z.iso.date(), z.null()])
  .optional()
  .transform((day) => (day ? new Date(`${day}T00:00:00Z`) : null))
  .meta({ type: ['string', 'null'], format: 'date' });

const STANDING = {
  subject: z.enum(['actor', 'server']),
  /** The address of an actor; of a server its host, or the address of anybody on it. */
  name: textField(2_048),
  verdict: z.enum(VERDICTS),
  reason: optionalText(1_000),
  reviewOn: reviewDay,
};

export const StandingInput = z.strictObject(STANDING).transform(({ name, reason = '', ...rest }, issues) => {
  const normal = rest.subject === 'server' ? hostIn(name) : addressIn(name);
  if (normal !== undefined) return { ...rest, name: normal, reason };
  const code = rest.subject === 'server' ? 'standing.no_server' : 'standing.no_account';
  issues.addIssue({ code: 'custom', path: ['name'], params: { code } });
  return z.NEVER;
});

/** `Example.ORG`, `example.org:8443`, `https://example.org/@somebody`, `@somebody@example.org`: the server, as its host is written. */
function hostIn(text: string): string | undefined {
  const bare = text.replace(/^@?[^@/\s]{0,64}@/, '');
  const url = URL.parse(/^https?:\/\//i.test(bare) ? bare : `https://${bare}`);
  const fits =
    url && !url.username && !url.password && /^[a-z0-9.:[\]-]+$/.test(url.host) && /[.:]|^localhost/.test(url.host);
  return fits ? url.host.replace(/\.$/, '') : undefined;
}

const addressIn = (text: string): string | undefined => {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) && url.pathname !== '/' && !url.username ? text : undefined;
};
