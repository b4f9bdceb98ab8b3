import type { VNode } from 'preact';
import { Relative } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';

/** One thing that is asked of the reader: what it is, by when, and what to do. */
export interface Ask {
  readonly id: string;
  readonly href: string;
  readonly title: string;
  readonly language: string | undefined;
  readonly line: string;
  readonly action: 'vote' | 'answer' | 'look';
}

const ACTION_KEYS = { vote: 'today.vote', answer: 'today.answer', look: 'today.look' } as const;

export interface TodayView {
  readonly asks: readonly Ask[];
  readonly decided: VNode | null;
  readonly ending: readonly { id: string; office: string; holder: string | undefined; endsAt: Date }[];
}

/** What is asked of me, by when, and what has been decided since. */
export function TodayPage({ context, view }: { context: PageContext; view: TodayView }) {
  const { t, rich } = context.i18n;
  const title = view.asks.length === 0 ? t('today.nothing') : t('today.needs', { count: view.asks.length });
  return (
    <Layout
      context={context}
      title={t('place.today')}
      place="today"
      aside={
        view.ending.length > 0 && (
          <section class="stack stack-sm">
            <h2 class="label">{t('today.mandates')}</h2>
            <ul class="list" role="list">
              {view.ending.map(({ id, office, holder, endsAt }) => (
                <li key={id} class="small">
                  <a href={`/mandates/${id}`}>
                    {rich('today.mandates.line', {
                      office,
                      holder: <bdi>{holder ?? t('member.gone')}</bdi>,
                      relative: <Relative at={endsAt} context={context} />,
                    })}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )
      }
    >
      <section class="stack">
        <h1>{title}</h1>
        {view.asks.length === 0 ? (
          <div class="empty">
            <p>{t('today.nothing.help')}</p>
            <p>
              <a class="button quiet" href="/proposals/new">
                {t('today.write')}
              </a>
            </p>
          </div>
        ) : (
          <div class="asks">
            {view.asks.map((ask) => (
              <article class="ask" key={ask.id}>
                <h2>
                  <a href={ask.href} lang={ask.language} dir="auto">
                    {ask.title}
                  </a>
                </h2>
                <p>{ask.line}</p>
                <a class="button" href={ask.href}>
                  {t(ACTION_KEYS[ask.action])}
                </a>
              </article>
            ))}
          </div>
        )}
      </section>
      {view.decided && (
        <section class="stack">
          <h2>{t('today.decided')}</h2>
          {view.decided}
        </section>
      )}
    </Layout>
  );
}
