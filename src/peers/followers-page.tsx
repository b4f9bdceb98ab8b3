import { Act, ChoiceField, Form, Refused } from '../platform/http/components/form.tsx';
import { Moment } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import type { FormState } from '../platform/http/page.ts';
import type { BlockListed } from './block-store.ts';
import {
  type Account as AccountOf,
  AccountName,
  Holders,
  KeptOutBefore,
  MovedTo,
  StateWord,
  type WhoMay,
} from './parts.tsx';
import type { Standing } from './standing.ts';
import type { FollowerListed } from './store.ts';
import { VERDICT_WORDS } from './words.ts';

export interface FollowersView {
  readonly waiting: readonly FollowerListed[];
  readonly waitingTotal: number;
  readonly followers: readonly FollowerListed[];
  readonly total: number;
  /** The last of those shown, when there are more after it. */
  readonly next: string | null;
  readonly approves: boolean;
  /** Whether only those who have been let in may follow without being asked about. */
  readonly onlyLetIn: boolean;
  readonly mayAnswer: boolean;
  readonly who: WhoMay;
  /** Of those shown: where they have gone, whom they say they were who is kept out, and how they stand. */
  readonly moved: ReadonlyMap<string, AccountOf>;
  readonly before: ReadonlyMap<string, readonly string[]>;
  readonly standing: ReadonlyMap<string, Standing>;
  /** Who wants nothing to do with us: only for whoever answers. */
  readonly blocks: readonly BlockListed[];
  readonly blocksTotal: number;
}

interface Props {
  readonly context: PageContext;
  readonly view: FollowersView;
  readonly forms: Readonly<Record<'accept' | 'remove' | 'approval', FormState>>;
}

export const solidarityTrail = ({ i18n }: PageContext) => [{ href: '/solidarity', label: i18n.t('place.solidarity') }];

/** Who hears what we publish, who would like to, and whether they have to ask. */
export function FollowersPage({ context, view, forms }: Props) {
  const { t } = context.i18n;
  return (
    <Layout
      context={context}
      title={t('follower.title')}
      place="solidarity"
      trail={solidarityTrail(context)}
      aside={<Aside context={context} view={view} state={forms.approval} />}
    >
      <header class="stack stack-sm">
        <h1>{t('follower.title')}</h1>
        <p class="lede">{t('follower.lede', { count: view.total })}</p>
      </header>
      <Refused context={context} state={withoutAddress(forms.accept)} />
      <Refused context={context} state={withoutAddress(forms.remove)} />
      {!view.mayAnswer && <Refused context={context} state={forms.approval} />}
      {view.waiting.length > 0 && <Waiting context={context} view={view} />}
      <Accepted context={context} view={view} />
      {view.blocks.length > 0 && <Blocks context={context} view={view} />}
    </Layout>
  );
}

/** What was sent is no text that anybody has typed. */
const withoutAddress = (state: FormState): FormState => ({ ...state, values: {} });

function Waiting({ context, view }: Omit<Props, 'forms'>) {
  const { t } = context.i18n;
  const more = view.waitingTotal - view.waiting.length;
  return (
    <section class="stack stack-sm">
      <h2>{t('follower.waiting', { count: view.waitingTotal })}</h2>
      {!view.mayAnswer && <Holders context={context} who={view.who} sentence="follower.who" />}
      <ul class="list" role="list">
        {view.waiting.map((each, index) => (
          <li key={each.id}>
            <Account {...{ context, view }} account={each} id={`waiting-${index}`} asked />
            {view.mayAnswer && (
              <div class="pair">
                <Act
                  context={context}
                  action="/solidarity/followers/acceptance"
                  fields={{ follow: each.id }}
                  label={t('follower.accept')}
                  describedBy={`waiting-${index}`}
                />
                <Act
                  context={context}
                  action="/solidarity/followers/removal"
                  fields={{ follow: each.id }}
                  label={t('follower.reject')}
                  describedBy={`waiting-${index}`}
                  quiet
                />
              </div>
            )}
          </li>
        ))}
      </ul>
      {more > 0 && <p class="muted">{t('follower.waiting.more', { count: more })}</p>}
    </section>
  );
}

