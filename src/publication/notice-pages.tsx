import { languageOptions } from '../platform/http/components/fields.tsx';
import { Form, Refused, SelectField, TextField } from '../platform/http/components/form.tsx';
import { Handle, WrittenText } from '../platform/http/components/text.tsx';
import { Moment } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import type { FormState } from '../platform/http/page.ts';
import { hostOf, trailOf } from './parts.tsx';
import type { Publication, Words } from './publication.ts';

/** Whoever holds the mandate to publish at this moment. */
export interface Holder {
  readonly mandate: string;
  readonly handle: string | undefined;
  readonly endsAt: Date;
}

type Typed = Omit<Words, 'summary'>;

interface NoticeFormProps {
  readonly context: PageContext;
  readonly state: FormState;
  /** The notice that is being changed; none where a new one is written. */
  readonly changed: Publication | undefined;
  readonly languages: readonly string[];
  readonly preview: Typed | undefined;
  /** What was said elsewhere, if this answers it. */
  readonly answers: string | undefined;
}

/** Writing a notice, or other words for one. */
export function NoticeFormPage({ context, state, changed, languages, preview, answers }: NoticeFormProps) {
  const { t } = context.i18n;
  const title = t(changed ? 'published.notice.edit' : 'published.notice.title');
  const path = changed ? `/published/${changed.id}/edit` : '/notices/new';
  const language = changed?.language ?? context.i18n.locale;
  return (
    <Layout context={context} title={title} place="memory" trail={noticeTrail(context, changed)}>
      <header class="stack stack-sm">
        <h1>{title}</h1>
        <p class="lede">{t(changed ? 'published.notice.edit.lede' : 'published.notice.lede')}</p>
      </header>
      {answers && (
        <p>
          {context.i18n.rich('published.notice.answers', {
            host: (
              <a href={answers} rel="nofollow noopener noreferrer">
                <bdi dir="ltr">{hostOf(answers)}</bdi>
              </a>
            ),
          })}
        </p>
      )}
      {preview && <Preview context={context} words={preview} />}
      <Form context={context} action={path} state={state} once={changed === undefined}>
        {changed && <input type="hidden" name="version" value={String(changed.version)} />}
        {answers && <input type="hidden" name="answers" value={answers} />}
        <TextField
          context={context}
          state={state}
          name="title"
          label={t('published.notice.field.title')}
          value={changed?.title ?? ''}
          wide
          dir="auto"
        />
        <TextField
          context={context}
          state={state}
          name="body"
          label={t('published.notice.field.body')}
          help={t('published.notice.field.body.help')}
          value={changed?.body ?? ''}
          lines={10}
          dir="auto"
        />
        <SelectField
          context={context}
          state={state}
          name="language"
          label={t('published.notice.field.language')}
          options={languageOptions(context, languages)}
          value={language}
        />
        <div class="pair">
          <button class="button">{t(changed ? 'published.notice.edit.submit' : 'published.notice.submit')}</button>
          <button class="button quiet" name="preview" value="yes">
            {t('proposal.preview')}
          </button>
        </div>
      </Form>
    </Layout>
  );
}

function Preview({ context, words }: { context: PageContext; words: Typed }) {
  const { title, body, language } = words;
  return (
    <section class="preview stack" aria-labelledby="preview-title">
      <p class="label" id="preview-title">
        {context.i18n.t('proposal.preview.title')}
      </p>
      <h2 lang={language} dir="auto">
        {title}
      </h2>
      <WrittenText text={body} language={language} />
    </section>
  );
}

interface NoMandateProps {
  readonly context: PageContext;
  /** What was sent all the same, so that it is not lost. */
  readonly state: FormState;
  readonly holders: readonly Holder[];
  readonly changed: Publication | undefined;
}

/** For whoever may not: who may, until when, and how that is changed. */
export function NoMandatePage({ context, state, holders, changed }: NoMandateProps) {
  const { t } = context.i18n;
  const title = t(changed ? 'published.notice.edit' : 'published.notice.title');
  const instead = changed ? `amend&effect_publication=${changed.id}` : 'announce';
  return (
    <Layout context={context} title={title} place="memory" trail={noticeTrail(context, changed)}>
      <header class="stack stack-sm">
        <h1>{title}</h1>
        <p class="lede">{t('published.notice.not_yours')}</p>
      </header>
      <Refused context={context} state={state} />
      <section class="stack stack-sm">
        <h2>{t('published.notice.holders')}</h2>
        <Holders context={context} holders={holders} />
        <a href="/proposals/new?effect=mandate.renew&effect_office=publisher">{t('mandate.propose')}</a>
      </section>
      <section class="stack stack-sm">
        <h2>{t('published.notice.instead')}</h2>
        <p>{t('published.notice.instead.text')}</p>
        <a class="button" href={`/proposals/new?effect=${instead}`}>
          {t(changed ? 'published.propose.amend' : 'published.notice.propose')}
        </a>
      </section>
    </Layout>
  );
}

function Holders({ context, holders }: { context: PageContext; holders: readonly Holder[] }) {
  const { t, rich } = context.i18n;
  if (holders.length === 0) return <p>{t('mandate.nobody')}</p>;
  return (
    <ul>
      {holders.map(({ mandate, handle, endsAt }) => (
        <li key={mandate}>
          {rich('published.notice.holder', {
            holder: (
              <a href={`/mandates/${mandate}`}>
                <Handle name={handle} gone={t('member.gone')} />
              </a>
            ),
            date: <Moment at={endsAt} context={context} />,
          })}
        </li>
      ))}
    </ul>
  );
}

interface WithdrawalProps {
  readonly context: PageContext;
  readonly state: FormState;
  readonly notice: Publication;
}

/** Taking a notice back is done on a page of its own, which says what that means. */
export function WithdrawalPage({ context, state, notice }: WithdrawalProps) {
  const { t } = context.i18n;
  const path = `/published/${notice.id}`;
  return (
    <Layout context={context} title={t('published.withdraw.title')} place="memory" trail={noticeTrail(context, notice)}>
      <header class="stack stack-sm">
        <h1>{t('published.withdraw.title')}</h1>
        <p class="lede" lang={notice.language} dir="auto">
          {notice.title}
        </p>
      </header>
      <p>{t('published.withdraw.text')}</p>
      <Form context={context} action={`${path}/withdrawal`} state={state}>
        <div class="pair">
          <button class="button">{t('published.withdraw.submit')}</button>
          <a class="button quiet" href={path}>
            {t('published.withdraw.leave')}
          </a>
        </div>
      </Form>
    </Layout>
  );
}

const noticeTrail = (context: PageContext, notice: Publication | undefined) => [
  ...trailOf(context),
  ...(notice ? [{ href: `/published/${notice.id}`, label: <bdi>{notice.title}</bdi> }] : []),
];
