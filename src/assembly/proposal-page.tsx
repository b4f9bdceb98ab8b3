import type { VNode } from 'preact';
import { Act, Form, Refused, TextField } from '../platform/http/components/form.tsx';
import { Handle, WrittenText } from '../platform/http/components/text.tsx';
import { DeadlineBox, Moment } from '../platform/http/components/time.tsx';
import type { PageContext, Viewer } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import type { FormState } from '../platform/http/page.ts';
import { BallotSection } from './ballot-section.tsx';
import { quorumNeeded } from './quorum.ts';
import { ResultCard } from './result-card.tsx';
import type { ProposalView } from './views.ts';
import { METHOD_WORDS, STATUS_WORDS } from './words.ts';

export interface ProposalPageProps {
  readonly context: PageContext;
  readonly viewer: Viewer;
  readonly view: ProposalView;
  readonly handles: ReadonlyMap<string, string>;
  /** What the decision does by itself, as a sentence. */
  readonly effectSentence: (string | VNode)[] | undefined;
  readonly mayCloseEarly: boolean;
  /** What of it was let out of the house, as a list; null where nothing was. */
  readonly published: VNode | null;
  readonly forms: Readonly<Record<'ballot' | 'comment', FormState>>;
}

/** A proposal, from draft to decision: what it says, where it stands, what is asked of the reader. */
export function ProposalPage(props: ProposalPageProps) {
  const { context, view, handles } = props;
  const { t, rich } = context.i18n;
  const { proposal, text, status } = view;
  const trail = [{ href: '/assembly', label: t('place.assembly') }];
  return (
    <Layout context={context} title={text.title} place="assembly" trail={trail} aside={<Aside {...props} />}>
      <header class="stack stack-sm">
        <ProposalState context={context} status={status} />
        <h1 lang={text.language} dir="auto">
          {text.title}
        </h1>
        <p class="lede" lang={text.language} dir="auto">
          {text.summary}
        </p>
        <p class="small muted">
          {rich('proposal.by', {
            author: <Handle name={handles.get(proposal.author)} gone={t('member.gone')} />,
            time: <Moment at={text.writtenAt} context={context} precise />,
          })}
          {' · '}
          {t('proposal.version', { version: text.version })}
        </p>
      </header>
      {view.status !== 'voting' && <Refused context={context} state={props.forms.ballot} />}
      {view.status === 'voting' && <ClosingLine {...props} />}
      {view.decision && <ResultCard context={context} view={view} handles={handles} />}
      <WrittenText text={text.body} language={text.language} />
      {props.effectSentence && <EffectNote {...props} />}
      {props.published && (
        <section class="stack stack-sm">
          <h2>{t('published.of_proposal')}</h2>
          {props.published}
        </section>
      )}
      {view.status === 'voting' && <BallotSection {...props} />}
      <AuthorActs {...props} />
      {proposal.discussedFrom && <Discussion {...props} />}
    </Layout>
  );
}

export function ProposalState({ context, status }: { context: PageContext; status: ProposalView['status'] }) {
  const { key, mark, tone } = STATUS_WORDS[status];
  return (
    <span class={`state ${tone}`}>
      <span aria-hidden="true">{mark}</span> {context.i18n.t(key)}
    </span>
  );
}

/** By when, and what is asked: first on the page, also where the ballot stands below a long text. */
function ClosingLine({ context, view }: ProposalPageProps) {
  if (!view.voting) return null;
  return (
    <div class="closing">
      <DeadlineBox at={view.voting.closesAt} agreedZone={view.voting.closesZone} context={context} />
      <a class="button quiet" href="#ballot">
        {context.i18n.t(view.own ? 'ballot.to_yours' : 'ballot.to_ballot')}
      </a>
    </div>
  );
}

function EffectNote({ context, view, effectSentence }: ProposalPageProps) {
  const { t } = context.i18n;
  const { decision } = view;
  return (
    <section class="stack stack-sm">
      <h2>{t('effect.title')}</h2>
      <p>{effectSentence}</p>
      {decision?.effectState === 'executed' && (
        <p class="state ok">
          <span aria-hidden="true">✓</span> {t('effect.executed')}
        </p>
      )}
      {decision?.effectState === 'not_executable' && (
        <p class="state stop">
          <span aria-hidden="true">✕</span> {t('effect.not_executable', { reason: t(decision.effectRefusal ?? '') })}
        </p>
      )}
    </section>
  );
}

/** What its author, or anyone, can do to bring it on. */
function AuthorActs({ context, viewer, view }: ProposalPageProps) {
  const { t } = context.i18n;
  const { proposal, status } = view;
  const mine = proposal.author === viewer.id;
  const path = `/proposals/${proposal.id}`;
  if (status === 'draft') {
    return (
      <section class="stack stack-sm">
        <p class="help" id="open-discussion-help">
          {t('proposal.open_discussion.help')}
        </p>
        <div class="pair">
          <Act
            context={context}
            action={`${path}/discussion`}
            label={t('proposal.open_discussion')}
            describedBy="open-discussion-help"
          />
          <a class="button quiet" href={`${path}/edit`}>
            {t('proposal.edit')}
          </a>
          <Act context={context} action={`${path}/withdrawal`} label={t('proposal.withdraw')} quiet />
        </div>
      </section>
    );
  }
  if (status !== 'discussion') return null;
  return (
    <div class="pair">
      <a class="button" href={`${path}/vote`}>
        {t('proposal.open_vote')}
      </a>
      {mine && (
        <>
          <a class="button quiet" href={`${path}/edit`}>
            {t('proposal.edit')}
          </a>
          <Act context={context} action={`${path}/withdrawal`} label={t('proposal.withdraw')} quiet />
        </>
      )}
    </div>
  );
}

