import type { ComponentChildren, VNode } from 'preact';
import { ENDONYMS, LOCALES } from '../i18n.ts';
import { assetPath } from './assets.ts';
import { RingOfSeats } from './components/mark.tsx';
import type { PageContext } from './context.ts';

export const PLACES = ['today', 'assembly', 'money', 'solidarity', 'memory'] as const;
export type Place = (typeof PLACES)[number];

export interface Crumb {
  readonly href: string;
  readonly label: string | VNode;
}

interface LayoutProps {
  readonly context: PageContext;
  readonly title: string;
  readonly place?: Place;
  readonly trail?: readonly Crumb[];
  readonly children: ComponentChildren;
  /** What stands beside the text on wide screens, and after it on narrow ones. */
  readonly aside?: ComponentChildren;
  readonly description?: string;
  /** What else programs are told of a page: where its other forms are, and how it looks where it is shared. */
  readonly head?: ComponentChildren;
}

/** The frame of every page: who this is, the five places for members, the way here, and the languages. */
export function Layout({ context, title, place, trail, children, aside, description, head }: LayoutProps) {
  const { i18n, house, viewer } = context;
  const name = house.founded ? house.name : 'Kunveno';
  return (
    <html lang={i18n.locale} dir={i18n.dir}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>{title === name ? title : `${title} · ${name}`}</title>
        {description && <meta name="description" content={description} />}
        {viewer && <meta name="robots" content="noindex" />}
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href={assetPath('style.css')} />
        <link rel="icon" href={assetPath('mark.svg')} type="image/svg+xml" />
        {head}
      </head>
      <body class={viewer ? 'signed-in' : undefined}>
        <a class="skip" href="#main">
          {i18n.t('frame.skip')}
        </a>
        <Masthead context={context} name={name} />
        {viewer && <Places context={context} place={place} />}
        <main id="main" class="frame" tabindex={-1}>
          <Notice context={context} />
          {trail && trail.length > 0 && <Trail context={context} trail={trail} />}
          {aside ? (
            <div class="with-aside">
              <div class="stack stack-lg">{children}</div>
              <aside class="stack stack-lg">{aside}</aside>
            </div>
          ) : (
            <div class="stack stack-lg">{children}</div>
          )}
        </main>
        <Footer context={context} />
      </body>
    </html>
  );
}

function Masthead({ context, name }: { context: PageContext; name: string }) {
  const { i18n, viewer, house } = context;
  return (
    <header class="frame masthead">
      <a class="name" href="/">
        <RingOfSeats />
        <bdi>{name}</bdi>
      </a>
      {viewer ? (
        <a class="me" href="/me">
          <span class="visually-hidden">{i18n.t('frame.me')} </span>
          <bdi>{viewer.handle}</bdi>
        </a>
      ) : (
        house.founded && <a href="/sign-in">{i18n.t('frame.sign_in')}</a>
      )}
    </header>
  );
}

const PLACE_KEYS: Readonly<Record<Place, string>> = {
  today: 'place.today',
  assembly: 'place.assembly',
  money: 'place.money',
  solidarity: 'place.solidarity',
  memory: 'place.memory',
};

function Places({ context, place }: { context: PageContext; place: Place | undefined }) {
  const { t } = context.i18n;
  return (
    <nav class="places" aria-label={t('frame.places')}>
      <ul class="frame" role="list">
        {PLACES.map((each) => (
          <li key={each}>
            <a href={`/${each}`} aria-current={each === place ? 'page' : undefined}>
              {t(PLACE_KEYS[each])}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Trail({ context, trail }: { context: PageContext; trail: readonly Crumb[] }) {
  return (
    <nav class="trail" aria-label={context.i18n.t('frame.trail')}>
      <ol role="list">
        {trail.map(({ href, label }) => (
          <li key={href}>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** What was just done, said once: the code comes in the address and must be one of ours. */
function Notice({ context: { notice, i18n } }: { context: PageContext }) {
  const key = `notice.${notice ?? ''}`;
  if (!notice || !i18n.has(key)) return null;
  return (
    <p class="notice" role="status">
      <span aria-hidden="true">✓ </span>
      {i18n.t(key)}
    </p>
  );
}

function Footer({ context }: { context: PageContext }) {
  const { i18n, viewer } = context;
  return (
    <footer class="frame">
      <ul role="list" class="foot">
        <li>
          <a href="/glossary">{i18n.t('frame.glossary')}</a>
        </li>
        <li>
          <a href={viewer ? '/me' : `/language?next=${encodeURIComponent(context.path)}`}>
            <span class="visually-hidden">{i18n.t('frame.language')}: </span>
            {LOCALES.map((locale, index) => (
              <span key={locale} lang={locale}>
                {index > 0 && ' · '}
                <bdi>{ENDONYMS[locale]}</bdi>
              </span>
            ))}
          </a>
        </li>
        <li>
          <a href="https://www.gnu.org/licenses/agpl-3.0.html" rel="license">
            {i18n.t('frame.software')}
          </a>
        </li>
      </ul>
    </footer>
  );
}
