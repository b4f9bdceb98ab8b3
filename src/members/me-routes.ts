import type { FastifyInstance } from 'fastify';
import type { Viewer } from '../platform/http/context.ts';
import type { Cookies } from '../platform/http/cookies.ts';
import { IdParam } from '../platform/http/input.ts';
import { form, memberAct, memberPage, type PageTools } from '../platform/http/page.ts';
import type { AsOf } from '../platform/work.ts';
import type { MembersCommands } from './commands.ts';
import type { CredentialCommands } from './credential-commands.ts';
import { sessionsOf, tokensOf } from './credential-store.ts';
import { ChangePassphraseInput, ConfirmInput, LeaveInput, SettingsInput, TokenInput } from './inputs.ts';
import { MePage } from './me-page.tsx';
import { RecoveryCodesPage, ShownOncePage } from './pages.tsx';
import { unusedRecoveryCodes } from './store.ts';

export interface MeRoutesOptions {
  readonly tools: PageTools;
  readonly cookies: Cookies;
  readonly asOf: AsOf;
  readonly members: MembersCommands;
  readonly credentials: CredentialCommands;
}

const own = form<Viewer, Record<never, never>>();

/** One's own page, and everything that can be done there. */
export async function meRoutes(app: FastifyInstance, options: MeRoutesOptions): Promise<void> {
  const { tools, cookies, asOf, members, credentials } = options;

  memberPage(
    app,
    tools,
  )({
    path: '/me',
    show: async ({ context, viewer, forms }) => {
      const me = await asOf(async (db, now) => ({
        sessions: await sessionsOf(db, viewer.id, now),
        tokens: await tokensOf(db, viewer.id, now),
        codesLeft: await unusedRecoveryCodes(db, viewer.id),
      }));
      return MePage({ context, viewer, me, forms });
    },
    forms: {
      settings: own('/settings', SettingsInput, async ({ viewer, input }) => {
        await members.changeSettings({ member: viewer.id }, input);
        return '/me?done=settings_saved';
      }),
      token: own('/tokens', TokenInput, async ({ context, viewer, input, once }) => {
        const { t, date } = context.i18n;
        const made = await credentials.makeToken({ member: viewer.id, once }, { ...input, madeBy: 'page' });
        return ShownOncePage({
          context,
          title: t('token.once.title'),
          lede: t('token.once.lede', { date: date(made.expiresAt, context.timeZone) }),
          secret: made.secret,
          note: input.label,
          back: { href: '/me', label: t('me.back') },
        });
      }),
      passphrase: own('/passphrase', ChangePassphraseInput, async ({ viewer, input }) => {
        const change = { current: input.current, next: input.passphrase, session: viewer.credential };
        await credentials.changePassphrase({ member: viewer.id }, change);
        return '/me?done=passphrase_changed';
      }),
      recovery: own('/recovery-codes', ConfirmInput, async ({ context, viewer, input }) => {
        const codes = await credentials.renewRecoveryCodes({ member: viewer.id }, input.passphrase);
        return RecoveryCodesPage({ context, codes, next: '/me' });
      }),
      leave: own('/leave', LeaveInput, async ({ viewer, input, reply }) => {
        await credentials.confirm({ member: viewer.id }, input.passphrase);
        await members.leave({ member: viewer.id }, input.erase);
        cookies.clear(reply, cookies.session);
        return '/?done=left';
      }),
    },
  });

  sessionActs(app, options);
}

function sessionActs(app: FastifyInstance, { tools, credentials }: MeRoutesOptions): void {
  const act = memberAct(app, tools);

  act({
    path: '/me/sessions/:id/end',
    params: IdParam,
    back: '/me',
    submit: async ({ viewer, params }) => {
      await credentials.endSession({ member: viewer.id }, params.id);
      return '/me?done=session_ended';
    },
  });

  act({
    path: '/me/sessions/end-others',
    back: '/me',
    submit: async ({ viewer }) => {
      await credentials.endOtherSessions({ member: viewer.id }, viewer.credential);
      return '/me?done=session_ended';
    },
  });

  act({
    path: '/me/tokens/:id/revoke',
    params: IdParam,
    back: '/me',
    submit: async ({ viewer, params }) => {
      await credentials.revokeToken({ member: viewer.id }, params.id);
      return '/me?done=token_revoked';
    },
  });
}