function Accepted({ context, view }: Omit<Props, 'forms'>) {
  const { t } = context.i18n;
  if (view.total === 0) {
    return (
      <div class="empty">
        <p>{t('follower.none')}</p>
        <p>
          <bdi class="address" dir="ltr">
            @{context.house.handle}@{context.origin.host}
          </bdi>
        </p>
      </div>
    );
  }
  return (
    <section class="stack stack-sm">
      <h2>{t('follower.accepted')}</h2>
      <ul class="list" role="list">
        {view.followers.map((each, index) => (
          <li key={each.id}>
            <Account {...{ context, view }} account={each} id={`follower-${index}`} />
            {view.mayAnswer && (
              <Act
                context={context}
                action="/solidarity/followers/removal"
                fields={{ follow: each.id }}
                label={t('follower.remove')}
                describedBy={`follower-${index}`}
                quiet
              />
            )}
          </li>
        ))}
      </ul>
      {view.next && (
        <p class="pages">
          <a href={`/solidarity/followers?after=${encodeURIComponent(view.next)}`}>{t('follower.more')}</a>
        </p>
      )}
    </section>
  );
}

interface AccountProps {
  readonly context: PageContext;
  readonly view: FollowersView;
  readonly account: FollowerListed;
  readonly id: string;
  readonly asked?: boolean;
}

function Account({ context, view, account, id, asked = false }: AccountProps) {
  const time = <Moment at={account.askedAt} context={context} />;
  return (
    <>
      <p>
        <span id={id}>
          <AccountName account={account} />
        </span>
        <br />
        <span class="small muted">{context.i18n.rich(asked ? 'follower.asked_on' : 'follower.since', { time })}</span>
      </p>
      {view.standing.get(account.actor) === 'kept_out' && (
        <p class="small">
          <StateWord context={context} state={VERDICT_WORDS.keep_out} /> {context.i18n.t('follower.hears_nothing')}
        </p>
      )}
      <KeptOutBefore context={context} names={view.before.get(account.actor)} />
      <MovedTo context={context} to={view.moved.get(account.actor)} />
    </>
  );
}

/** They have told us so; what follows from it has been done. */
function Blocks({ context, view }: Omit<Props, 'forms'>) {
  const { t, rich } = context.i18n;
  const more = view.blocksTotal - view.blocks.length;
  return (
    <section class="stack stack-sm">
      <h2>{t('block.title')}</h2>
      <p class="help">{t('block.help')}</p>
      <ul class="list" role="list">
        {view.blocks.map((block) => (
          <li key={block.actor}>
            <AccountName account={block} />
            <br />
            <span class="small muted">
              {rich('follower.since', { time: <Moment at={block.blockedAt} context={context} /> })}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p class="muted">{t('block.more', { count: more })}</p>}
    </section>
  );
}

/** Whether followers have to ask, and for whoever may decide it, the choice. */
function Aside({ context, view, state }: { context: PageContext; view: FollowersView; state: FormState }) {
  const { t } = context.i18n;
  return (
    <section class="stack">
      {view.mayAnswer ? (
        <Form context={context} action="/solidarity/followers/approval" state={state}>
          <ChoiceField
            context={context}
            state={state}
            name="approves"
            label={t('follower.approval.field')}
            value={view.approves ? 'yes' : 'no'}
            options={[
              { value: 'no', label: t('follower.approval.no'), help: t('follower.approval.no.help') },
              { value: 'yes', label: t('follower.approval.yes'), help: t('follower.approval.yes.help') },
            ]}
          />
          <button class="button quiet">{t('follower.approval.submit')}</button>
        </Form>
      ) : (
        <>
          <h2>{t('follower.approval')}</h2>
          <p>{t(view.approves ? 'follower.approval.is_yes' : 'follower.approval.is_no')}</p>
          {view.waiting.length === 0 && <Holders context={context} who={view.who} sentence="follower.who" />}
        </>
      )}
      {view.onlyLetIn && <p class="help">{t('follower.only_let_in')}</p>}
    </section>
  );
}
