import type { VNode } from 'preact';
import { Act, Form, Refused, TextField } from '../platform/http/components/form.tsx';
import { Moment } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import type { FormState } from '../platform/http/page.ts';
import { followingStatus } from './following.ts';
import type { FollowingPage, MoveSeen } from './following-views.ts';
import { AccountName, Holders, StateWord, type WhoMay } from './parts.tsx';
import { FOLLOWING_WORDS, STANDING_WORDS } from './words.ts';

export interface SolidarityView {
  /** Whether this node deals with others at all. */
  readonly speaks: boolean;
  /** Whom we follow or have asked, and with whom it is over. */
  readonly following: FollowingPage;
  readonly earlier: FollowingPage;
  /** Those of them who have moved. */
  readonly moves: readonly MoveSeen[];
  /** How many reports nobody has looked at. */
  readonly reports: number;
  readonly mayFollow: boolean;
  readonly whoFollows: WhoMay;
  readonly followers: number;
  readonly waiting: number;
  /** How many strangers wait to be let in. */
  readonly held: number;
  /** How many servers that we send to cannot be reached. */
  readonly unreached: number;
  /** What those whom we follow say; null while they have said nothing. */
  readonly posts: VNode | null;
}

interface Props {
  readonly context: PageContext;
  readonly view: SolidarityView;
  readonly follow: FormState;
}

/** Those to whom we listen, what they say, and who listens to us. */
export function SolidarityPage({ context, view, follow }: Props) {
  const { t } = context.i18n;
  const nobodyYet = view.following.following.length + view.earlier.following.length === 0;
  // What is asked first, or has to be mended, stands before what there is to read.
  const formOnTop = view.speaks && (follow.submitted || nobodyYet);
  return (
    <Layout
      context={context}
      title={t('place.solidarity')}
      place="solidarity"
      aside={<Aside context={context} view={view} follow={follow} withForm={view.speaks && !formOnTop} />}
    >
      <header class="stack stack-sm">
        <h1>{t('place.solidarity')}</h1>
        <p class="lede">{t('solidarity.lede')}</p>
        <Ways context={context} view={view} />
      </header>
      {!view.speaks && (
        <>
          <Refused context={context} state={follow} />
          <p>{t('solidarity.closed')}</p>
        </>
      )}
      {nobodyYet && view.speaks && (
        <div class="empty">
          <p>{t('solidarity.empty')}</p>
        </div>
      )}
      {view.mayFollow && view.moves.length > 0 && <Moves context={context} moves={view.moves} />}
      {formOnTop && <Following context={context} view={view} follow={follow} />}
      {!nobodyYet && (
        <section class="stack">
          <h2>{t('solidarity.posts')}</h2>
          {view.posts ?? <p class="muted">{t('solidarity.posts.none')}</p>}
        </section>
      )}
    </Layout>
  );
}

/** To what stands beside this page, with what waits there. */
function Ways({ context, view }: { context: PageContext; view: SolidarityView }) {
  const { t } = context.i18n;
  return (
    <ul class="ways" role="list">
      {view.following.following.length > 0 && (
        <li>
          <a href="#following">{t('following.title')}</a>
        </li>
      )}
      <li>
        <a href="/solidarity/followers">{t('solidarity.followers', { count: view.followers })}</a>
        {view.waiting > 0 && <Waits text={t('solidarity.followers.waiting', { count: view.waiting })} />}
      </li>
      <li>
        <a href="/solidarity/strangers">{t('standing.title')}</a>
        {view.held > 0 && <Waits text={t('solidarity.strangers.waiting', { count: view.held })} />}
      </li>
      <li>
        <a href="/solidarity/reports">{t('report.title')}</a>
        {view.reports > 0 && <Waits text={t('solidarity.reports.waiting', { count: view.reports })} />}
      </li>
      <li>
        <a href="/solidarity/deliveries">{t('delivery.title')}</a>
        {view.unreached > 0 && <Waits text={t('solidarity.deliveries.failing', { count: view.unreached })} />}
      </li>
    </ul>
  );
}

