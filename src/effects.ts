import { h, type VNode } from 'preact';
import { z } from 'zod';
import type { Effect } from './assembly/effect.ts';
import { renameCollective } from './collective/commands.ts';
import type { Json } from './kernel/digest.ts';
import { Refusal } from './kernel/refusal.ts';
import { renewMandate } from './mandates/commands.ts';
import { OFFICES, TERM_DAYS_MAX, TERM_DAYS_USUAL } from './mandates/office.ts';
import { normalHandle } from './members/member.ts';
import { memberByHandle, memberForShare } from './members/store.ts';
import type { Reader } from './platform/database.ts';
import type { PageContext } from './platform/http/context.ts';
import { fieldErrors, idField, textField, wholeNumber } from './platform/http/input.ts';
import type { Work } from './platform/work.ts';

/** One field by which a proposal's form, and the API, ask for a parameter of an effect. */
export interface EffectField {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'choice' | 'member';
  readonly label: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly usual?: string;
}

/** What a decision can do by itself: what it asks for, how it is said, and which command it calls. */
interface EffectKind<Params extends z.ZodType> {
  readonly label: string;
  /** A sentence with the parameters of the effect in it. */
  readonly sentence: string;
  readonly fields: readonly EffectField[];
  readonly params: Params;
  readonly carryOut: (work: Work, params: z.output<Params>, decision: Decided) => Promise<void>;
}

interface Decided {
  readonly id: string;
  readonly author: string;
}

const effect = <Params extends z.ZodType>(kind: EffectKind<Params>): EffectKind<Params> => kind;

/**
 * Every effect a decision can have. To add one, add an entry: its form field, its sentence and
 * its command are all that there is to it.
 */
export const EFFECTS = {
  'collective.rename': effect({
    label: 'effect.rename',
    sentence: 'effect.rename.sentence',
    fields: [{ name: 'name', kind: 'text', label: 'effect.rename.name' }],
    params: z.strictObject({ name: textField(100, 2) }),
    carryOut: (work, { name }, decision) => renameCollective(work, name, decision.id),
  }),
  'mandate.renew': effect({
    label: 'effect.renew',
    sentence: 'effect.renew.sentence',
    fields: [
      {
        name: 'office',
        kind: 'choice',
        label: 'effect.renew.office',
        options: [
          { value: 'convenor', label: 'office.convenor' },
          { value: 'publisher', label: 'office.publisher' },
          { value: 'node-keeper', label: 'office.node-keeper' },
        ],
      },
      { name: 'holder', kind: 'member', label: 'effect.renew.holder' },
      { name: 'days', kind: 'number', label: 'effect.renew.days', usual: String(TERM_DAYS_USUAL) },
    ],
    params: z.strictObject({
      office: z.enum(OFFICES),
      holder: idField,
      days: wholeNumber(1, TERM_DAYS_MAX),
    }),
    carryOut: async (work, renewal, decision) => {
      const holder = await memberForShare(work.tx, renewal.holder);
      if (!holder || holder.leftAt) throw new Refusal('conflict', 'mandate.holder_gone');
      await renewMandate(work, renewal, decision.id, renewal.holder === decision.author);
    },
  }),
} as const;

export type EffectType = keyof typeof EFFECTS;
export const EFFECT_TYPES = Object.keys(EFFECTS) as EffectType[];
const isEffectType = (type: string): type is EffectType => Object.hasOwn(EFFECTS, type);

/** Carries out an effect in the transaction that establishes its decision. */
export async function carryOut(work: Work, { type, params }: Effect, decision: Decided): Promise<void> {
  if (!isEffectType(type)) throw new Refusal('conflict', 'effect.unknown');
  const kind = EFFECTS[type] as unknown as EffectKind<z.ZodType<Record<string, unknown>>>;
  const parsed = kind.params.safeParse(params);
  // Frozen long ago, and no longer what this version takes: the decision stands, and says so.
  if (!parsed.success) throw new Refusal('conflict', 'effect.unknown');
  await kind.carryOut(work, parsed.data, decision);
}

/** Reads an effect as it is asked for: members by their handle, everything else as it is. */
export async function effectFrom(db: Reader, type: string, given: Record<string, unknown>): Promise<Effect> {
  if (!isEffectType(type)) throw new Refusal('invalid', 'effect.unknown', {}, 'effect');
  const kind = EFFECTS[type];
  const resolved: Record<string, unknown> = { ...given };
  for (const field of kind.fields) {
    if (field.kind === 'member') resolved[field.name] = await memberIdOf(db, given[field.name], field.name);
  }
  const parsed = kind.params.safeParse(resolved);
  if (!parsed.success) {
    const [first] = fieldErrors(parsed.error);
    throw new Refusal('invalid', first?.code ?? 'field.invalid', first?.params ?? {}, `effect_${first?.field ?? ''}`);
  }
  return { type, params: parsed.data as Record<string, Json> };
}

/** The members whom an effect names. */
export const membersIn = ({ type, params }: Effect): readonly string[] =>
  isEffectType(type)
    ? EFFECTS[type].fields.flatMap(({ name, kind }) => (kind === 'member' ? [String(params[name])] : []))
    : [];

/** An effect in a sentence: members by their handle, choices by their name, and what somebody typed set apart. */
export function effectSentence(context: PageContext, { type, params }: Effect, handles: ReadonlyMap<string, string>) {
  const { t, rich } = context.i18n;
  if (!isEffectType(type)) return [t('effect.unknown')];
  const kind = EFFECTS[type];
  const shown = kind.fields.map((field: EffectField): [string, string | number | VNode] => {
    const value = params[field.name];
    if (field.kind === 'member') return [field.name, h('bdi', null, handles.get(String(value)) ?? t('member.gone'))];
    if (field.kind === 'number') return [field.name, Number(value)];
    const option = field.options?.find((each) => each.value === value);
    return [field.name, option ? t(option.label) : h('bdi', null, String(value))];
  });
  return rich(kind.sentence, Object.fromEntries(shown));
}

async function memberIdOf(db: Reader, handle: unknown, field: string): Promise<string> {
  const member = typeof handle === 'string' ? await memberByHandle(db, normalHandle(handle)) : undefined;
  if (!member || member.leftAt) throw new Refusal('invalid', 'member.not_found', {}, `effect_${field}`);
  return member.id;
}
