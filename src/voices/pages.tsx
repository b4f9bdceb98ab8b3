import type { VNode } from 'preact';
import { sha256 } from '../kernel/digest.ts';
import type { Reader } from '../platform/database.ts';
import { Outsider, RemoteText } from '../platform/http/components/text.tsx';
import { Moment } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { plainText } from '../platform/remote-html.ts';
import { type StandingsOf, type Voice, type VoicesView, voicesOn } from './views.ts';

/** Longer than this, in characters of HTML, it is folded, and longer than the second it is read where it comes from. */
const FOLDED_FROM = 3_000;
const SHOWN_TO = 20_000;
const EXCERPT_MAX = 500;
const HELD_EXCERPT_MAX = 700;

export interface OutsideVoicesOptions {
  readonly standingsOf: StandingsOf;
  /** Whether this node takes in what others send. */
  readonly hears: boolean;
}

/** What the page of a publication shows below it of what others say to it; null where there is nothing to show. */
export const outsideVoices =
  ({ standingsOf, hears }: OutsideVoicesOptions) =>
  async (context: PageContext, db: Reader, publication: string): Promise<VNode | null> => {
    const toMembers = context.viewer !== undefined;
    const view = await voicesOn(db, standingsOf, { publication, toMembers, after: voiceIn(context.path) });
    const { voices, held, likes, announces } = view;
    const nothing = voices.length + likes + announces + (toMembers ? held : 0) === 0;
    return nothing && !hears ? null : OutsideVoices({ context, view, hears });
  };

const AFTER = 'voices_after';

/** After which voice to go on: it stands in the address of the page below which they are. */
function voiceIn(path: string): string | undefined {
  const after = URL.parse(path, 'https://here.invalid')?.searchParams.get(AFTER);
  return after && after.length <= 2_048 && after.isWellFormed() && !after.includes('\0') ? after : undefined;
}

interface OutsideProps {
  readonly context: PageContext;
  readonly view: VoicesView;
  readonly hears: boolean;
}

/** Voices of people elsewhere, so that nobody takes them for ours. */
export function OutsideVoices({ context, view, hears }: OutsideProps) {
  const { t, rich } = context.i18n;
  const { voices, next, held, likes, announces } = view;
  return (
    <section class="stack" id="voices" aria-labelledby="voices-title">
      <header class="stack stack-sm">
        <h2 id="voices-title">{t('voice.title')}</h2>
        <p class="muted">
          {voices.length > 0
            ? rich('voice.whose', { collective: <bdi>{context.house.name}</bdi> })
            : t(hears ? 'voice.none' : 'voice.none.closed')}
        </p>
        {likes + announces > 0 && <p class="small">{t('voice.appreciations', { likes, announces })}</p>}
      </header>
      {voices.map((voice) => (
        <VoiceArticle key={voice.id} context={context} voice={voice} among={voices} judged />
      ))}
      {next && (
        <p class="pages">
          <a href={`?${AFTER}=${encodeURIComponent(next)}#voices`}>{t('voice.later')}</a>
        </p>
      )}
      {context.viewer && held > 0 && (
        <p>
          <a href="/solidarity/strangers">{t('voice.held', { count: held })}</a>
        </p>
      )}
    </section>
  );
}

interface ArticleProps {
  readonly context: PageContext;
  readonly voice: Voice;
  /** What else is on the page, for saying what it answers. */
  readonly among?: readonly Voice[];
  /** Whether members are led to where it is said who is let in. */
  readonly judged?: boolean;
}