function Waits({ text }: { text: string }) {
  return (
    <>
      {' '}
      <span class="state warn">
        <span aria-hidden="true">⏳</span> {text}
      </span>
    </>
  );
}

/** The form for whoever may follow in the collective's name; for others, who may. */
function Following({ context, view, follow }: Props) {
  const { t } = context.i18n;
  return (
    <section class="stack">
      <h2>{t('following.add')}</h2>
      {view.mayFollow ? (
        <Form context={context} action="/solidarity/following" state={follow} once>
          <TextField
            context={context}
            state={follow}
            name="handle"
            label={t('following.field.handle')}
            help={t('following.field.handle.help')}
            maxLength={400}
            dir="ltr"
            autoCapitalize="none"
          />
          <button class="button">{t('following.submit')}</button>
        </Form>
      ) : (
        <>
          <Refused context={context} state={follow} />
          <Holders context={context} who={view.whoFollows} sentence="following.who" />
        </>
      )}
    </section>
  );
}

/**
 * Nobody is followed because somebody has moved: whoever holds the mandate sees where to, and asks there or
 * not.
 */
function Moves({ context, moves }: { context: PageContext; moves: readonly MoveSeen[] }) {
  const { t, rich } = context.i18n;
  return (
    <section class="stack stack-sm">
      <h2>{t('move.title')}</h2>
      <p class="help">{t('move.help')}</p>
      <ul class="list" role="list">
        {moves.map(({ from, to, standing }, index) => (
          <li key={from.actor}>
            <p id={`move-${index}`}>
              {rich('move.line', { from: <AccountName account={from} />, to: <AccountName account={to} /> })}
            </p>
            {standing === 'kept_out' ? (
              <StateWord context={context} state={STANDING_WORDS.kept_out} />
            ) : (
              <Act
                context={context}
                action="/solidarity/following"
                fields={{ handle: to.actor }}
                label={t('move.follow_there')}
                describedBy={`move-${index}`}
                quiet
                once
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Aside({ context, view, follow, withForm }: Props & { readonly withForm: boolean }) {
  const { t } = context.i18n;
  const { following, earlier } = view;
  return (
    <>
      {following.following.length + earlier.following.length > 0 && (
        <section class="stack stack-sm" id="following" aria-labelledby="following-title">
          <h2 class="label" id="following-title">
            {t('following.title')}
          </h2>
          {following.following.length === 0 ? (
            <p>{t('following.none')}</p>
          ) : (
            <Accounts {...{ context, view }} page={following} more="following" />
          )}
          {earlier.following.length > 0 && (
            <details>
              <summary>{t('following.earlier')}</summary>
              <Accounts {...{ context, view }} page={earlier} more="earlier" />
            </details>
          )}
        </section>
      )}
      {withForm && <Following context={context} view={view} follow={follow} />}
    </>
  );
}

interface AccountsProps {
  readonly context: PageContext;
  readonly view: SolidarityView;
  readonly page: FollowingPage;
  /** In the address, where the list goes on. */
  readonly more: 'following' | 'earlier';
}

function Accounts({ context, view, page, more }: AccountsProps) {
  const { t } = context.i18n;
  return (
    <>
      <ul class="list" role="list">
        {page.following.map((account) => (
          <li key={account.id}>
            <span id={`following-${account.id}`}>
              <AccountName account={account} />
            </span>
            <br />
            <StateWord context={context} state={FOLLOWING_WORDS[followingStatus(account)]} />{' '}
            <span class="small muted">
              <Moment at={account.endedAt ?? account.acceptedAt ?? account.askedAt} context={context} />
            </span>
            {view.mayFollow && account.endedAt === null && (
              <Act
                context={context}
                action={`/solidarity/following/${account.id}/end`}
                label={t('following.end')}
                describedBy={`following-${account.id}`}
                quiet
              />
            )}
          </li>
        ))}
      </ul>
      {page.next && (
        <p class="pages">
          <a href={`/solidarity?${more}=${encodeURIComponent(page.next)}#following`}>{t('following.more')}</a>
        </p>
      )}
    </>
  );
}
