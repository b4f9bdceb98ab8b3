import { Moment } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import type { ChainFault, StoredLeaf } from '../platform/record.ts';

const KIND_KEYS: Readonly<Record<string, string>> = {
  'collective.founded': 'record.kind.collective.founded',
  'mandate.granted': 'record.kind.mandate.granted',
  'mandate.accepted': 'record.kind.mandate.accepted',
  'mandate.ended': 'record.kind.mandate.ended',
  decision: 'record.kind.decision',
  'decision.effect': 'record.kind.decision.effect',
};

interface Props {
  readonly context: PageContext;
  readonly leaves: readonly StoredLeaf[];
  readonly fault: ChainFault | undefined;
  readonly more: boolean;
}

/** The chained record as it stands in the database, recomputed as it is shown. */
export function RecordPage({ context, leaves, fault, more }: Props) {
  const { t } = context.i18n;
  const last = leaves.at(-1);
  return (
    <Layout
      context={context}
      title={t('memory.record')}
      place="memory"
      trail={[{ href: '/memory', label: t('place.memory') }]}
    >
      <header class="stack stack-sm">
        <h1>{t('memory.record')}</h1>
        <p class="lede">{t('record.lede')}</p>
        <Verdict context={context} count={leaves.length} fault={fault} />
      </header>
      <ol class="list" role="list">
        {leaves.map((leaf) => (
          <li key={leaf.seq} id={`entry-${leaf.seq}`}>
            <p>
              <strong>{t('record.entry', { seq: leaf.seq })}</strong> · {t(KIND_KEYS[leaf.kind] ?? leaf.kind)} ·{' '}
              <Moment at={leaf.recordedAt} context={context} precise />
            </p>
            <p class="hash" dir="ltr">
              {leaf.hash}
            </p>
            <details>
              <summary>JSON</summary>
              <pre class="copy" dir="ltr">
                <code>{leaf.leaf}</code>
              </pre>
            </details>
          </li>
        ))}
      </ol>
      {more && last && (
        <p class="pages">
          <a href={`/memory/record?from=${last.seq}`}>{t('record.more')}</a>
        </p>
      )}
    </Layout>
  );
}

function Verdict({ context, count, fault }: { context: PageContext; count: number; fault: ChainFault | undefined }) {
  const { t } = context.i18n;
  if (fault) {
    return (
      <p class="state stop" role="alert">
        <span aria-hidden="true">✕</span> {t('record.broken', { seq: fault.seq })}
      </p>
    );
  }
  if (count === 0) return <p>{t('record.empty')}</p>;
  return (
    <p class="state ok">
      <span aria-hidden="true">✓</span> {t('record.whole', { count })}
    </p>
  );
}
