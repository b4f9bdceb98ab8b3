import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Reader } from '../platform/database.ts';
import type { PageContext, Viewer } from '../platform/http/context.ts';
import { ownPath } from '../platform/http/contexts.ts';
import type { Cookies } from '../platform/http/cookies.ts';
import { IdParam, optionalText, SecretParam } from '../platform/http/input.ts';
import { form, memberAct, memberPage, openPage, type PageTools } from '../platform/http/page.ts';
import type { AsOf } from '../platform/work.ts';
import type { MembersCommands } from './commands.ts';
import type { CredentialCommands } from './credential-commands.ts';
import { SESSION_DAYS } from './credentials.ts';
import { NewcomerInput, Nothing, RecoverInput, SignInInput } from './inputs.ts';
import {
  InvitationsPage,
  JoinPage,
  MembersPage,
  RecoverPage,
  RecoveryCodesPage,
  ShownOncePage,
  SignInPage,
} from './pages.tsx';
import { hashPassphrase } from './passphrase.ts';
import { countActive, invitationsOf, membersPage } from './store.ts';

export interface MembersRoutesOptions {
  readonly tools: PageTools;
  readonly cookies: Cookies;
  readonly asOf: AsOf;
  readonly members: MembersCommands;
  readonly credentials: CredentialCommands;
  holdsPower(db: Reader, member: string, power: string, now: Date): Promise<boolean>;
  /** Refuses a link that is gone before anything costly is done for it. */
  requireInvitation(secret: string): Promise<void>;
}

const SESSION_SECONDS = SESSION_DAYS * 86_400;
const DEVICE_SECONDS = 365 * 86_400;
const visitor = form<Viewer | undefined, Record<never, never>>();
const member = form<Viewer, Record<never, never>>();

export async function membersRoutes(app: FastifyInstance, options: MembersRoutesOptions): Promise<void> {
  signInRoutes(app, options);
  joinRoutes(app, options);
  invitationRoutes(app, options);

  memberPage(
    app,
    options.tools,
  )({
    path: '/members',
    show: async ({ context, viewer, request }) => {
      const { after } = z
        .object({ after: optionalText(60) })
        .catch({})
        .parse(request.query);
      const view = await options.asOf(async (db, now) => ({
        members: await membersPage(db, after),
        total: await countActive(db),
        mayInvite: await options.holdsPower(db, viewer.id, 'invite', now),
      }));
      return MembersPage({ context, ...view });
    },
  });
}

function signInRoutes(app: FastifyInstance, { tools, cookies, credentials }: MembersRoutesOptions): void {
  const open = openPage(app, tools);

  open({
    path: '/sign-in',
    show: ({ context, forms, request }) => {
      const query = z.object({ next: z.string().optional(), handle: z.string().max(60).optional() }).catch({});
      const { next, handle } = query.parse(request.query);
      const target = ownPath(next) ?? ownPath(forms.signIn.values.next);
      return SignInPage({ context, state: forms.signIn, handle: handle ?? '', next: target });
    },
    forms: {
      signIn: visitor('', SignInInput, async ({ input, request, reply }) => {
        const device = cookies.read(request, cookies.device);
        const session = cookies.read(request, cookies.session);
        const opened = await credentials.signIn({ handle: input.handle, device, session }, input.passphrase);
        cookies.write(reply, cookies.session, opened.session, SESSION_SECONDS);
        cookies.write(reply, cookies.device, opened.device, DEVICE_SECONDS);
        cookies.clear(reply, cookies.form);
        return ownPath(input.next) ?? '/today';
      }),
    },
  });

  open({
    path: '/recover',
    show: ({ context, forms }) => RecoverPage({ context, state: forms.recover }),
    forms: {
      recover: visitor('', RecoverInput, async ({ input, request, reply }) => {
        const device = cookies.read(request, cookies.device);
        const opened = await credentials.recover({ handle: input.handle, device }, input.code, input.passphrase);
        cookies.write(reply, cookies.session, opened.session, SESSION_SECONDS);
        return '/me?done=passphrase_changed';
      }),
    },
  });

  memberAct(
    app,
    tools,
  )({
    path: '/sign-out',
    back: '/me',
    submit: async ({ viewer, reply }) => {
      await credentials.signOut({ member: viewer.id }, viewer.credential);
      cookies.clear(reply, cookies.session);
      return '/?done=signed_out';
    },
  });
}

function joinRoutes(app: FastifyInstance, { tools, cookies, members, requireInvitation }: MembersRoutesOptions): void {
  const newcomer = form<Viewer | undefined, z.output<typeof SecretParam>>();
  openPage(
    app,
    tools,
  )({
    path: '/join/:secret',
    params: SecretParam,
    show: async ({ context, params, forms }) => {
      await requireInvitation(params.secret);
      return JoinPage({ context, state: forms.join, secret: params.secret });
    },
    forms: {
      join: newcomer('', NewcomerInput, async ({ context, params, input, reply }) => {
        const { passphrase, ...rest } = input;
        await requireInvitation(params.secret);
        const passphraseHash = await hashPassphrase(passphrase);
        const welcome = await members.join(params.secret, { ...rest, passphraseHash });
        cookies.write(reply, cookies.session, welcome.session, SESSION_SECONDS);
        return RecoveryCodesPage({ context, codes: welcome.recoveryCodes, next: '/today?done=joined' });
      }),
    },
  });
}

function invitationRoutes(app: FastifyInstance, { tools, asOf, members, holdsPower }: MembersRoutesOptions): void {
  const page = memberPage(app, tools);
  const back = (context: PageContext) => ({ href: '/invitations', label: context.i18n.t('invitation.title') });

  page({
    path: '/invitations',
    show: async ({ context, viewer, forms }) => {
      const view = await asOf(async (db, now) => ({
        invitations: await invitationsOf(db, viewer.id),
        mayInvite: await holdsPower(db, viewer.id, 'invite', now),
      }));
      return InvitationsPage({ context, make: forms.make, ...view });
    },
    forms: {
      make: member('', Nothing, async ({ context, viewer, once }) => {
        const { t, date } = context.i18n;
        const made = await members.invite({ member: viewer.id, once });
        return ShownOncePage({
          context,
          title: t('invitation.once.title'),
          lede: t('invitation.once.lede'),
          secret: new URL(`/join/${made.secret}`, context.origin).href,
          note: t('invitation.expires', { date: date(made.expiresAt, context.timeZone) }),
          back: back(context),
        });
      }),
    },
  });

  memberAct(
    app,
    tools,
  )({
    path: '/invitations/:id/withdrawal',
    params: IdParam,
    back: '/invitations',
    submit: async ({ viewer, params }) => {
      await members.withdrawInvitation({ member: viewer.id }, params.id);
      return '/invitations?done=invitation_withdrawn';
    },
  });
}
