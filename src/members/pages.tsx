import { LocaleField, PassphraseField, TimeZoneField } from '../platform/http/components/fields.tsx';
import { Act, Form, Refused, TextField } from '../platform/http/components/form.tsx';
import { Moment } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { Layout } from '../platform/http/layout.tsx';
import type { FormState } from '../platform/http/page.ts';
import { type Invitation, invitationStatus } from './invitation.ts';
import { MEMBERS_PER_PAGE, type MemberListed } from './store.ts';

interface FormPageProps {
  readonly context: PageContext;
  readonly state: FormState;
}

function HandleField({
  context,
  state,
  value,
  existing = false,
}: FormPageProps & { value?: string; existing?: boolean }) {
  const { t } = context.i18n;
  return (
    <TextField
      context={context}
      state={state}
      name="handle"
      label={t('handle.label')}
      {...(existing ? {} : { help: t('handle.help') })}
      {...(value ? { value } : {})}
      autocomplete="username"
      autoCapitalize="none"
      dir="auto"
    />
  );
}

/** The fields by which a newcomer introduces themselves, at the founding and with an invitation. */
export function NewcomerFields({ context, state }: FormPageProps) {
  const { t } = context.i18n;
  return (
    <>
      <HandleField context={context} state={state} />
      <PassphraseField context={context} state={state} label={t('passphrase.label')} help={t('passphrase.help')} />
    </>
  );
}

export function SignInPage({
  context,
  state,
  handle,
  next,
}: FormPageProps & { handle: string; next: string | undefined }) {
  const { t } = context.i18n;
  return (
    <Layout context={context} title={t('sign_in.title')}>
      <h1>{t('sign_in.title')}</h1>
      <Form context={context} action="/sign-in" state={state}>
        {next && <input type="hidden" name="next" value={next} />}
        <HandleField context={context} state={state} value={handle} existing />
        <PassphraseField context={context} state={state} label={t('passphrase.label')} existing />
        <button class="button">{t('sign_in.submit')}</button>
      </Form>
      <p>
        <a href="/recover">{t('sign_in.lost')}</a>
      </p>
    </Layout>
  );
}

export function RecoverPage({ context, state }: FormPageProps) {
  const { t } = context.i18n;
  return (
    <Layout context={context} title={t('recover.title')} trail={[{ href: '/sign-in', label: t('sign_in.title') }]}>
      <header class="stack stack-sm">
        <h1>{t('recover.title')}</h1>
        <p class="lede">{t('recover.lede')}</p>
      </header>
      <Form context={context} action="/recover" state={state}>
        <HandleField context={context} state={state} existing />
        <TextField
          context={context}
          state={state}
          name="code"
          label={t('recover.code')}
          help={t('recover.code.help')}
          autocomplete="off"
          autoCapitalize="none"
          dir="ltr"
        />
        <PassphraseField context={context} state={state} label={t('passphrase.new')} help={t('passphrase.help')} />
        <button class="button">{t('recover.submit')}</button>
      </Form>
      <p class="small muted">{t('recover.none')}</p>
    </Layout>
  );
}

export function JoinPage({ context, state, secret }: FormPageProps & { secret: string }) {
  const { t, rich } = context.i18n;
  const { name } = context.house;
  return (
    <Layout context={context} title={t('join.title', { name })}>
      <header class="stack stack-sm">
        <h1>{rich('join.title', { name: <bdi>{name}</bdi> })}</h1>
        <p class="lede">{t('join.lede')}</p>
      </header>
      <Form context={context} action={`/join/${secret}`} state={state}>
        <NewcomerFields context={context} state={state} />
        <LocaleField context={context} state={state} />
        <TimeZoneField context={context} state={state} value={context.house.timeZone} />
        <button class="button">{t('join.submit')}</button>
      </Form>
    </Layout>
  );
}

/** Shown once, to whoever has just joined, founded, recovered or asked for new codes. */
export function RecoveryCodesPage({
  context,
  codes,
  next,
}: {
  context: PageContext;
  codes: readonly string[];
  next: string;
}) {
  const { t } = context.i18n;
  return (
    <Layout context={context} title={t('welcome.title')}>
      <header class="stack stack-sm">
        <h1>{t('welcome.title')}</h1>
        <p class="lede">{t('welcome.lede')}</p>
      </header>
      <section class="once">
        <h2 class="label">{t('welcome.codes')}</h2>
        <ol role="list">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
      </section>
      <p>
        <a class="button" href={next}>
          {t('welcome.go')}
        </a>
      </p>
    </Layout>
  );
}

