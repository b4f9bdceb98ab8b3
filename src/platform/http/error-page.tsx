import type { PageContext } from './context.ts';
import type { Problem } from './errors.ts';
import { Layout } from './layout.tsx';

/** What went wrong, what it means for the reader, and where to go from here. */
export function ErrorPage({
  context,
  problem,
  kept,
}: {
  context: PageContext;
  problem: Problem;
  kept: readonly string[];
}) {
  const { t } = context.i18n;
  const title = t(titleKey(problem.status));
  return (
    <Layout context={context} title={title}>
      <header class="stack stack-sm">
        <h1>{title}</h1>
        <p class="lede">{t(problem.code, problem.params)}</p>
      </header>
      {kept.length > 0 && (
        <section class="stack">
          <h2>{t('error.kept')}</h2>
          {kept.map((text, index) => (
            <textarea key={index} rows={8} readOnly dir="auto" aria-label={t('error.kept')}>
              {text}
            </textarea>
          ))}
        </section>
      )}
      <p>{problem.status === 401 ? <a href="/sign-in">{t('frame.sign_in')}</a> : <a href="/">{t('error.home')}</a>}</p>
    </Layout>
  );
}

function titleKey(status: number): string {
  if (status === 401) return 'error.title.sign_in';
  if (status === 403) return 'error.title.forbidden';
  if (status === 404) return 'error.title.missing';
  if (status === 409) return 'error.title.conflict';
  if (status === 410) return 'error.title.gone';
  if (status === 421) return 'error.title.misdirected';
  if (status === 429) return 'error.title.too_many';
  if (status === 503) return 'error.title.unavailable';
  return status >= 500 ? 'error.title.fault' : 'error.title.invalid';
}
