import type { VNode } from 'preact';
import { languageOptions } from '../platform/http/components/fields.tsx';
import { ChoiceField, Form, SelectField, TextField } from '../platform/http/components/form.tsx';
import { WrittenText } from '../platform/http/components/text.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import type { FormState } from '../platform/http/page.ts';
import { METHODS } from './outcome.ts';
import { REVIEW_DAYS_USUAL } from './proposal.ts';
import type { ProposalText } from './store.ts';
import { METHOD_WORDS } from './words.ts';

/** An effect that a proposal can have, with the fields it asks for, as `effects.ts` lists them. */
export interface EffectChoice {
  readonly type: string;
  readonly label: string;
  /** What it means for those who decide it. */
  readonly help?: string;
  readonly fields: readonly {
    readonly name: string;
    readonly kind: 'text' | 'long' | 'number' | 'choice' | 'member' | 'publication';
    readonly label: string;
    readonly options?: readonly { readonly value: string; readonly label: string }[];
    readonly usual?: string;
  }[];
}

interface ProposalFormProps {
  readonly context: PageContext;
  readonly state: FormState;
  readonly action: string;
  readonly title: string;
  /** What stands in the fields before anything is typed. */
  readonly initial: Readonly<Record<string, string>>;
  readonly effects: readonly EffectChoice[];
  readonly languages: readonly string[];
  readonly preview: Pick<ProposalText, 'title' | 'summary' | 'body' | 'language'> | undefined;
  readonly isNew: boolean;
}

export function ProposalFormPage(props: ProposalFormProps) {
  const { context, state, action, title, initial, preview, isNew } = props;
  const { t } = context.i18n;
  const field = (name: string) => ({ context, state, name, value: initial[name] ?? '' });
  const trail = [{ href: '/assembly', label: t('place.assembly') }];
  return (
    <Layout context={context} title={title} place="assembly" trail={trail}>
      <header class="stack stack-sm">
        <h1>{title}</h1>
        {isNew && <p class="lede">{t('proposal.new.lede')}</p>}
      </header>
      {preview && <Preview context={context} preview={preview} />}
      <Form context={context} action={action} state={state} once={isNew}>
        {initial.version && <input type="hidden" name="version" value={initial.version} />}
        <TextField
          {...field('title')}
          label={t('proposal.field.title')}
          help={t('proposal.field.title.help')}
          wide
          dir="auto"
        />
        <TextField {...field('summary')} label={t('proposal.field.summary')} lines={2} dir="auto" />
        <TextField
          {...field('body')}
          label={t('proposal.field.body')}
          help={t('proposal.field.body.help')}
          lines={14}
          dir="auto"
        />
        <SelectField
          {...field('language')}
          label={t('proposal.field.language')}
          options={languageOptions(context, props.languages)}
        />
        <ChoiceField
          {...field('method')}
          label={t('proposal.field.method')}
          options={METHODS.map((method) => ({
            value: method,
            label: t(METHOD_WORDS[method].label),
            help: t(METHOD_WORDS[method].meaning),
          }))}
        />
        <ChoiceField
          {...field('effect')}
          label={t('proposal.field.effect')}
          help={t('proposal.field.effect.help')}
          options={[
            { value: '', label: t('effect.none') },
            ...props.effects.map((effect) => ({
              value: effect.type,
              label: t(effect.label),
              ...(effect.help ? { help: t(effect.help) } : {}),
              more: <EffectFields {...props} effect={effect} />,
            })),
          ]}
        />
        <SelectField
          {...field('reviewAfterDays')}
          label={t('proposal.field.review')}
          options={[30, 90, REVIEW_DAYS_USUAL, 365, 730].map((days) => ({
            value: String(days),
            label: t('proposal.field.review.days', { days }),
          }))}
        />
        <div class="pair">
          <button class="button">{t(isNew ? 'proposal.save_draft' : 'proposal.save')}</button>
          <button class="button quiet" name="preview" value="yes">
            {t('proposal.preview')}
          </button>
        </div>
      </Form>
    </Layout>
  );
}

