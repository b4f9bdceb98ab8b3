import { Act } from '../platform/http/components/form.tsx';
import { Handle } from '../platform/http/components/text.tsx';
import { Moment, Relative } from '../platform/http/components/time.tsx';
import type { PageContext, Viewer } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import { acceptanceEndsAt, type Mandate, type MandateStatus, mandateStatus } from './mandate.ts';
import { OFFICES } from './office.ts';

export interface MandatesView {
  readonly mandates: readonly Mandate[];
  readonly handles: ReadonlyMap<string, string>;
}

export const STATUS_KEYS = {
  offered: 'mandate.status.offered',
  lapsed: 'mandate.status.lapsed',
  upcoming: 'mandate.status.upcoming',
  live: 'mandate.status.live',
  expired: 'mandate.status.expired',
  declined: 'mandate.status.declined',
  resigned: 'mandate.status.resigned',
  vacated: 'mandate.status.vacated',
  superseded: 'mandate.status.superseded',
} as const satisfies Record<MandateStatus, string>;

const MARKS: Readonly<Record<MandateStatus, { mark: string; tone: string }>> = {
  offered: { mark: '⏳', tone: 'warn' },
  upcoming: { mark: '⏳', tone: 'idle' },
  live: { mark: '✓', tone: 'ok' },
  lapsed: { mark: '−', tone: 'idle' },
  expired: { mark: '−', tone: 'idle' },
  declined: { mark: '✕', tone: 'idle' },
  resigned: { mark: '−', tone: 'idle' },
  vacated: { mark: '−', tone: 'idle' },
  superseded: { mark: '−', tone: 'idle' },
};

export const OFFICE_KEYS = {
  convenor: ['office.convenor', 'office.convenor.task'],
  publisher: ['office.publisher', 'office.publisher.task'],
  'node-keeper': ['office.node-keeper', 'office.node-keeper.task'],
} as const;

const POWER_KEYS: Readonly<Record<string, string>> = {
  invite: 'power.invite',
  close_early: 'power.close_early',
  publish: 'power.publish',
  follow: 'power.follow',
  deliveries: 'power.deliveries',
  quarantine: 'power.quarantine',
  flags: 'power.flags',
  keys: 'power.keys',
};

export function MandateState({ context, mandate }: { context: PageContext; mandate: Mandate }) {
  const status = mandateStatus(mandate, context.now);
  const { mark, tone } = MARKS[status];
  return (
    <span class={`state ${tone}`}>
      <span aria-hidden="true">{mark}</span> {context.i18n.t(STATUS_KEYS[status])}
    </span>
  );
}

const OPEN: ReadonlySet<MandateStatus> = new Set(['offered', 'upcoming', 'live']);

/** Who can do what, until when, by which decision. */
export function MandatesPage({ context, view }: { context: PageContext; view: MandatesView }) {
  const { t } = context.i18n;
  const open = view.mandates.filter((mandate) => OPEN.has(mandateStatus(mandate, context.now)));
  const over = view.mandates.filter((mandate) => !open.includes(mandate));
  return (
    <Layout
      context={context}
      title={t('mandate.title')}
      place="assembly"
      trail={[{ href: '/assembly', label: t('place.assembly') }]}
    >
      <header class="stack stack-sm">
        <h1>{t('mandate.title')}</h1>
        <p class="lede">{t('mandate.lede')}</p>
      </header>
      {OFFICES.map((office) => {
        const [name, task] = OFFICE_KEYS[office];
        const held = open.filter((mandate) => mandate.office === office);
        return (
          <section class="stack stack-sm" key={office}>
            <h2>{t(name)}</h2>
            <p>{t(task)}</p>
            {held.length === 0 && (
              <p>
                <span class="state warn">
                  <span aria-hidden="true">−</span> {t('mandate.nobody')}
                </span>
              </p>
            )}
            <MandateList context={context} mandates={held} handles={view.handles} />
            <p>
              <a href={`/proposals/new?effect=mandate.renew&effect_office=${office}`}>{t('mandate.propose')}</a>
            </p>
          </section>
        );
      })}
      {over.length > 0 && (
        <section class="stack stack-sm">
          <h2>{t('mandate.earlier')}</h2>
          <MandateList context={context} mandates={over} handles={view.handles} withOffice />
        </section>
      )}
    </Layout>
  );
}

