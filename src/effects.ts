import { h, type VNode } from 'preact';
import { z } from 'zod';
import { decisionCover } from './assembly/decision-store.ts';
import type { Decided } from './assembly/docket.ts';
import type { Effect } from './assembly/effect.ts';
import { renameCollective } from './collective/commands.ts';
import { collective } from './collective/store.ts';
import type { Json } from './kernel/digest.ts';
import { ID_PATTERN } from './kernel/id.ts';
import { Refusal } from './kernel/refusal.ts';
import { renewMandate } from './mandates/commands.ts';
import { OFFICES, TERM_DAYS_MAX, TERM_DAYS_USUAL } from './mandates/office.ts';
import { coverOf } from './mandates/store.ts';
import { normalHandle } from './members/member.ts';
import { memberByHandle, memberForShare } from './members/store.ts';
import { catalogues } from './messages.ts';
import type { Reader } from './platform/database.ts';
import type { PageContext } from './platform/http/context.ts';
import { fieldErrors, idField, textField, wholeNumber } from './platform/http/input.ts';
import { createI18n, isLocale } from './platform/i18n.ts';
import type { Work } from './platform/work.ts';
import {
  amendByDecision,
  announce,
  type DecisionTold,
  publishDecision,
  publishProposal,
  withdrawByDecision,
} from './publication/commands.ts';
import type { Covers } from './publication/gate.ts';
import { NOTICE_MAX } from './publication/inputs.ts';
import { isStanding } from './publication/publication.ts';
import { publicationById } from './publication/store.ts';
import { tellDecision } from './publication/telling.ts';

/** One field by which a proposal's form, and the API, ask for a parameter of an effect. */
export interface EffectField {
  readonly name: string;
  readonly kind: 'text' | 'long' | 'number' | 'choice' | 'member' | 'publication';
  readonly label: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly usual?: string;
}

/** What a decision can do by itself: what it asks for, how it is said, and which command it calls. */
interface EffectKind<Params extends z.ZodType> {
  readonly label: string;
  /** What it means for those who decide it, where the label does not say it all. */
  readonly help?: string;
  /** A sentence with the parameters of the effect in it. */
  readonly sentence: string;
  readonly fields: readonly EffectField[];
  readonly params: Params;
  readonly carryOut: (work: Work, params: z.output<Params>, decision: Decided) => Promise<void>;
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
  publish: effect({
    label: 'effect.publish',
    help: 'effect.publish.help',
    sentence: 'effect.publish.sentence',
    fields: [
      {
        name: 'what',
        kind: 'choice',
        label: 'effect.publish.what',
        options: [
          { value: 'proposal', label: 'effect.publish.proposal' },
          { value: 'decision', label: 'effect.publish.decision' },
        ],
      },
    ],
    params: z.strictObject({ what: z.enum(['proposal', 'decision']) }),
    carryOut: async (work, { what }, decision) => {
      const told = await decisionTold(work, decision);
      if (what === 'decision') return publishDecision(work, told, covers);
      const { title, summary, body, language } = decision.text;
      return publishProposal(work, { title, summary, body, language }, told, covers);
    },
  }),
  announce: effect({
    label: 'effect.announce',
    help: 'effect.announce.help',
    sentence: 'effect.announce.sentence',
    fields: [
      { name: 'title', kind: 'text', label: 'effect.announce.title' },
      { name: 'text', kind: 'long', label: 'effect.announce.text' },
    ],
    params: z.strictObject({ title: textField(160, 3), text: textField(NOTICE_MAX) }),
    carryOut: (work, { title, text }, { id, text: { language } }) =>
      announce(work, { title, summary: '', body: text, language }, id, covers),
  }),
  amend: effect({
    label: 'effect.amend',
    help: 'effect.amend.help',
    sentence: 'effect.amend.sentence',
    fields: [{ name: 'publication', kind: 'publication', label: 'effect.publication' }],
    params: z.strictObject({ publication: idField }),
    carryOut: (work, { publication }, { id, text: { title, summary, body, language } }) =>
      amendByDecision(work, publication, { title, summary, body, language }, id, covers),
  }),
  retract: effect({
    label: 'effect.retract',
    help: 'effect.retract.help',
    sentence: 'effect.retract.sentence',
    // Not `publication` once more: the fields of all effects stand in one form.
    fields: [{ name: 'retracted', kind: 'publication', label: 'effect.publication' }],
    params: z.strictObject({ retracted: idField }),
    carryOut: (work, { retracted }, { id }) => withdrawByDecision(work, retracted, id, covers),
  }),
} as const;

