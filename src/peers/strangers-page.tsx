import type { VNode } from 'preact';
import { Act, Refused } from '../platform/http/components/form.tsx';
import { Outsider } from '../platform/http/components/text.tsx';
import { Moment } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import { emptyForm, type FormState } from '../platform/http/page.ts';
import { solidarityTrail } from './followers-page.tsx';
import { JudgeAgain, JudgeForm, JudgeServer, stateFor } from './judge-form.tsx';
import { type Account, AccountName, Holders, KeptOutBefore, StateWord, type WhoMay } from './parts.tsx';
import { isReviewDue, type Mode, type Standing } from './standing.ts';
import type { StandingSaid } from './views.ts';
import { MODE_WORDS, STANDING_WORDS, VERDICT_WORDS } from './words.ts';

/** Somebody who waits to be let in, and what they said, ready to be shown. */
export interface HeldAccount {
  readonly account: Account;
  readonly total: number;
  readonly words: VNode;
}

export interface StrangersView {
  readonly mode: Mode;
  readonly mayJudge: boolean;
  readonly who: WhoMay;
  /** Those who said something last come first. */
  readonly held: readonly HeldAccount[];
  readonly heldTotal: number;
  /** Somebody whom one has come here for, held or not. */
  readonly about: { readonly account: Account; readonly standing: Standing } | undefined;
  readonly said: readonly StandingSaid[];
  /** The last of what is shown of it, when there is more. */
  readonly saidNext: string | null;
  /** Of those shown: whom they say they were who is kept out. */
  readonly before: ReadonlyMap<string, readonly string[]>;
  /** Those of whom something was said, as far as they are known. */
  readonly accounts: ReadonlyMap<string, Account>;
}

interface Props {
  readonly context: PageContext;
  readonly view: StrangersView;
  readonly judge: FormState;
}

/** What strangers have answered to us, and whom of them we let in or keep out. */
export function StrangersPage({ context, view, judge }: Props) {
  const { t } = context.i18n;
  const { about, held, mayJudge } = view;
  return (
    <Layout context={context} title={t('standing.title')} place="solidarity" trail={solidarityTrail(context)}>
      <header class="stack stack-sm">
        <h1>{t('standing.title')}</h1>
        <p class="lede">{t('standing.lede')}</p>
        <p>{t(MODE_WORDS[view.mode])}</p>
      </header>
      {!mayJudge && (
        <section class="stack stack-sm">
          <Refused context={context} state={{ ...judge, values: { reason: judge.values.reason ?? '' } }} />
          <Holders context={context} who={view.who} sentence="standing.who" />
        </section>
      )}
      {about && <About {...{ context, view, about, judge, mayJudge }} />}
      {held.length === 0 ? (
        <div class="empty">
          <p>{t('standing.empty')}</p>
        </div>
      ) : (
        <Held context={context} view={view} judge={judge} />
      )}
      <Said context={context} view={view} />
      {mayJudge && <JudgeServer context={context} state={serverState(view, judge)} />}
    </Layout>
  );
}

/** A form that came back belongs to whomever it is about; of whom nothing stands on the page, to the last one. */
function serverState({ held, about }: StrangersView, judge: FormState): FormState {
  const shown = [...held.map(({ account }) => account.actor), ...(about ? [about.account.actor] : [])];
  return shown.includes(judge.values.name ?? '') ? emptyForm('judge-server') : { ...judge, name: 'judge-server' };
}

interface AboutProps extends Props {
  readonly about: NonNullable<StrangersView['about']>;
  readonly mayJudge: boolean;
}

function About({ context, view, about, judge, mayJudge }: AboutProps) {
  const { account, standing } = about;
  return (
    <section class="stack stack-sm" id="about">
      <h2>
        <AccountName account={account} />
      </h2>
      <p>
        <StateWord context={context} state={STANDING_WORDS[standing]} />
      </p>
      <KeptOutBefore context={context} names={view.before.get(account.actor)} />
      {mayJudge && <JudgeForm context={context} account={account} state={stateFor(judge, account, 'about')} />}
    </section>
  );
}

