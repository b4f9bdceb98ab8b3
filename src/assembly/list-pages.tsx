import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import { CHOICES_OF } from './outcome.ts';
import { ProposalState } from './proposal-page.tsx';
import { DECISIONS_PER_PAGE, type ProposalListed } from './views.ts';
import { CHOICE_WORDS } from './words.ts';

export interface HubView {
  readonly voting: readonly ProposalListed[];
  readonly discussion: readonly ProposalListed[];
  readonly drafts: readonly ProposalListed[];
  readonly decided: readonly ProposalListed[];
}

/** What is being decided. */
export function AssemblyPage({ context, view }: { context: PageContext; view: HubView }) {
  const { t } = context.i18n;
  const empty = view.voting.length + view.discussion.length + view.drafts.length + view.decided.length === 0;
  return (
    <Layout
      context={context}
      title={t('assembly.title')}
      place="assembly"
      aside={
        <nav class="stack stack-sm" aria-label={t('assembly.title')}>
          <a href="/mandates">{t('assembly.mandates')}</a>
          <a href="/members">{t('assembly.members')}</a>
          <a href="/memory">{t('assembly.all_decisions')}</a>
          <a href="/published">{t('published.link')}</a>
        </nav>
      }
    >
      <header class="stack stack-sm">
        <h1>{t('assembly.title')}</h1>
        <p class="lede">{t('assembly.lede')}</p>
        <p>
          <a class="button" href="/proposals/new">
            {t('assembly.new')}
          </a>
        </p>
      </header>
      {empty && (
        <div class="empty">
          <p>{t('assembly.empty')}</p>
        </div>
      )}
      <Section context={context} title={t('assembly.voting')} items={view.voting} />
      <Section context={context} title={t('assembly.discussion')} items={view.discussion} />
      <Section context={context} title={t('assembly.drafts')} items={view.drafts} />
      <Section context={context} title={t('assembly.decided')} items={view.decided} />
    </Layout>
  );
}

function Section({ context, title, items }: { context: PageContext; title: string; items: readonly ProposalListed[] }) {
  if (items.length === 0) return null;
  return (
    <section class="stack stack-sm">
      <h2>{title}</h2>
      <ProposalList context={context} items={items} />
    </section>
  );
}

export function ProposalList({ context, items }: { context: PageContext; items: readonly ProposalListed[] }) {
  return (
    <ul class="list" role="list">
      {items.map((item) => (
        <li key={item.id}>
          <a href={`/proposals/${item.id}`} lang={item.language} dir="auto">
            {item.number && (
              <>
                <bdi dir="ltr">{item.number}</bdi>{' '}
              </>
            )}
            {item.title}
          </a>
          <br />
          <ProposalState context={context} status={statusOf(item)} />{' '}
          <span class="small muted">{when(context, item)}</span>
        </li>
      ))}
    </ul>
  );
}

/** What is listed has been read as of now, so what is closed is decided. */
function statusOf(item: ProposalListed) {
  if (item.outcome) return item.outcome;
  if (item.openedAt) return 'voting';
  return item.discussedFrom ? 'discussion' : 'draft';
}

function when({ i18n, now, timeZone }: PageContext, item: ProposalListed): string {
  if (item.decidedAt) return [i18n.date(item.decidedAt, timeZone), ...countsOf(i18n, item)].join(' · ');
  if (item.closesAt) return `${i18n.t('deadline.closes')} ${i18n.relative(item.closesAt, now)}`;
  return item.discussedFrom ? i18n.date(item.discussedFrom, timeZone) : '';
}

/** How it was counted, in a line: the choices that somebody made. */
function countsOf({ t, number }: PageContext['i18n'], { tally }: ProposalListed): string[] {
  if (!tally) return [];
  return CHOICES_OF[tally.method].flatMap((choice) => {
    const count = tally.counts[choice] ?? 0;
    return count > 0 ? [`${t(CHOICE_WORDS[choice]!.label)} ${number(count)}`] : [];
  });
}

interface DecisionsProps {
  readonly context: PageContext;
  readonly decisions: readonly ProposalListed[];
}

/** The memory of the assembly: every decision, the newest first. */
export function DecisionsPage({ context, decisions }: DecisionsProps) {
  const { t } = context.i18n;
  const shown = decisions.slice(0, DECISIONS_PER_PAGE);
  const last = shown.at(-1)?.number;
  return (
    <Layout
      context={context}
      title={t('place.memory')}
      place="memory"
      aside={
        <nav class="stack stack-sm" aria-label={t('place.memory')}>
          <a href="/memory/record">{t('memory.record')}</a>
          <a href="/published">{t('published.link')}</a>
        </nav>
      }
    >
      <header class="stack stack-sm">
        <h1>{t('place.memory')}</h1>
        <p class="lede">{t('memory.lede')}</p>
      </header>
      {shown.length === 0 ? (
        <div class="empty">
          <p>{t('memory.empty')}</p>
          <p>
            <a href="/proposals/new">{t('assembly.new')}</a>
          </p>
        </div>
      ) : (
        <ProposalList context={context} items={shown} />
      )}
      {decisions.length > DECISIONS_PER_PAGE && last && (
        <p class="pages">
          <a href={`/memory?before=${last}`}>{t('memory.older')}</a>
        </p>
      )}
    </Layout>
  );
}