/** The effects by which a decision covers that something leaves this node: only these pass its gate. */
const EFFECTS_THAT_PUBLISH = [
  'publish',
  'announce',
  'amend',
  'retract',
] as const satisfies readonly (keyof typeof EFFECTS)[];

/** What the gate of publication takes for a cover: a live mandate, or a decision with one of these effects. */
export const covers: Covers = { coverOf, decisionCover: (decision) => decisionCover(decision, EFFECTS_THAT_PUBLISH) };

/** A decision as it is told outside: in the language of its text, where the house speaks it, else in that of the house. */
async function decisionTold({ tx, now }: Work, { id, number, tally, text }: Decided): Promise<DecisionTold> {
  const house = await collective(tx);
  const language = text.language.split('-')[0];
  const locale = isLocale(language) ? language : (house?.locale ?? 'en');
  const { method, outcome, electorate, cast, counts } = tally;
  const facts = { number, method, outcome, electorate, cast, counts, decidedAt: now.toISOString() };
  return { decision: id, facts, told: tellDecision(createI18n(catalogues)(locale).t, facts, text) };
}

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
    if (field.kind === 'publication') resolved[field.name] = await publicationIn(db, given[field.name], field.name);
  }
  const parsed = kind.params.safeParse(resolved);
  if (!parsed.success) {
    const [first] = fieldErrors(parsed.error);
    throw new Refusal('invalid', first?.code ?? 'field.invalid', first?.params ?? {}, `effect_${first?.field ?? ''}`);
  }
  return { type, params: parsed.data as Record<string, Json> };
}

/** What stands in the form where a link leads to it: for a proposal to change something, the words that stand there. */
export async function beginningOf(
  db: Reader,
  given: Readonly<Record<string, string>>,
  origin: URL,
): Promise<Readonly<Record<string, string>>> {
  const field = given.effect === 'amend' ? 'effect_publication' : 'effect_retracted';
  const id = given[field];
  const found = id !== undefined && ID_PATTERN.test(id) ? await publicationById(db, id) : undefined;
  if (!found || !isStanding(found)) return {};
  const address = { [field]: `${origin.origin}/published/${found.id}` };
  if (given.effect !== 'amend') return address;
  const { title, summary, body, language } = found;
  return { ...address, title, summary, body, language };
}

/** The members whom an effect names. */
export const membersIn = ({ type, params }: Effect): readonly string[] =>
  isEffectType(type)
    ? EFFECTS[type].fields.flatMap(({ name, kind }) => (kind === 'member' ? [String(params[name])] : []))
    : [];

/** What somebody wrote stands by itself, with its lines as they are. */
const SAID: { class?: string } = { class: 'said' };

/** An effect in a sentence: members by their handle, choices by their name, and what somebody typed set apart. */
export function effectSentence(context: PageContext, { type, params }: Effect, handles: ReadonlyMap<string, string>) {
  const { t, rich } = context.i18n;
  if (!isEffectType(type)) return [t('effect.unknown')];
  const kind = EFFECTS[type];
  const shown = kind.fields.map((field: EffectField): [string, string | number | VNode] => {
    const value = params[field.name];
    if (field.kind === 'member') return [field.name, h('bdi', null, handles.get(String(value)) ?? t('member.gone'))];
    if (field.kind === 'publication') {
      return [field.name, h('a', { href: `/published/${String(value)}` }, t('effect.publication.link'))];
    }
    if (field.kind === 'number') return [field.name, Number(value)];
    if (field.kind === 'long') return [field.name, h('bdi', SAID, String(value))];
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

/** A publication by its address, as somebody copies it from the browser, or by its id. */
async function publicationIn(db: Reader, given: unknown, field: string): Promise<string> {
  const id = typeof given === 'string' ? /([a-z2-7]{26})\/?$/.exec(given.trim())?.[1] : undefined;
  const found = id === undefined ? undefined : await publicationById(db, id);
  if (!found || !isStanding(found)) throw new Refusal('invalid', 'publication.not_found', {}, `effect_${field}`);
  return found.id;
}
