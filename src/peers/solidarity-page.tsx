import type { VNode } from 'preact';
import { Act, Form, Refused, TextField } from '../platform/http/components/form.tsx';
import { Moment } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import type { FormState } from '../platform/http/page.ts';
import { type FollowingStatus, followingStatus } from './following.ts';
import { AccountName, Holders, StateWord, type WhoMay } from './parts.tsx';
import type { FollowingListed } from './store.ts';
import { FOLLOWING_WORDS } from './words.ts';

export interface SolidarityView {
  /** Whether this node deals with others at all. */
  readonly speaks: boolean;
  readonly following: readonly FollowingListed[];
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

const OPEN: ReadonlySet<FollowingStatus> = new Set(['asked', 'following']);

/** Those to whom we listen, what they say, and who listens to us. */
export function SolidarityPage({ context, view, follow }: Props) {
  const { t } = context.i18n;
  const nobodyYet = view.following.length === 0;
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
      {view.following.length > 0 && (
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

function Aside({ context, view, follow, withForm }: Props & { readonly withForm: boolean }) {
  const { t } = context.i18n;
  const all = view.following.map((each) => ({ ...each, status: followingStatus(each) }));
  const open = all.filter(({ status }) => OPEN.has(status));
  const over = all.filter(({ status }) => !OPEN.has(status));
  return (
    <>
      {all.length > 0 && (
        <section class="stack stack-sm" id="following" aria-labelledby="following-title">
          <h2 class="label" id="following-title">
            {t('following.title')}
          </h2>
          {open.length === 0 ? <p>{t('following.none')}</p> : <Accounts {...{ context, view }} accounts={open} />}
          {over.length > 0 && (
            <details>
              <summary>{t('following.earlier')}</summary>
              <Accounts {...{ context, view }} accounts={over} />
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
  readonly accounts: readonly (FollowingListed & { readonly status: FollowingStatus })[];
}

function Accounts({ context, view, accounts }: AccountsProps) {
  const { t } = context.i18n;
  return (
    <ul class="list" role="list">
      {accounts.map((account) => (
        <li key={account.id}>
          <span id={`following-${account.id}`}>
            <AccountName account={account} />
          </span>
          <br />
          <StateWord context={context} state={FOLLOWING_WORDS[account.status]} />{' '}
          <span class="small muted">
            <Moment at={account.endedAt ?? account.acceptedAt ?? account.askedAt} context={context} />
          </span>
          {view.mayFollow && OPEN.has(account.status) && (
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
  );
}
