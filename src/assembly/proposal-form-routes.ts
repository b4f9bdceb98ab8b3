import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { PageContext, Viewer } from '../platform/http/context.ts';
import { IdParam } from '../platform/http/input.ts';
import { type FormState, form, memberPage } from '../platform/http/page.ts';
import type { Effect } from './effect.ts';
import { ProposalFormPage } from './form-pages.tsx';
import { ProposalForm } from './inputs.ts';
import { REVIEW_DAYS_USUAL, requireEditable } from './proposal.ts';
import type { AssemblyRoutesOptions } from './routes.ts';
import type { ProposalText } from './store.ts';
import { proposalView } from './views.ts';

const written = form<Viewer, Record<never, never>>();
const edited = form<Viewer, z.output<typeof IdParam>>();
type Typed = z.output<typeof ProposalForm>;
type Preview = Pick<ProposalText, 'title' | 'summary' | 'body' | 'language'>;

/** Writing a proposal and changing it: one form, with a preview that needs no script. */
export function proposalFormRoutes(app: FastifyInstance, options: AssemblyRoutesOptions): void {
  const { tools, asOf, assembly, handlesOf, effects } = options;
  const page = memberPage(app, tools);

  const newPage = async (context: PageContext, state: FormState, query: unknown, preview?: Preview) => {
    const given = prefilled(query);
    const beginning = await asOf((db) => options.beginningOf(db, given));
    return ProposalFormPage({
      context,
      state,
      preview,
      effects,
      isNew: true,
      action: '/proposals/new',
      title: context.i18n.t('proposal.new.title'),
      initial: {
        language: context.i18n.locale,
        method: 'consensus',
        reviewAfterDays: String(REVIEW_DAYS_USUAL),
        effect: '',
        ...given,
        ...beginning,
      },
      languages: await languagesFor(options, context, beginning.language),
    });
  };

  page({
    path: '/proposals/new',
    show: ({ context, forms, request }) => newPage(context, forms.write, request.query),
    forms: {
      write: written('', ProposalForm, async ({ context, viewer, input, once, typed }) => {
        if (input.preview) return newPage(context, typed, {}, input);
        const effect = await effectIn(input, options);
        const id = await assembly.write({ member: viewer.id, once }, { ...input, effect });
        return `/proposals/${id}?done=draft_saved`;
      }),
    },
  });

  const editPage = async (context: PageContext, viewer: Viewer, id: string, state: FormState, preview?: Preview) => {
    const { view, handles } = await asOf(async (db) => {
      const found = await proposalView(db, id, viewer.id);
      return { view: found, handles: await handlesOf(db, found.effect ? options.membersIn(found.effect) : []) };
    });
    if (!state.submitted) requireEditable(view.proposal, viewer.id);
    const { title, summary, body, language, version } = view.text;
    const { method, reviewAfterDays } = view.proposal;
    const terms = { method, reviewAfterDays: String(reviewAfterDays), ...effectValues(view.effect, handles) };
    return ProposalFormPage({
      context,
      state,
      preview,
      effects,
      isNew: false,
      action: `/proposals/${id}/edit`,
      title: context.i18n.t('proposal.edit.title'),
      initial: { title, summary, body, language, version: String(version), ...terms },
      languages: await languagesFor(options, context, language),
    });
  };

  page({
    path: '/proposals/:id/edit',
    params: IdParam,
    show: ({ context, viewer, params, forms }) => editPage(context, viewer, params.id, forms.edit),
    forms: {
      edit: edited('', ProposalForm, async ({ context, viewer, params, input, typed }) => {
        if (input.preview) return editPage(context, viewer, params.id, typed, input);
        const effect = await effectIn(input, options);
        await assembly.edit({ member: viewer.id }, params.id, input.version ?? 0, { ...input, effect });
        return `/proposals/${params.id}?done=proposal_saved`;
      }),
    },
  });
}

/** The languages that a text can be said to be in: those of the collective, of whoever writes, and its own. */
async function languagesFor(
  { asOf, collective }: AssemblyRoutesOptions,
  context: PageContext,
  current: string | undefined,
): Promise<string[]> {
  const house = await asOf((db) => collective(db));
  return [...new Set([...(house?.languages ?? []), context.i18n.locale, ...(current ? [current] : [])])];
}

/** The effect that was chosen, from the fields that belong to it. */
async function effectIn(input: Typed, { asOf, effectFrom, effects }: AssemblyRoutesOptions): Promise<Effect | null> {
  if (input.effect === '') return null;
  const fields = effects.find(({ type }) => type === input.effect)?.fields ?? [];
  const given = Object.fromEntries(fields.map(({ name }) => [name, input[`effect_${name}`]]));
  return asOf((db) => effectFrom(db, input.effect, given));
}

/** The fields of an effect as they were filled in: members by their handle. */
function effectValues(effect: Effect | null, handles: ReadonlyMap<string, string>): Record<string, string> {
  if (!effect) return { effect: '' };
  const fields = Object.entries(effect.params).map(([name, value]) => {
    const text = String(value);
    return [`effect_${name}`, handles.get(text) ?? text];
  });
  return { effect: effect.type, ...Object.fromEntries(fields) };
}

/** A link may suggest an effect and its parameters; whoever follows it still writes and sends the form. */
function prefilled(query: unknown): Record<string, string> {
  const parsed = z.record(z.string(), z.string().max(200)).safeParse(query);
  if (!parsed.success) return {};
  return Object.fromEntries(Object.entries(parsed.data).filter(([name]) => /^effect(_[a-z]{1,30})?$/.test(name)));
}