/** One thing that somebody elsewhere has said: who, when, what, and where it comes from. */
export function VoiceArticle({ context, voice, among = [], judged = false }: ArticleProps) {
  const { t, rich } = context.i18n;
  const { author, publishedAt, updatedAt, isPublic, title, language } = voice;
  const answered = among.find(({ id }) => id === voice.inReplyTo);
  return (
    <article class="outside" id={anchorOf(voice)}>
      <p class="small muted">
        <Outsider {...author} />
        {' · '}
        <Moment at={publishedAt} context={context} precise />
        {updatedAt > publishedAt && ` · ${t('voice.changed')}`}
        {answered && (
          <>
            {' · '}
            <a href={`#${anchorOf(answered)}`}>
              {rich('voice.answers', { author: <bdi dir="ltr">@{answered.author.handle}</bdi> })}
            </a>
          </>
        )}
      </p>
      {!isPublic && (
        <p class="state warn">
          <span aria-hidden="true">✋</span> {t(voice.publication ? 'voice.private' : 'voice.private.post')}
        </p>
      )}
      {title && (
        <h3 lang={language ?? ''} dir="auto">
          {plainText(title, 300)}
        </h3>
      )}
      <Words context={context} voice={voice} />
      <p class="small muted">
        <a href={voice.url ?? voice.id} rel="nofollow noopener noreferrer ugc">
          {rich('voice.original', { host: <bdi dir="ltr">{hostOf(voice.url ?? voice.id)}</bdi> })}
        </a>
        {context.viewer && voice.isPublic && (
          <>
            {' · '}
            <a href={`/notices/new?answers=${encodeURIComponent(voice.id)}`}>{t('voice.answer')}</a>
          </>
        )}
        {judged && context.viewer && (
          <>
            {' · '}
            <a href={`/solidarity/strangers?about=${encodeURIComponent(author.id)}`}>{t('voice.judge')}</a>
          </>
        )}
      </p>
    </article>
  );
}

/** What they say: folded behind the warning that they gave it, or because it is long. */
function Words({ context, voice }: { context: PageContext; voice: Voice }) {
  const { t, rich } = context.i18n;
  const { content, warning, language } = voice;
  if (content === null || plainText(content, 1) === '') return <p class="muted">{t('voice.no_words')}</p>;
  const whole = content.length <= SHOWN_TO ? <RemoteText html={content} language={language} /> : null;
  const excerpt = (
    <p lang={language ?? ''} dir="auto" class="beside">
      {plainText(content, EXCERPT_MAX)}
    </p>
  );
  if (warning) {
    const text = plainText(warning, 300);
    return (
      <details>
        <summary>{rich('voice.warning', { warning: <bdi lang={language ?? ''}>{text}</bdi> })}</summary>
        {whole ?? excerpt}
      </details>
    );
  }
  if (content.length <= FOLDED_FROM) return whole;
  return (
    <>
      {excerpt}
      {whole && (
        <details>
          <summary>{t('voice.all_of_it')}</summary>
          {whole}
        </details>
      )}
    </>
  );
}

/** Their ids are addresses, which are no ids of ours. */
const anchorOf = ({ id }: Voice): string => `voice-${sha256(id).slice(0, 16)}`;
const hostOf = (address: string): string => URL.parse(address)?.host ?? '';

interface PostsProps {
  readonly context: PageContext;
  readonly posts: readonly Voice[];
  readonly next: string | null;
}

/** What is said elsewhere by those whom we follow. */
export function Posts({ context, posts, next }: PostsProps) {
  return (
    <>
      {posts.map((voice) => (
        <VoiceArticle key={voice.id} context={context} voice={voice} among={posts} />
      ))}
      {next && (
        <p class="pages">
          <a href={`?before=${encodeURIComponent(next)}`}>{context.i18n.t('voice.older')}</a>
        </p>
      )}
    </>
  );
}

/** What is held, as words and nothing else: nothing of theirs is carried out, and nothing leads anywhere. */
export function HeldWords({ context, voices }: { context: PageContext; voices: readonly Voice[] }) {
  const { t } = context.i18n;
  return (
    <>
      {voices.map((voice) => (
        <div key={voice.id} class="outside">
          <p class="small muted">
            <Moment at={voice.publishedAt} context={context} precise />
            {' · '}
            <a href={`/published/${voice.publication}`}>{t('voice.held.answers')}</a>
            {!voice.isPublic && ` · ${t('voice.private')}`}
          </p>
          <p lang={voice.language ?? ''} dir="auto" class="beside">
            {heldText(voice) || t('voice.no_words')}
          </p>
        </div>
      ))}
    </>
  );
}

const heldText = ({ title, warning, content }: Voice): string =>
  plainText([title, warning, content].filter((part) => part !== null).join(' <br> '), HELD_EXCERPT_MAX);
