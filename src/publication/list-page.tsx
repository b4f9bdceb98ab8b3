import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import { FeedLink } from './head.tsx';
import { HowToFollow, PublishedList } from './parts.tsx';
import type { Publication } from './publication.ts';

interface ListProps {
  readonly context: PageContext;
  readonly items: readonly Publication[];
  /** Whether there are earlier ones. */
  readonly more: boolean;
  /** Whether this node deals with others over ActivityPub. */
  readonly speaks: boolean;
  /** Whether whoever reads holds the mandate to publish. */
  readonly mayPublish: boolean;
}

/** Everything that stands outside, newest first. */
export function PublishedPage({ context, items, more, speaks, mayPublish }: ListProps) {
  const { t } = context.i18n;
  const last = items.at(-1);
  return (
    <Layout
      context={context}
      title={t('published.title')}
      description={t('published.lede')}
      {...(context.viewer ? { place: 'memory' as const, trail: [{ href: '/memory', label: t('place.memory') }] } : {})}
      head={<FeedLink context={context} />}
      aside={<HowToFollow context={context} speaks={speaks} />}
    >
      <header class="stack stack-sm">
        <h1>{t('published.title')}</h1>
        <p class="lede">{t('published.lede')}</p>
        {context.viewer && (
          <div class="pair">
            <a class={mayPublish ? 'button' : 'button quiet'} href="/notices/new">
              {t('published.notice.new')}
            </a>
            <a class={mayPublish ? 'button quiet' : 'button'} href="/proposals/new?effect=publish">
              {t('published.propose')}
            </a>
          </div>
        )}
      </header>
      {items.length === 0 ? (
        <div class="empty">
          <p>{t('published.empty')}</p>
        </div>
      ) : (
        <PublishedList context={context} items={items} />
      )}
      {more && last && (
        <p class="pages">
          <a href={`/published?before=${last.id}`}>{t('published.older')}</a>
        </p>
      )}
    </Layout>
  );
}
