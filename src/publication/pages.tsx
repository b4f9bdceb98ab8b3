import type { VNode } from 'preact';
import { Tally } from '../platform/http/components/tally.tsx';
import { WrittenText } from '../platform/http/components/text.tsx';
import { Clocks, Moment } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import { excerptOf, PublicationHead } from './head.tsx';
import { HowToFollow, hostOf, PublishedList, trailOf } from './parts.tsx';
import type { DecisionFacts } from './publication.ts';
import type { Ground, Passage, PublicationView } from './views.ts';
import { KIND_WORDS, PASSED_WORDS, type WordsOfMethod } from './words.ts';

interface PageProps {
  readonly context: PageContext;
  readonly view: PublicationView;
  readonly wordsOfMethod: WordsOfMethod;
  /** The same thing as other servers read it; undefined where this node speaks to none. */
  readonly object: string | undefined;
  /** Whether whoever reads holds the mandate to publish. */
  readonly mayPublish: boolean;
  /** What others said to it. */
  readonly voices: VNode | null;
}

/** One publication: what it says, when it came out and under what; for a decision, how it was counted. */
export function PublicationPage(props: PageProps) {
  const { context, view, wordsOfMethod, object, voices } = props;
  const { publication } = view;
  const { title, summary, body, language, facts } = publication;
  return (
    <Layout
      context={context}
      title={title}
      description={excerptOf(publication)}
      trail={trailOf(context)}
      {...(context.viewer ? { place: 'memory' as const } : {})}
      head={<PublicationHead context={context} publication={publication} object={object} />}
      aside={<Aside {...props} />}
    >
      <article class="stack stack-lg">
        <header class="stack stack-sm">
          <p class="label">{context.i18n.t(KIND_WORDS[publication.kind])}</p>
          <h1 lang={language} dir="auto">
            {title}
          </h1>
          {summary !== '' && (
            <p class="lede" lang={language} dir="auto">
              {summary}
            </p>
          )}
          <Provenance context={context} view={view} />
          {publication.answersOutside && <AnswersOutside context={context} said={publication.answersOutside} />}
        </header>
        <WrittenText text={body} language={language} />
        {facts && <HowDecided context={context} facts={facts} wordsOfMethod={wordsOfMethod} />}
      </article>
      <Thread context={context} view={view} />
      {voices}
      <NextActs {...props} />
    </Layout>
  );
}

function Provenance({ context, view }: { context: PageContext; view: PublicationView }) {
  const { first, last } = view;
  return (
    <>
      <p class="small muted">{passed(context, 'published', first)}</p>
      {last && <p class="small muted">{passed(context, 'changed', last)}</p>}
    </>
  );
}

/** What was said elsewhere, and is answered here: where it was, and the way there. */
function AnswersOutside({ context, said }: { context: PageContext; said: string }) {
  const host = (
    <a href={said} rel="nofollow noopener noreferrer">
      <bdi dir="ltr">{hostOf(said)}</bdi>
    </a>
  );
  return <p class="small muted">{context.i18n.rich('published.answers_outside', { host })}</p>;
}

/** When something passed, and under what: a decision by its number, a mandate without its holder. */
function passed(context: PageContext, what: keyof typeof PASSED_WORDS, { at, version, ground }: Passage) {
  const time = <Moment at={at} context={context} precise />;
  return context.i18n.rich(PASSED_WORDS[what][ground.by], {
    time,
    version,
    number: <DecisionNumber {...{ context, ground }} />,
  });
}

/** Members are led to the decision itself; to others it is a number, by which they can ask. */
function DecisionNumber({ context, ground }: { context: PageContext; ground: Ground }) {
  if (ground.by === 'mandate') return null;
  const number = <bdi dir="ltr">{ground.number}</bdi>;
  return context.viewer ? <a href={`/proposals/${ground.decision}`}>{number}</a> : number;
}