function Preview({ context, preview }: { context: PageContext; preview: NonNullable<ProposalFormProps['preview']> }) {
  return (
    <section class="preview stack" aria-labelledby="preview-title">
      <p class="label" id="preview-title">
        {context.i18n.t('proposal.preview.title')}
      </p>
      <h2 lang={preview.language} dir="auto">
        {preview.title}
      </h2>
      <p class="lede" lang={preview.language} dir="auto">
        {preview.summary}
      </p>
      <WrittenText text={preview.body} language={preview.language} />
    </section>
  );
}

function EffectFields({ context, state, initial, effect }: ProposalFormProps & { effect: EffectChoice }): VNode {
  const { t } = context.i18n;
  return (
    <>
      {effect.fields.map((each) => {
        const name = `effect_${each.name}`;
        const field = { context, state, name, label: t(each.label), value: initial[name] ?? each.usual ?? '' };
        return each.options ? (
          <SelectField
            key={name}
            {...field}
            options={each.options.map(({ value, label }) => ({ value, label: t(label) }))}
          />
        ) : (
          <TextField
            key={name}
            {...field}
            dir="auto"
            {...(each.kind === 'number' ? { inputMode: 'numeric' } : {})}
            {...(each.kind === 'long' ? { lines: 8 } : {})}
          />
        );
      })}
    </>
  );
}

interface OpeningProps {
  readonly context: PageContext;
  readonly state: FormState;
  readonly proposal: string;
  readonly text: ProposalText;
  readonly method: keyof typeof METHOD_WORDS;
  readonly closes: string;
  readonly timeZone: string;
  readonly minimumSeconds: number;
  readonly members: number;
  readonly quorum: number;
}

/** The vote is opened on a page of its own, which says what will be fixed by it. */
export function OpeningPage(props: OpeningProps) {
  const { context, state, proposal, text, method, closes, timeZone: zone, minimumSeconds, members, quorum } = props;
  const { t } = context.i18n;
  const hours = Math.ceil(minimumSeconds / 3_600);
  const help = hours === 0 ? t('opening.closes.help_any', { zone }) : t('opening.closes.help', { zone, hours });
  const path = `/proposals/${proposal}`;
  const trail = [
    { href: '/assembly', label: t('place.assembly') },
    { href: path, label: <bdi>{text.title}</bdi> },
  ];
  return (
    <Layout context={context} title={t('opening.title')} place="assembly" trail={trail}>
      <header class="stack stack-sm">
        <h1>{t('opening.title')}</h1>
        <p class="lede">{t('opening.lede')}</p>
      </header>
      <dl class="facts">
        <dt>{t('voting.text')}</dt>
        <dd>
          <bdi>{text.title}</bdi> · {t('proposal.version', { version: text.version })}
        </dd>
        <dt>{t('voting.method')}</dt>
        <dd>
          {t(METHOD_WORDS[method].label)}. {t(METHOD_WORDS[method].meaning)}
        </dd>
        <dt>{t('opening.who')}</dt>
        <dd>{t('opening.who.value', { count: members })}</dd>
        <dt>{t('opening.quorum')}</dt>
        <dd>{t('opening.quorum.value', { count: quorum })}</dd>
        <dt>{t('opening.missed')}</dt>
        <dd>{t('opening.missed.value')}</dd>
      </dl>
      <Form context={context} action={`${path}/vote`} state={state}>
        <input type="hidden" name="version" value={String(text.version)} />
        <TextField
          context={context}
          state={state}
          name="closes"
          type="datetime-local"
          label={t('opening.closes')}
          help={help}
          value={closes}
        />
        <button class="button">{t('opening.submit')}</button>
      </Form>
    </Layout>
  );
}