function Discussion({ context, viewer, view, handles, forms }: ProposalPageProps) {
  const { t } = context.i18n;
  const path = `/proposals/${view.proposal.id}`;
  const open = view.status === 'discussion' || view.status === 'voting';
  return (
    <section class="stack" id="discussion">
      <h2>{t('comment.title')}</h2>
      {view.comments.length === 0 && open && <p class="muted">{t('comment.none')}</p>}
      {view.comments.map((comment) => (
        <article class="comment" key={comment.id} id={`comment-${comment.id}`}>
          <p class="small muted">
            <Handle name={handles.get(comment.author)} gone={t('member.gone')} />
            {' · '}
            <Moment at={comment.writtenAt} context={context} precise />
          </p>
          {comment.body === null ? (
            <p class="muted">
              <em>{t('comment.withdrawn')}</em>
            </p>
          ) : (
            <WrittenText text={comment.body} language={comment.language} />
          )}
          {comment.author === viewer.id && comment.body !== null && (
            <Act
              context={context}
              action={`${path}/comments/${comment.id}/withdrawal`}
              label={t('comment.withdraw')}
              quiet
            />
          )}
        </article>
      ))}
      {open ? (
        <Form context={context} action={`${path}/comments`} state={forms.comment} once>
          <TextField
            context={context}
            state={forms.comment}
            name="body"
            label={t('comment.field')}
            help={t('comment.field.help')}
            lines={4}
            dir="auto"
          />
          <input type="hidden" name="language" value={context.i18n.locale} />
          <button class="button quiet">{t('comment.submit')}</button>
        </Form>
      ) : (
        <>
          <Refused context={context} state={forms.comment} />
          <p class="muted">{t('comment.over')}</p>
        </>
      )}
    </section>
  );
}

function Aside(props: ProposalPageProps) {
  const { context, view, handles } = props;
  const { t, number, date } = context.i18n;
  const { voting, turnout } = view;
  return (
    <>
      {voting && (
        <section class="stack stack-sm">
          <h2 class="label">{t('voting.facts')}</h2>
          <dl class="facts">
            <dt>{t('voting.method')}</dt>
            <dd>{t(METHOD_WORDS[voting.method].label)}</dd>
            <dt>{t('voting.electorate')}</dt>
            <dd>
              {t('voting.electorate.value', {
                count: turnout.electorate,
                date: date(voting.openedAt, context.timeZone),
              })}
            </dd>
            <dt>{t('voting.cast')}</dt>
            <dd>{t('voting.cast.value', { cast: turnout.cast, electorate: turnout.electorate })}</dd>
            <dt>{t('voting.quorum')}</dt>
            <dd>{quorumLine(props)}</dd>
            <dt>{t('voting.opened_by')}</dt>
            <dd>
              <Handle name={handles.get(voting.openedBy)} gone={t('member.gone')} />
            </dd>
            <dt>{t('voting.text')}</dt>
            <dd>{t('voting.text.value', { version: number(voting.textVersion) })}</dd>
          </dl>
        </section>
      )}
      <Timeline context={context} view={view} />
    </>
  );
}

function quorumLine({ context, view }: ProposalPageProps): string {
  const { electorate, cast } = view.turnout;
  if (!view.voting) return '';
  const needed = quorumNeeded(electorate, view.voting.rules.quorum);
  return cast >= needed
    ? context.i18n.t('voting.quorum.reached', { needed })
    : context.i18n.t('voting.quorum.missing', { needed, missing: needed - cast });
}

/** Where it is, what came before, what comes next. */
function Timeline({ context, view }: { context: PageContext; view: ProposalView }) {
  const { t } = context.i18n;
  const { proposal, status, voting } = view;
  const done = [
    { key: 'timeline.written', at: proposal.writtenAt },
    ...(proposal.discussedFrom ? [{ key: 'timeline.discussed', at: proposal.discussedFrom }] : []),
    ...(voting ? [{ key: 'timeline.voted', at: voting.openedAt }] : []),
    ...(proposal.withdrawnAt ? [{ key: 'timeline.withdrawn', at: proposal.withdrawnAt }] : []),
    ...(view.decision ? [{ key: 'timeline.closed', at: view.decision.decidedAt }] : []),
  ];
  const next = { draft: 'timeline.next.discuss', discussion: 'timeline.next.vote', voting: 'timeline.next.count' };
  const nextKey = next[status as keyof typeof next];
  return (
    <section class="stack stack-sm">
      <h2 class="label">{t('timeline.title')}</h2>
      <ol class="timeline" role="list">
        {done.map(({ key, at }, index) => (
          <li key={key} class="done" aria-current={index === done.length - 1 ? 'step' : undefined}>
            {t(key)}
            <br />
            <span class="small muted">
              <Moment at={at} context={context} precise />
            </span>
          </li>
        ))}
        {nextKey && <li class="next muted">{t(nextKey)}</li>}
      </ol>
    </section>
  );
}
