import type { VNode } from 'preact';
import { Act, ChoiceField, Form, Refused, TextField } from '../platform/http/components/form.tsx';
import { CHOICES_OF } from './outcome.ts';
import type { ProposalPageProps } from './proposal-page.tsx';
import { CHOICE_WORDS } from './words.ts';

/** The ballot: each choice with what it means, and its reason where it needs one. */
export function BallotSection(props: ProposalPageProps) {
  const { context, view, forms, mayCloseEarly } = props;
  const { t } = context.i18n;
  const { voting, own, onRoll, turnout } = view;
  const path = `/proposals/${view.proposal.id}`;
  if (!voting) return null;
  const everyoneVoted = turnout.cast >= turnout.electorate;
  return (
    <section class="stack" id="ballot">
      {own && (
        <p class="notice">
          <span aria-hidden="true">✓ </span>
          {t('ballot.yours', { choice: t(CHOICE_WORDS[own.choice]?.label ?? own.choice) })}
        </p>
      )}
      {onRoll ? (
        <Form context={context} action={`${path}/ballot`} state={forms.ballot} class="form ballot">
          <ChoiceField
            context={context}
            state={forms.ballot}
            name="choice"
            label={t('ballot.title')}
            value={own?.choice ?? ''}
            options={CHOICES_OF[voting.method].map((choice) => option(props, choice))}
          />
          <button class="button">{t(own ? 'ballot.change' : 'ballot.submit')}</button>
          <p class="small muted">{t('ballot.help')}</p>
        </Form>
      ) : (
        <>
          <Refused context={context} state={forms.ballot} />
          <p class="muted">{t('ballot.not_on_roll')}</p>
        </>
      )}
      {mayCloseEarly && everyoneVoted && (
        <div class="stack stack-sm">
          <p id="close-early-help">{t('early_closing.help')}</p>
          <Act
            context={context}
            action={`${path}/early-closing`}
            label={t('early_closing.submit')}
            describedBy="close-early-help"
            quiet
          />
        </div>
      )}
    </section>
  );
}

function option(props: ProposalPageProps, choice: string) {
  const { t } = props.context.i18n;
  const words = CHOICE_WORDS[choice]!;
  return {
    value: choice,
    label: t(words.label),
    help: t(words.meaning),
    mark: words.mark,
    more: reasonFor(props, choice),
  };
}

function reasonFor({ context, forms, view }: ProposalPageProps, choice: string): VNode | undefined {
  const label = CHOICE_WORDS[choice]?.reason;
  if (!label) return undefined;
  const { t } = context.i18n;
  const own = view.own?.choice === choice ? view.own : undefined;
  const field = { context, state: forms.ballot, dir: 'auto', required: choice !== 'no' } as const;
  return (
    <>
      {choice === 'block' && (
        <TextField
          {...field}
          name="principle"
          label={t('choice.block.principle')}
          value={own?.principle ?? ''}
          lines={2}
        />
      )}
      <TextField {...field} name={`reason_${choice}`} label={t(label)} value={own?.reason ?? ''} lines={3} />
    </>
  );
}
