import { Moment } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { isStanding, type Publication } from './publication.ts';
import { KIND_WORDS } from './words.ts';

export const trailOf = ({ i18n }: PageContext) => [{ href: '/published', label: i18n.t('published.title') }];

export const hostOf = (address: string): string => URL.parse(address)?.host ?? '';

/** How to hear of what comes next. */
export function HowToFollow({ context, speaks }: { context: PageContext; speaks: boolean }) {
  const { t } = context.i18n;
  const { house, origin } = context;
  return (
    <section class="stack stack-sm">
      <h2 class="label">{t('published.follow')}</h2>
      {speaks && (
        <>
          <p>
            <bdi class="address" dir="ltr">
              @{house.handle}@{origin.host}
            </bdi>
          </p>
          <p class="small muted">{t('published.follow.help')}</p>
        </>
      )}
      <a href="/published.atom">{t('published.feed')}</a>
    </section>
  );
}

/** Publications one under another, each with what it is and when it came out. */
export function PublishedList({ context, items }: { context: PageContext; items: readonly Publication[] }) {
  const { t } = context.i18n;
  return (
    <ul class="list" role="list">
      {items.map((item) => (
        <li key={item.id}>
          {isStanding(item) ? (
            <a href={`/published/${item.id}`} lang={item.language} dir="auto">
              {item.title}
            </a>
          ) : (
            <a href={`/published/${item.id}`}>{t('published.withdrawn.title')}</a>
          )}
          <br />
          <span class="state idle">{t(KIND_WORDS[item.kind])}</span>{' '}
          {item.facts && (
            <span class="state ok">
              <span aria-hidden="true">✓</span> {t('status.adopted')}
            </span>
          )}{' '}
          <span class="small muted">
            <Moment at={item.publishedAt} context={context} />
            {item.version > 1 && isStanding(item) && <ChangedOn context={context} at={item.passedAt} />}
          </span>
        </li>
      ))}
    </ul>
  );
}

function ChangedOn({ context, at }: { context: PageContext; at: Date }) {
  return (
    <>
      {' · '}
      {context.i18n.rich('published.changed.short', { date: <Moment at={at} context={context} /> })}
    </>
  );
}