function HowDecided({
  context,
  facts,
  wordsOfMethod,
}: {
  context: PageContext;
  facts: DecisionFacts;
  wordsOfMethod: WordsOfMethod;
}) {
  const { t, rich } = context.i18n;
  const { number, method, electorate, cast, counts, decidedAt } = facts;
  const words = wordsOfMethod(method);
  const rows = (words?.choices ?? []).map(({ choice, label }) => ({ label: t(label), count: counts[choice] ?? 0 }));
  return (
    <section class="result stack" aria-labelledby="decided-title">
      <p class="label">{rich('result.number', { number: <bdi dir="ltr">{number}</bdi> })}</p>
      <h2 id="decided-title" class="outcome">
        <span class="ok" aria-hidden="true">
          ✓
        </span>{' '}
        {t('published.adopted')}
      </h2>
      <Tally
        context={context}
        title={t('result.counts')}
        base={t('result.base', { electorate })}
        total={electorate}
        rows={[...rows, { label: t('result.not_voted'), count: electorate - cast }]}
      />
      <dl class="facts">
        {words && (
          <>
            <dt>{t('voting.method')}</dt>
            <dd>
              {t(words.label)}. {t(words.meaning)}
            </dd>
          </>
        )}
        <dt>{t('published.decided')}</dt>
        <dd>
          <Clocks at={new Date(decidedAt)} agreedZone={context.house.timeZone} context={context} />
        </dd>
      </dl>
    </section>
  );
}

/** What of ours it answers, and what answers it. */
function Thread({ context, view: { answered, answers } }: { context: PageContext; view: PublicationView }) {
  const { t } = context.i18n;
  if (!answered && answers.length === 0) return null;
  return (
    <section class="stack stack-sm">
      <h2>{t(answered ? 'published.thread.answered' : 'published.thread.answers')}</h2>
      <PublishedList context={context} items={answered ? [answered] : answers} />
    </section>
  );
}

/** What a member can do about it: by themselves with a mandate, or with all others by a proposal. */
function NextActs({ context, view, mayPublish }: PageProps) {
  const { t } = context.i18n;
  if (!context.viewer) return null;
  const { id, kind } = view.publication;
  const path = `/published/${id}`;
  return (
    <section class="stack stack-sm">
      <h2>{t('published.acts')}</h2>
      <p class="help">{t(view.byMandate ? 'published.acts.mandate' : 'published.acts.assembly')}</p>
      {view.byMandate && mayPublish && (
        <div class="pair">
          <a class="button" href={`${path}/edit`}>
            {t('published.amend')}
          </a>
          <a class="button quiet" href={`${path}/withdrawal`}>
            {t('published.withdraw')}
          </a>
        </div>
      )}
      {kind !== 'decision' && (
        <a href={`/proposals/new?effect=amend&effect_publication=${id}`}>{t('published.propose.amend')}</a>
      )}
      <a href={`/proposals/new?effect=retract&effect_retracted=${id}`}>{t('published.propose.withdraw')}</a>
    </section>
  );
}

function Aside({ context, view: { first, last, publication }, object }: PageProps) {
  const { t } = context.i18n;
  const zone = context.house.timeZone;
  return (
    <>
      <section class="stack stack-sm">
        <h2 class="label">{t('published.facts')}</h2>
        <dl class="facts">
          <dt>{t('published.fact.by')}</dt>
          <dd>
            <bdi>{context.house.name}</bdi>
          </dd>
          <dt>{t('published.fact.published')}</dt>
          <dd>
            <Clocks at={first.at} agreedZone={zone} context={context} />
          </dd>
          {last && (
            <>
              <dt>{t('published.fact.changed')}</dt>
              <dd>
                <Clocks at={last.at} agreedZone={zone} context={context} />
              </dd>
            </>
          )}
          <dt>{t('published.fact.version')}</dt>
          <dd>{context.i18n.number(publication.version)}</dd>
        </dl>
      </section>
      <HowToFollow context={context} speaks={object !== undefined} />
    </>
  );
}

interface WithdrawnProps {
  readonly context: PageContext;
  readonly view: PublicationView;
}

/** Where something stood that was taken back: that it did, and when that was; of what it said, nothing. */
export function WithdrawnPage({ context, view: { publication, last, first } }: WithdrawnProps) {
  const { t } = context.i18n;
  const title = t('published.withdrawn.title');
  return (
    <Layout context={context} title={title} trail={trailOf(context)}>
      <header class="stack stack-sm">
        <p class="label">{t(KIND_WORDS[publication.kind])}</p>
        <h1>{title}</h1>
        <p class="lede">{passed(context, 'withdrawn', last ?? first)}</p>
      </header>
      <p>{t('published.withdrawn.copies')}</p>
      <p>
        <a href="/published">{t('published.all')}</a>
      </p>
    </Layout>
  );
}
