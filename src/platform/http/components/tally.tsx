import type { PageContext } from '../context.ts';

interface TallyProps {
  readonly context: PageContext;
  readonly title: string;
  /** Of how many: said beside the title. */
  readonly base: string;
  readonly total: number;
  readonly rows: readonly { readonly label: string; readonly count: number }[];
}

/** Counts with their base, each as a number and as a bar. */
export function Tally({ context, title, base, total, rows }: TallyProps) {
  return (
    <div class="stack stack-sm">
      <h3>
        {title} <span class="muted small">{base}</span>
      </h3>
      <dl class="tally">
        {rows.map(({ label, count }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <span class="count">{context.i18n.number(count)}</span>
              <meter min={0} max={Math.max(total, 1)} value={count} aria-label={label} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
