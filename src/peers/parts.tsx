import { Handle, Outsider } from '../platform/http/components/text.tsx';
import { Moment } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { OFFICE_WORDS } from './words.ts';

/** Who may do something now, and by which office. */
export interface WhoMay {
  readonly office: string;
  readonly holders: readonly { readonly mandate: string; readonly handle: string | undefined; readonly endsAt: Date }[];
}

/** For whoever may not: who may, until when, and how that is changed. `sentence` names the office as {office}. */
export function Holders({ context, who, sentence }: { context: PageContext; who: WhoMay; sentence: string }) {
  const { t, rich } = context.i18n;
  return (
    <div class="stack stack-sm holders">
      <p>{t(sentence, { office: t(OFFICE_WORDS[who.office] ?? '') })}</p>
      {who.holders.length === 0 ? (
        <p>
          <span class="state warn">
            <span aria-hidden="true">−</span> {t('mandate.nobody')}
          </span>
        </p>
      ) : (
        <ul class="list" role="list">
          {who.holders.map(({ mandate, handle, endsAt }) => (
            <li key={mandate}>
              <a href={`/mandates/${mandate}`}>
                <Handle name={handle} gone={t('member.gone')} />
              </a>{' '}
              <span class="small muted">
                {rich('peers.holder.until', { date: <Moment at={endsAt} context={context} /> })}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href={`/proposals/new?effect=mandate.renew&effect_office=${who.office}`}>{t('mandate.propose')}</a>
      </p>
    </div>
  );
}

interface State {
  readonly key: string;
  readonly mark: string;
  readonly tone: string;
}

export function StateWord({ context, state: { key, mark, tone } }: { context: PageContext; state: State }) {
  return (
    <span class={`state ${tone}`}>
      <span aria-hidden="true">{mark}</span> {context.i18n.t(key)}
    </span>
  );
}

export interface Account {
  readonly actor: string;
  readonly name: string | null;
  readonly handle: string;
  readonly host: string;
  readonly url: string | null;
}

/** An account elsewhere, with the way to its own page there, if it has told of one. */
export function AccountName({ account }: { account: Account }) {
  const shown = <Outsider name={account.name} handle={account.handle} host={account.host} />;
  if (account.url === null) return shown;
  return (
    <a href={account.url} rel="nofollow noopener noreferrer ugc">
      {shown}
    </a>
  );
}

/** A word of warning to whoever judges: another name does not make another account. */
export function KeptOutBefore({ context, names }: { context: PageContext; names: readonly string[] | undefined }) {
  const { rich } = context.i18n;
  return (
    <>
      {(names ?? []).map((name) => (
        <p key={name} class="state warn">
          <span aria-hidden="true">⚠</span> {rich('standing.was_kept_out', { account: <bdi dir="ltr">{name}</bdi> })}
        </p>
      ))}
    </>
  );
}

/** Where an account has gone, as both say. */
export function MovedTo({ context, to }: { context: PageContext; to: Account | undefined }) {
  if (!to) return null;
  return <p class="small">{context.i18n.rich('move.moved_to', { account: <AccountName account={to} /> })}</p>;
}
