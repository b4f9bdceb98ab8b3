import { LocaleField, PassphraseField, TimeZoneField } from '../platform/http/components/fields.tsx';
import { Act, ChoiceField, Form, TextField, TickField } from '../platform/http/components/form.tsx';
import type { PageContext, Viewer } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import type { FormState } from '../platform/http/page.ts';

export interface SessionListed {
  readonly id: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
  readonly week: string;
}

export interface TokenListed {
  readonly id: string;
  readonly label: string;
  readonly scope: 'act' | 'read';
  readonly madeBy: 'page' | 'api' | 'terminal';
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface MeView {
  readonly sessions: readonly SessionListed[];
  readonly tokens: readonly TokenListed[];
  readonly codesLeft: number;
}

type Forms = Readonly<Record<'settings' | 'token' | 'passphrase' | 'recovery' | 'leave', FormState>>;

interface Props {
  readonly context: PageContext;
  readonly viewer: Viewer;
  readonly me: MeView;
  readonly forms: Forms;
}

/** Everything that is one's own: settings, where one is signed in, tokens, passphrase, codes, and the way out. */
export function MePage({ context, viewer, me, forms }: Props) {
  const { t } = context.i18n;
  return (
    <Layout context={context} title={t('me.title')}>
      <header class="stack stack-sm">
        <h1>
          <bdi>{viewer.handle}</bdi>
        </h1>
        <Act context={context} action="/sign-out" label={t('sign_out.submit')} quiet />
      </header>
      <section class="stack">
        <h2>{t('me.settings')}</h2>
        <Form context={context} action="/me/settings" state={forms.settings}>
          <LocaleField context={context} state={forms.settings} value={viewer.locale} />
          <TimeZoneField context={context} state={forms.settings} value={viewer.timeZone} />
          <button class="button quiet">{t('me.settings.submit')}</button>
        </Form>
      </section>
      <Sessions context={context} viewer={viewer} sessions={me.sessions} />
      <Tokens context={context} tokens={me.tokens} state={forms.token} />
      <section class="stack">
        <h2>{t('me.passphrase')}</h2>
        <Form context={context} action="/me/passphrase" state={forms.passphrase}>
          <input type="hidden" name="username" autocomplete="username" value={viewer.handle} disabled />
          <PassphraseField
            context={context}
            state={forms.passphrase}
            name="current"
            label={t('passphrase.current')}
            existing
          />
          <PassphraseField
            context={context}
            state={forms.passphrase}
            label={t('passphrase.new')}
            help={`${t('passphrase.help')} ${t('me.passphrase.help')}`}
          />
          <button class="button quiet">{t('me.passphrase.submit')}</button>
        </Form>
      </section>
      <section class="stack">
        <h2>{t('me.recovery')}</h2>
        <p>{t('me.recovery.left', { count: me.codesLeft })}</p>
        <Form context={context} action="/me/recovery-codes" state={forms.recovery}>
          <PassphraseField context={context} state={forms.recovery} label={t('passphrase.current')} existing />
          <button class="button quiet">{t('me.recovery.submit')}</button>
        </Form>
      </section>
      <section class="stack danger">
        <h2>{t('me.leave')}</h2>
        <p>{t('me.leave.help')}</p>
        <Form context={context} action="/me/leave" state={forms.leave}>
          <PassphraseField context={context} state={forms.leave} label={t('passphrase.current')} existing />
          <TickField context={context} state={forms.leave} name="erase" label={t('me.leave.erase')} />
          <button class="button stop">{t('me.leave.submit')}</button>
        </Form>
      </section>
    </Layout>
  );
}

function Sessions({
  context,
  viewer,
  sessions,
}: {
  context: PageContext;
  viewer: Viewer;
  sessions: readonly SessionListed[];
}) {
  const { i18n, timeZone } = context;
  const { t, rich } = i18n;
  return (
    <section class="stack">
      <h2>{t('me.sessions')}</h2>
      <p class="small muted">{t('me.sessions.help')}</p>
      <ul class="list" role="list">
        {sessions.map(({ id, startedAt, week }) => (
          <li key={id}>
            {rich('me.session.line', {
              started: i18n.dateTime(startedAt, timeZone),
              week: <bdi dir="ltr">{week}</bdi>,
            })}
            {id === viewer.credential ? (
              <>
                {' '}
                <span class="state ok">✓ {t('me.session.this')}</span>
              </>
            ) : (
              <Act context={context} action={`/me/sessions/${id}/end`} label={t('me.session.end')} quiet />
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Act context={context} action="/me/sessions/end-others" label={t('me.sessions.end_others')} quiet />
      )}
    </section>
  );
}

const BY_KEYS = { page: 'me.token.by.page', api: 'me.token.by.api', terminal: 'me.token.by.terminal' } as const;

function Tokens({
  context,
  tokens,
  state,
}: {
  context: PageContext;
  tokens: readonly TokenListed[];
  state: FormState;
}) {
  const { i18n, timeZone } = context;
  const { t } = i18n;
  return (
    <section class="stack">
      <h2>{t('me.tokens')}</h2>
      <p class="small muted">{t('me.tokens.help')}</p>
      {tokens.length === 0 && <p>{t('me.tokens.none')}</p>}
      <ul class="list" role="list">
        {tokens.map((token) => (
          <li key={token.id}>
            <bdi>{token.label}</bdi> · {t(token.scope === 'act' ? 'me.token.scope.act' : 'me.token.scope.read')}
            <br />
            <span class="small muted">
              {t('me.token.line', {
                created: i18n.date(token.createdAt, timeZone),
                by: t(BY_KEYS[token.madeBy]),
                ends: i18n.date(token.expiresAt, timeZone),
              })}
            </span>
            <Act context={context} action={`/me/tokens/${token.id}/revoke`} label={t('me.token.revoke')} quiet />
          </li>
        ))}
      </ul>
      <Form context={context} action="/me/tokens" state={state} once>
        <TextField context={context} state={state} name="label" label={t('me.token.label')} dir="auto" />
        <ChoiceField
          context={context}
          state={state}
          name="scope"
          label={t('me.token.scope')}
          value="read"
          options={[
            { value: 'read', label: t('me.token.scope.read') },
            { value: 'act', label: t('me.token.scope.act') },
          ]}
        />
        <button class="button quiet">{t('me.token.submit')}</button>
      </Form>
    </section>
  );
}