function Held({ context, view, judge }: Props) {
  const { t } = context.i18n;
  const { held, heldTotal } = view;
  const hosts = [...new Set(held.map(({ account }) => account.host))];
  return (
    <>
      {hosts.map((host) => (
        <section class="stack" key={host}>
          <h2>
            <bdi dir="ltr">{host}</bdi>
          </h2>
          {held.map(
            (each, index) =>
              each.account.host === host && (
                <Stranger key={each.account.actor} {...{ context, view, judge, index }} held={each} />
              ),
          )}
        </section>
      ))}
      {heldTotal > held.length && <p class="muted">{t('standing.more', { count: heldTotal - held.length })}</p>}
    </>
  );
}

function Stranger({ context, view, judge, held, index }: Props & { held: HeldAccount; index: number }) {
  const { t } = context.i18n;
  const { account, total, words } = held;
  const name = `stranger-${index}`;
  const state = stateFor(judge, account, String(index));
  return (
    <article class="stack stack-sm stranger">
      <h3 id={name}>
        <AccountName account={account} />
      </h3>
      <KeptOutBefore context={context} names={view.before.get(account.actor)} />
      <p class="small muted">{t('standing.said', { count: total })}</p>
      {words}
      {view.mayJudge && (
        <>
          <Act
            context={context}
            action="/solidarity/strangers/standings"
            fields={{ subject: 'actor', name: account.actor, verdict: 'let_in' }}
            label={t('standing.act.let_in')}
            describedBy={name}
            quiet
            once
          />
          <details open={state.submitted}>
            <summary>{t('standing.act.other')}</summary>
            <JudgeForm context={context} account={account} state={state} />
          </details>
        </>
      )}
    </article>
  );
}

/** What has been said so far, with its reason, for everybody to read, and to be taken back. */
function Said({ context, view }: Pick<Props, 'context' | 'view'>) {
  const { t } = context.i18n;
  if (view.said.length === 0) return null;
  return (
    <section class="stack stack-sm">
      <h2>{t('standing.so_far')}</h2>
      <ul class="list" role="list">
        {view.said.map((said, index) => (
          <li key={said.id}>
            <span id={`said-${index}`}>
              <Subject said={said} account={view.accounts.get(said.name)} />
            </span>{' '}
            <StateWord context={context} state={VERDICT_WORDS[said.verdict]} />
            {said.reason !== '' && (
              <p dir="auto" class="beside">
                {said.reason}
              </p>
            )}
            <Circumstances context={context} said={said} />
            {view.mayJudge && isReviewDue(said.reviewOn, context.now) && (
              <JudgeAgain context={context} said={said} name={`again-${index}`} />
            )}
            {view.mayJudge && (
              <Act
                context={context}
                action="/solidarity/strangers/standings"
                fields={{ subject: said.subject, name: said.name, verdict: 'none' }}
                label={t('standing.act.take_back')}
                describedBy={`said-${index}`}
                quiet
                once
              />
            )}
          </li>
        ))}
      </ul>
      {view.saidNext && (
        <p class="pages">
          <a href={`/solidarity/strangers?said=${view.saidNext}`}>{t('standing.said.more')}</a>
        </p>
      )}
    </section>
  );
}

function Subject({ said, account }: { said: StandingSaid; account: Account | undefined }) {
  if (account) return <Outsider name={account.name} handle={account.handle} host={account.host} />;
  return (
    <bdi class="outsider" dir="ltr">
      {said.name}
    </bdi>
  );
}

/** Since when, under which mandate, and when it is to be looked at again. */
function Circumstances({ context, said }: { context: PageContext; said: StandingSaid }) {
  const { t, rich, date } = context.i18n;
  const { reviewOn, givenAt, mandate } = said;
  const isDue = isReviewDue(reviewOn, context.now);
  return (
    <p class="small muted">
      {rich('standing.since', { time: <Moment at={givenAt} context={context} /> })}
      {' · '}
      <a href={`/mandates/${mandate}`}>{t('standing.under')}</a>
      {reviewOn && (
        <>
          {' · '}
          <span class={isDue ? 'state warn' : undefined}>
            {isDue && <span aria-hidden="true">⏳ </span>}
            {t(isDue ? 'standing.review.due' : 'standing.review', { date: date(reviewOn, 'UTC') })}
          </span>
        </>
      )}
    </p>
  );
}
