import type { VNode } from 'preact';
import { LocaleField, TimeZoneField } from '../platform/http/components/fields.tsx';
import { ChoiceField, Form, TextField } from '../platform/http/components/form.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import type { FormState } from '../platform/http/page.ts';

interface Props {
  readonly context: PageContext;
  readonly state: FormState;
  readonly secret: string;
  /** The fields by which the founder introduces themselves: they belong to the members. */
  readonly founderFields: VNode;
}

/** The one page on which a collective comes into being. */
export function FoundingPage({ context, state, secret, founderFields }: Props) {
  const { t, rich } = context.i18n;
  const field = { context, state };
  return (
    <Layout context={context} title={t('founding.title')}>
      <header class="stack stack-sm">
        <h1>{t('founding.title')}</h1>
        <p class="lede">{t('founding.lede')}</p>
      </header>
      <Form context={context} action={`/founding/${secret}`} state={state}>
        <h2>{t('founding.collective')}</h2>
        <TextField {...field} name="name" label={t('founding.name')} help={t('founding.name.help')} wide dir="auto" />
        <TextField
          {...field}
          name="collectiveHandle"
          label={t('founding.handle')}
          help={rich('founding.handle.help', { host: <bdi dir="ltr">{context.origin.host}</bdi> })}
          autoCapitalize="none"
          dir="ltr"
        />
        <TextField
          {...field}
          name="summary"
          label={t('founding.summary')}
          help={t('founding.summary.help')}
          lines={3}
          dir="auto"
        />
        <LocaleField {...field} label={t('founding.locale')} />
        <TextField
          {...field}
          name="languages"
          label={t('founding.languages')}
          help={t('founding.languages.help')}
          value={context.i18n.locale}
          autoCapitalize="none"
          dir="ltr"
        />
        <TimeZoneField {...field} />
        <ChoiceField
          {...field}
          name="votingAtLeastSeconds"
          label={t('founding.voting')}
          help={t('founding.voting.help')}
          value="172800"
          options={[
            { value: '0', label: t('founding.voting.none') },
            { value: '86400', label: t('founding.voting.day') },
            { value: '172800', label: t('founding.voting.two_days') },
            { value: '432000', label: t('founding.voting.five_days') },
          ]}
        />
        <h2>{t('founding.founder')}</h2>
        <p class="help">{t('founding.founder.help')}</p>
        {founderFields}
        <button class="button">{t('founding.submit')}</button>
      </Form>
    </Layout>
  );
}
