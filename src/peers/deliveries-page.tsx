import { Act, Refused } from '../platform/http/components/form.tsx';
import { Moment, Relative } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import type { FormState } from '../platform/http/page.ts';
import { solidarityTrail } from './followers-page.tsx';
import { Holders, type WhoMay } from './parts.tsx';
import { adviceOn } from './words.ts';

/** A server for which something of ours waits. */
export interface WaitingServer {
  readonly host: string;
  readonly waiting: number;
  readonly failingSince: Date | null;
  readonly nextAttemptAt: Date;
  readonly lastAnswer: string | null;
}

/** Something that did not arrive, and is not tried any more. */
export interface NotDelivered {
  readonly number: number;
  readonly host: string;
  readonly lastAnswer: string | null;
  readonly failedAt: Date | null;
  /** What it was about, where that is something we have published. */
  readonly publication: string | undefined;
}

export interface DeliveriesView {
  readonly waiting: readonly WaitingServer[];
  readonly failed: readonly NotDelivered[];
  readonly mayRetry: boolean;
  readonly who: WhoMay;
}

interface Props {
  readonly context: PageContext;
  readonly view: DeliveriesView;
  readonly retry: FormState;
}

/** What we have sent to other servers, and what has not arrived there. */
export function DeliveriesPage({ context, view, retry }: Props) {
  const { t } = context.i18n;
  const { waiting, failed, mayRetry, who } = view;
  return (
    <Layout context={context} title={t('delivery.title')} place="solidarity" trail={solidarityTrail(context)}>
      <header class="stack stack-sm">
        <h1>{t('delivery.title')}</h1>
        <p class="lede">{t('delivery.lede')}</p>
      </header>
      <Refused context={context} state={retry} />
      {waiting.length + failed.length === 0 && (
        <div class="empty">
          <p>{t('delivery.empty')}</p>
        </div>
      )}
      {waiting.length > 0 && <Waiting context={context} view={view} />}
      {failed.length > 0 && <Failed context={context} failed={failed} />}
      {!mayRetry && <Holders context={context} who={who} sentence="delivery.who" />}
    </Layout>
  );
}

function Waiting({ context, view }: Omit<Props, 'retry'>) {
  const { t } = context.i18n;
  return (
    <section class="stack stack-sm">
      <h2>{t('delivery.waiting')}</h2>
      <ul class="list" role="list">
        {view.waiting.map((server, index) => (
          <li key={server.host}>
            <bdi class="outsider" dir="ltr" id={`server-${index}`}>
              {server.host}
            </bdi>{' '}
            <Reach context={context} server={server} />
            <br />
            <span class="small muted">
              {t('delivery.count', { count: server.waiting })}
              {' · '}
              <Next context={context} at={server.nextAttemptAt} />
              <LastAnswer context={context} answer={server.lastAnswer} />
            </span>
            {server.failingSince !== null && <p class="small">{t(adviceOn(server.lastAnswer, false))}</p>}
            {view.mayRetry && (
              <Act
                context={context}
                action="/solidarity/deliveries/retrial"
                fields={{ host: server.host }}
                label={t('delivery.retry')}
                describedBy={`server-${index}`}
                quiet
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Reach({ context, server: { failingSince } }: { context: PageContext; server: WaitingServer }) {
  const { t, rich } = context.i18n;
  if (failingSince === null) {
    return (
      <span class="state idle">
        <span aria-hidden="true">…</span> {t('delivery.under_way')}
      </span>
    );
  }
  return (
    <span class="state warn">
      <span aria-hidden="true">⏳</span>{' '}
      {rich('delivery.failing', { time: <Moment at={failingSince} context={context} precise /> })}
    </span>
  );
}

function Next({ context, at }: { context: PageContext; at: Date }) {
  const { t, rich } = context.i18n;
  if (at <= context.now) return <>{t('delivery.due')}</>;
  return <>{rich('delivery.next', { time: <Relative at={at} context={context} /> })}</>;
}

function LastAnswer({ context, answer }: { context: PageContext; answer: string | null }) {
  if (answer === null) return null;
  return (
    <>
      {' · '}
      {context.i18n.rich('delivery.answer', { answer: <code>{answer}</code> })}
    </>
  );
}

function Failed({ context, failed }: { context: PageContext; failed: readonly NotDelivered[] }) {
  const { t } = context.i18n;
  return (
    <section class="stack stack-sm">
      <h2>{t('delivery.failed')}</h2>
      <p class="help">{t('delivery.failed.help')}</p>
      <ul class="list" role="list">
        {failed.map(({ number, host, publication, failedAt, lastAnswer }) => (
          <li key={number}>
            <bdi class="outsider" dir="ltr">
              {host}
            </bdi>
            <br />
            <span class="small muted">
              {failedAt && <Moment at={failedAt} context={context} precise />}
              {publication && (
                <>
                  {' · '}
                  <a href={`/published/${publication}`}>{t('delivery.publication')}</a>
                </>
              )}
              <LastAnswer context={context} answer={lastAnswer} />
            </span>
            <p class="small">{t(adviceOn(lastAnswer, true))}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
