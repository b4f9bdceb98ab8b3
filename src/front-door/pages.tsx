import type { VNode } from 'preact';
import { Form } from '../platform/http/components/form.tsx';
import { Sharing } from '../platform/http/components/sharing.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { Layout, type Place } from '../platform/http/layout.tsx';
import type { FormState } from '../platform/http/page.ts';
import { ENDONYMS, LOCALES } from '../platform/i18n.ts';

interface HomeProps {
  readonly context: PageContext;
  /** What was let out last; null where nothing was. */
  readonly published: VNode | null;
  /** Whether this node deals with others over ActivityPub. */
  readonly speaks: boolean;
}

/** Who we are, for anyone who comes by. It shows only what has been made public. */
export function HomePage({ context, published, speaks }: HomeProps) {
  const { i18n, house, origin } = context;
  const { t } = i18n;
  if (!house.founded) return <UnfoundedPage context={context} />;
  return (
    <Layout
      context={context}
      title={house.name}
      description={house.summary}
      head={<HomeHead context={context} speaks={speaks} />}
    >
      <section class="door">
        <h1 lang={house.locale} dir="auto">
          {house.name}
        </h1>
        <p class="lede" lang={house.locale} dir="auto">
          {house.summary}
        </p>
        {speaks && (
          <>
            <p>
              <bdi class="address" dir="ltr">
                @{house.handle}@{origin.host}
              </bdi>
            </p>
            <p class="small muted">{t('door.follow')}</p>
          </>
        )}
      </section>
      <div class="columns">
        <section class="stack stack-sm">
          <h2>{t('door.decided')}</h2>
          {published ?? <p class="muted">{t('door.decided.empty')}</p>}
          {published && (
            <p>
              <a href="/published">{t('door.decided.all')}</a>
              {' · '}
              <a href="/published.atom">{t('door.decided.feed')}</a>
            </p>
          )}
        </section>
        <section class="stack stack-sm">
          <h2>{t('door.how')}</h2>
          <p>{t('door.how.text')}</p>
          <p>
            <a href="/glossary">{t('door.how.link')}</a>
          </p>
        </section>
        <section class="stack stack-sm">
          <h2>{t('door.members')}</h2>
          <p>{t('door.members.text')}</p>
          <p>
            <a class="button quiet" href="/sign-in">
              {t('frame.sign_in')}
            </a>
          </p>
        </section>
      </div>
    </Layout>
  );
}

/** The same collective for programs: as other servers know it, and as a feed. */
function HomeHead({ context, speaks }: { context: PageContext; speaks: boolean }) {
  const { house, origin, i18n } = context;
  const actor = `${origin.origin}/actor`;
  const { name, summary } = house;
  return (
    <>
      <Sharing {...{ context, type: 'website', title: name, description: summary, path: '/', language: i18n.locale }} />
      {speaks && <link rel="alternate" type="application/activity+json" href={actor} />}
      {speaks && <link rel="me" href={actor} />}
      <link rel="alternate" type="application/atom+xml" title={name} href={`${origin.origin}/published.atom`} />
    </>
  );
}

function UnfoundedPage({ context }: { context: PageContext }) {
  const { t } = context.i18n;
  return (
    <Layout context={context} title={t('door.unfounded.title')}>
      <section class="door">
        <h1>{t('door.unfounded.title')}</h1>
        <p class="lede">{t('door.unfounded.lede')}</p>
        <p>{t('door.unfounded.command')}</p>
        <p class="copy" dir="ltr">
          <code>npm run kunveno -- found</code>
        </p>
      </section>
    </Layout>
  );
}

/** A visitor's language is kept in a cookie of theirs; a member's own is on their page. */
export function LanguagePage({ context, state, next }: { context: PageContext; state: FormState; next: string }) {
  const { t } = context.i18n;
  return (
    <Layout context={context} title={t('language.title')}>
      <header class="stack stack-sm">
        <h1>{t('language.title')}</h1>
        <p class="lede">{t('language.lede')}</p>
      </header>
      <Form context={context} action="/language" state={state} class="pair">
        <input type="hidden" name="next" value={next} />
        {LOCALES.map((locale) => (
          <button
            key={locale}
            class={locale === context.i18n.locale ? 'button' : 'button quiet'}
            name="locale"
            value={locale}
            lang={locale}
          >
            {ENDONYMS[locale]}
          </button>
        ))}
      </Form>
    </Layout>
  );
}

/** A place that this version has nothing for yet: what it is for, said plainly. */
export function EmptyPlacePage({
  context,
  place,
  title,
  text,
}: {
  context: PageContext;
  place: Place;
  title: string;
  text: string;
}) {
  return (
    <Layout context={context} title={title} place={place}>
      <h1>{title}</h1>
      <div class="empty">
        <p>{text}</p>
        <p>
          <a class="button quiet" href="/assembly">
            {context.i18n.t('empty.back')}
          </a>
        </p>
      </div>
    </Layout>
  );
}

const TERMS = [
  ['glossary.assembly', 'glossary.assembly.text'],
  ['glossary.mandate', 'glossary.mandate.text'],
  ['glossary.proposal', 'glossary.proposal.text'],
  ['glossary.roll', 'glossary.roll.text'],
  ['glossary.quorum', 'glossary.quorum.text'],
  ['glossary.consensus', 'glossary.consensus.text'],
  ['glossary.stand_aside', 'glossary.stand_aside.text'],
  ['glossary.block', 'glossary.block.text'],
  ['glossary.simple_majority', 'glossary.simple_majority.text'],
  ['glossary.effect', 'glossary.effect.text'],
  ['glossary.record', 'glossary.record.text'],
  ['glossary.publication', 'glossary.publication.text'],
  ['glossary.notice', 'glossary.notice.text'],
  ['glossary.tombstone', 'glossary.tombstone.text'],
  ['glossary.actor', 'glossary.actor.text'],
  ['glossary.follower', 'glossary.follower.text'],
  ['glossary.outside_voice', 'glossary.outside_voice.text'],
  ['glossary.quarantine', 'glossary.quarantine.text'],
] as const;

const OFFICES = [
  ['office.convenor', 'office.convenor.task'],
  ['office.publisher', 'office.publisher.task'],
  ['office.node-keeper', 'office.node-keeper.task'],
] as const;

export function GlossaryPage({ context }: { context: PageContext }) {
  const { t } = context.i18n;
  return (
    <Layout context={context} title={t('glossary.title')}>
      <header class="stack stack-sm">
        <h1>{t('glossary.title')}</h1>
        <p class="lede">{t('glossary.lede')}</p>
      </header>
      <dl class="glossary">
        {TERMS.map(([term, text]) => (
          <div key={term} id={term.replace('glossary.', '')}>
            <dt>{t(term)}</dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
        {OFFICES.map(([office, task]) => (
          <div key={office} id={office.replace('office.', '')}>
            <dt>{t(office)}</dt>
            <dd>{t('glossary.office.text', { task: t(task) })}</dd>
          </div>
        ))}
      </dl>
    </Layout>
  );
}