interface ListProps {
  readonly context: PageContext;
  readonly mandates: readonly Mandate[];
  readonly handles: ReadonlyMap<string, string>;
  readonly withOffice?: boolean;
}

export function MandateList({ context, mandates, handles, withOffice = false }: ListProps) {
  const { t, date, relative } = context.i18n;
  if (mandates.length === 0) return null;
  return (
    <ul class="list" role="list">
      {mandates.map((mandate) => (
        <li key={mandate.id}>
          <a href={`/mandates/${mandate.id}`}>
            {withOffice && `${t(OFFICE_KEYS[mandate.office][0])}: `}
            <Handle name={handles.get(mandate.holder)} gone={t('member.gone')} />
          </a>{' '}
          <MandateState context={context} mandate={mandate} />
          <br />
          <span class="small muted">
            {t('mandate.until')}{' '}
            {t('mandate.until.value', {
              date: date(mandate.endsAt, context.timeZone),
              relative: relative(mandate.endsAt, context.now),
            })}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface MandateProps {
  readonly context: PageContext;
  readonly viewer: Viewer;
  readonly mandate: Mandate;
  readonly holder: string | undefined;
}

export function MandatePage({ context, viewer, mandate, holder }: MandateProps) {
  const { t, dateTime } = context.i18n;
  const [office, task] = OFFICE_KEYS[mandate.office];
  const status = mandateStatus(mandate, context.now);
  const mine = mandate.holder === viewer.id;
  const trail = [
    { href: '/assembly', label: t('place.assembly') },
    { href: '/mandates', label: t('mandate.title') },
  ];
  return (
    <Layout context={context} title={t(office)} place="assembly" trail={trail}>
      <header class="stack stack-sm">
        <h1>
          {context.i18n.rich('mandate.page', {
            office: t(office),
            holder: <Handle name={holder} gone={t('member.gone')} />,
          })}
        </h1>
        <p class="lede">{t(task)}</p>
        <MandateState context={context} mandate={mandate} />
      </header>
      {mine && status === 'offered' && (
        <section class="stack">
          <p>{t('mandate.offer', { date: dateTime(acceptanceEndsAt(mandate), context.timeZone) })}</p>
          <div class="pair">
            <Act context={context} action={`/mandates/${mandate.id}/acceptance`} label={t('mandate.accept')} />
            <Act context={context} action={`/mandates/${mandate.id}/end`} label={t('mandate.decline')} quiet />
          </div>
        </section>
      )}
      <dl class="facts">
        <dt>{t('mandate.may')}</dt>
        <dd>
          <ul>
            {mandate.powers.map((power) => (
              <li key={power}>{t(POWER_KEYS[power] ?? power)}</li>
            ))}
          </ul>
        </dd>
        <dt>{t('mandate.since')}</dt>
        <dd>
          <Moment at={mandate.startsAt} context={context} precise />
        </dd>
        <dt>{t('mandate.until')}</dt>
        <dd>
          <Moment at={mandate.endedAt ?? mandate.endsAt} context={context} precise />
          {' · '}
          <Relative at={mandate.endedAt ?? mandate.endsAt} context={context} />
        </dd>
        <dt>{t('mandate.by')}</dt>
        <dd>
          {mandate.source === 'founding' ? (
            t('mandate.by.founding')
          ) : (
            <a href={`/proposals/${mandate.sourceId}`}>{t('mandate.by.decision')}</a>
          )}
        </dd>
      </dl>
      <p>{t('mandate.limits')}</p>
      {mine && (status === 'live' || status === 'upcoming') && (
        <Act context={context} action={`/mandates/${mandate.id}/end`} label={t('mandate.resign')} quiet />
      )}
      <p>
        <a href={`/proposals/new?effect=mandate.renew&effect_office=${mandate.office}`}>{t('mandate.propose')}</a>
      </p>
    </Layout>
  );
}
