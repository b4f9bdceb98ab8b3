import type { VNode } from 'preact';
import { ChoiceField, Form, Refused, TextField } from '../platform/http/components/form.tsx';
import { Moment } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import { emptyForm, type FormState } from '../platform/http/page.ts';
import type { Report, ReportOutcome, Target } from './report.ts';
import type { ReportsView } from './views.ts';

/** One thing that is reported, with the ways to where something can be done about it. */
export interface TargetView {
  readonly shown: VNode;
  /** What stands there, where it is not ours. */
  readonly words?: VNode | null;
  readonly ways: readonly { readonly href: string; readonly label: string }[];
}

export interface ReportsPageView {
  readonly open: ReportsView;
  readonly over: ReportsView;
  readonly total: number;
  readonly maySettle: boolean;
  /** Who may settle a report, for whoever may not. */
  readonly holders: VNode | null;
  targetView(target: Target): TargetView | undefined;
}

interface Props {
  readonly context: PageContext;
  readonly view: ReportsPageView;
  readonly settle: FormState;
}

const OUTCOME_WORDS = {
  acted: { key: 'report.acted', mark: '✓', tone: 'ok' },
  set_aside: { key: 'report.set_aside', mark: '−', tone: 'idle' },
} as const satisfies Record<ReportOutcome, { key: string; mark: string; tone: string }>;

/** What other servers have reported to us, what can be done about it, and what was. */
export function ReportsPage({ context, view, settle }: Props) {
  const { t } = context.i18n;
  const { open, over, holders } = view;
  const isShown = open.reports.some(({ id }) => id === settle.values.report);
  return (
    <Layout
      context={context}
      title={t('report.title')}
      place="solidarity"
      trail={[{ href: '/solidarity', label: t('place.solidarity') }]}
    >
      <header class="stack stack-sm">
        <h1>{t('report.title')}</h1>
        <p class="lede">{t('report.lede')}</p>
      </header>
      {!(isShown && view.maySettle) && <Refused context={context} state={withoutId(settle)} />}
      {holders}
      {open.reports.length === 0 ? (
        <div class="empty">
          <p>{t('report.empty')}</p>
        </div>
      ) : (
        <section class="stack">
          <h2>{t('report.open', { count: view.total })}</h2>
          {open.reports.map((report, index) => (
            <Open key={report.id} {...{ context, view, report }} state={stateFor(settle, report, index)} />
          ))}
          {open.next && <More href={`/solidarity/reports?after=${open.next}`} label={t('report.more')} />}
        </section>
      )}
      {over.reports.length > 0 && <Over context={context} view={view} />}
    </Layout>
  );
}

/** An id is no text that anybody has typed. */
const withoutId = (state: FormState): FormState => ({ ...state, values: { reason: state.values.reason ?? '' } });

/** What came back goes to the report that it is about. */
function stateFor(settle: FormState, report: Report, index: number): FormState {
  const name = `settle-${index}`;
  return settle.submitted && settle.values.report === report.id ? { ...settle, name } : emptyForm(name);
}

const More = ({ href, label }: { href: string; label: string }) => (
  <p class="pages">
    <a href={href}>{label}</a>
  </p>
);

interface ReportProps {
  readonly context: PageContext;
  readonly view: ReportsPageView;
  readonly report: Report;
}

function Open({ context, view, report, state }: ReportProps & { state: FormState }) {
  const { t } = context.i18n;
  return (
    <article class="stack stack-sm stranger">
      <From context={context} report={report} />
      <h4 class="label">{t('report.what')}</h4>
      <Targets context={context} view={view} report={report} />
      <h4 class="label">{t('report.why')}</h4>
      {report.content === null ? (
        <p class="muted">{t('report.no_words')}</p>
      ) : (
        <p class="beside verbatim" dir="auto">
          {report.content}
        </p>
      )}
      {view.maySettle && (
        <details open={state.submitted}>
          <summary>{t('report.settle')}</summary>
          <Settle context={context} report={report} state={state} />
        </details>
      )}
    </article>
  );
}

function From({ context, report: { host, receivedAt } }: Pick<ReportProps, 'context' | 'report'>) {
  const { rich } = context.i18n;
  return (
    <>
      <h3>{rich('report.from', { host: <bdi dir="ltr">{host}</bdi> })}</h3>
      <p class="small muted">
        <Moment at={receivedAt} context={context} precise />
      </p>
    </>
  );
}

/** What it was about, in a line. */
function Named({ context, view, report }: ReportProps) {
  return (
    <>
      {report.targets.map((target, index) => (
        <>
          {index > 0 && ' · '}
          {view.targetView(target)?.shown ?? context.i18n.t('report.gone')}
        </>
      ))}
    </>
  );
}

function Targets({ context, view, report }: ReportProps) {
  return (
    <ul class="list" role="list">
      {report.targets.map((target) => {
        const found = view.targetView(target);
        return (
          <li key={'id' in target ? target.id : target.kind}>
            {found ? found.shown : <span class="muted">{context.i18n.t('report.gone')}</span>}
            {found?.words}
            {found && found.ways.length > 0 && (
              <p class="small">
                {found.ways.map(({ href, label }, index) => (
                  <>
                    {index > 0 && ' · '}
                    <a key={href} href={href}>
                      {label}
                    </a>
                  </>
                ))}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Settle({ context, report, state }: Pick<ReportProps, 'context' | 'report'> & { state: FormState }) {
  const { t } = context.i18n;
  return (
    <Form context={context} action="/solidarity/reports/settlement" state={state} once>
      <input type="hidden" name="report" value={report.id} />
      <ChoiceField
        context={context}
        state={state}
        name="outcome"
        label={t('report.field.outcome')}
        value="acted"
        options={[
          { value: 'acted', label: t('report.outcome.acted'), help: t('report.outcome.acted.help') },
          { value: 'set_aside', label: t('report.outcome.set_aside'), help: t('report.outcome.set_aside.help') },
        ]}
      />
      <TextField
        context={context}
        state={state}
        name="reason"
        label={t('report.field.reason')}
        help={t('report.field.reason.help')}
        lines={2}
        dir="auto"
      />
      <button class="button">{t('report.submit')}</button>
    </Form>
  );
}

/** What was settled, with what was said to it, for every member to read. */
function Over({ context, view }: Pick<ReportProps, 'context' | 'view'>) {
  const { t, rich } = context.i18n;
  return (
    <section class="stack stack-sm">
      <h2>{t('report.over')}</h2>
      <ul class="list" role="list">
        {view.over.reports.map((report) => (
          <li key={report.id}>
            {rich('report.from', { host: <bdi dir="ltr">{report.host}</bdi> })}{' '}
            {report.outcome && <Outcome context={context} outcome={report.outcome} />}
            <p class="small">
              <Named context={context} view={view} report={report} />
            </p>
            <p dir="auto" class="beside">
              {report.reason}
            </p>
            <p class="small muted">
              {report.settledAt && <Moment at={report.settledAt} context={context} />}
              {' · '}
              <a href={`/mandates/${report.mandate}`}>{t('report.under')}</a>
            </p>
          </li>
        ))}
      </ul>
      {view.over.next && <More href={`/solidarity/reports?settled=${view.over.next}`} label={t('report.more')} />}
    </section>
  );
}

function Outcome({ context, outcome }: { context: PageContext; outcome: ReportOutcome }) {
  const { key, mark, tone } = OUTCOME_WORDS[outcome];
  return (
    <span class={`state ${tone}`}>
      <span aria-hidden="true">{mark}</span> {context.i18n.t(key)}
    </span>
  );
}