/** A secret that is shown once: an invitation, a token. */
export function ShownOncePage(props: {
  context: PageContext;
  title: string;
  lede: string;
  secret: string;
  note: string;
  back: { href: string; label: string };
}) {
  const { context, title, lede, secret, note, back } = props;
  return (
    <Layout context={context} title={title} trail={[back]}>
      <header class="stack stack-sm">
        <h1>{title}</h1>
        <p class="lede">{lede}</p>
      </header>
      <section class="once">
        <p class="copy" dir="ltr">
          <code>{secret}</code>
        </p>
        <p class="small muted">{note}</p>
      </section>
      <p>
        <a href={back.href}>{back.label}</a>
      </p>
    </Layout>
  );
}

const STATUS_KEYS = {
  open: 'invitation.status.open',
  used: 'invitation.status.used',
  withdrawn: 'invitation.status.withdrawn',
  expired: 'invitation.status.expired',
} as const;

interface InvitationsProps {
  readonly context: PageContext;
  readonly make: FormState;
  readonly invitations: readonly Invitation[];
  readonly mayInvite: boolean;
}

export function InvitationsPage({ context, make, invitations, mayInvite }: InvitationsProps) {
  const { t } = context.i18n;
  const trail = [{ href: '/members', label: t('members.title') }];
  return (
    <Layout context={context} title={t('invitation.title')} place="assembly" trail={trail}>
      <header class="stack stack-sm">
        <h1>{t('invitation.title')}</h1>
        <p class="lede">{t('invitation.lede')}</p>
      </header>
      {mayInvite ? (
        <Act context={context} action="/invitations" label={t('invitation.make')} state={make} once />
      ) : (
        <div class="empty">
          <Refused context={context} state={make} />
          <p>{t('invitation.not_yours_to_make')}</p>
        </div>
      )}
      {invitations.length === 0 && mayInvite && <p class="muted">{t('invitation.none')}</p>}
      <ul class="list" role="list">
        {invitations.map((invitation) => {
          const status = invitationStatus(invitation, context.now);
          return (
            <li key={invitation.id}>
              <span class={`state ${status === 'open' ? 'ok' : 'idle'}`}>{t(STATUS_KEYS[status])}</span>{' '}
              <span class="small muted">
                {t('invitation.made_on', { date: context.i18n.date(invitation.createdAt, context.timeZone) })}
                {status === 'open' && (
                  <>
                    {' · '}
                    {t('invitation.expires', { date: context.i18n.dateTime(invitation.expiresAt, context.timeZone) })}
                  </>
                )}
              </span>
              {status === 'open' && (
                <Act
                  context={context}
                  action={`/invitations/${invitation.id}/withdrawal`}
                  label={t('invitation.withdraw')}
                  quiet
                />
              )}
            </li>
          );
        })}
      </ul>
    </Layout>
  );
}

interface MembersProps {
  readonly context: PageContext;
  readonly members: readonly MemberListed[];
  readonly total: number;
  readonly mayInvite: boolean;
}

export function MembersPage({ context, members, total, mayInvite }: MembersProps) {
  const { t } = context.i18n;
  const shown = members.slice(0, MEMBERS_PER_PAGE);
  const last = shown.at(-1);
  const trail = [{ href: '/assembly', label: t('place.assembly') }];
  return (
    <Layout context={context} title={t('members.title')} place="assembly" trail={trail}>
      <header class="stack stack-sm">
        <h1>{t('members.title')}</h1>
        <p class="lede">{t('members.count', { count: total })}</p>
      </header>
      <ul class="list" role="list">
        {shown.map((member) => (
          <li key={member.id}>
            <bdi class="handle">{member.handle}</bdi>{' '}
            <span class="small muted">
              {context.i18n.rich('members.since', { date: <Moment at={member.joinedAt} context={context} /> })}
            </span>
          </li>
        ))}
      </ul>
      {members.length > MEMBERS_PER_PAGE && last && (
        <p>
          <a href={`/members?after=${encodeURIComponent(last.handle)}`}>{t('members.more')}</a>
        </p>
      )}
      {mayInvite && (
        <p>
          <a class="button quiet" href="/invitations">
            {t('members.invite')}
          </a>
        </p>
      )}
    </Layout>
  );
}
