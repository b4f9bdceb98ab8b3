import { z } from 'zod';
import { type ApiApp, actorOf, DONE, Done, deeds, Id, Instant, operation } from '../platform/http/api.ts';
import { tickBox } from '../platform/http/input.ts';
import type { MembersApiOptions } from './api.ts';
import { sessionsOf, tokensOf } from './credential-store.ts';
import { ChangePassphraseInput, ConfirmInput, RecoverInput, SettingsInput, SignInInput, TokenInput } from './inputs.ts';
import { unusedRecoveryCodes } from './store.ts';

const MadeToken = z.object({ id: Id, token: z.string(), expiresAt: Instant });
const SessionJson = z.object({ id: Id, startedAt: Instant, expiresAt: Instant, lastUsedWeek: z.string() });
const TokenJson = z.object({
  id: Id,
  label: z.string(),
  scope: z.enum(['read', 'act']),
  madeBy: z.enum(['page', 'api', 'terminal']),
  createdAt: Instant,
  expiresAt: Instant,
});

/** One's own settings, sessions, tokens and passphrase, and leaving. */
export function meApi(api: ApiApp, { callerOf, asOf, members, credentials }: MembersApiOptions): void {
  const Me = z.object({
    id: Id,
    handle: z.string(),
    locale: z.string(),
    timeZone: z.string(),
    unusedRecoveryCodes: z.number().int(),
  });
  api.get('/me', { schema: operation('Me', 'Who you are', Me) }, async (request) => {
    const { id, handle, locale, timeZone } = await callerOf(request);
    return asOf(async (db) => ({
      id,
      handle,
      locale,
      timeZone,
      unusedRecoveryCodes: await unusedRecoveryCodes(db, id),
    }));
  });

  api.patch(
    '/me',
    { schema: { ...operation('Me', 'Change language and time zone', Done), body: SettingsInput } },
    async (request) => {
      const viewer = await callerOf(request);
      await members.changeSettings(actorOf(viewer, request), request.body);
      return DONE;
    },
  );

  api.post(
    '/me/leave',
    {
      schema: {
        ...operation('Me', 'Leave the collective: sessions, tokens and mandates end at once', Done),
        body: z.strictObject({ passphrase: ConfirmInput.shape.passphrase, erase: tickBox }),
      },
    },
    async (request) => {
      const viewer = await callerOf(request);
      await credentials.confirm({ member: viewer.id }, request.body.passphrase);
      await members.leave({ member: viewer.id }, request.body.erase);
      return DONE;
    },
  );

  passphraseApi(api, { callerOf, credentials });
  sessionsApi(api, { callerOf, asOf, credentials });
}

function passphraseApi(
  api: ApiApp,
  { callerOf, credentials }: Pick<MembersApiOptions, 'callerOf' | 'credentials'>,
): void {
  api.post(
    '/me/passphrase',
    {
      schema: {
        ...operation('Me', 'Change your passphrase, which ends all sessions', Done),
        body: ChangePassphraseInput,
      },
    },
    async (request) => {
      const viewer = await callerOf(request);
      const { current, passphrase } = request.body;
      await credentials.changePassphrase(
        { member: viewer.id },
        { current, next: passphrase, session: viewer.credential },
      );
      return DONE;
    },
  );

  api.post(
    '/me/recovery-codes',
    {
      schema: {
        ...operation(
          'Me',
          'Make new recovery codes; the old ones are worthless then',
          z.object({ recoveryCodes: z.array(z.string()) }),
        ),
        body: ConfirmInput,
      },
    },
    async (request) => {
      const viewer = await callerOf(request);
      const codes = await credentials.renewRecoveryCodes({ member: viewer.id }, request.body.passphrase);
      return { recoveryCodes: [...codes] };
    },
  );

  api.post(
    '/recovery',
    {
      schema: {
        ...operation('Me', 'Set a new passphrase with a recovery code', Done, { open: true }),
        body: RecoverInput,
      },
    },
    async (request) => {
      const { handle: claimed, code, passphrase: next } = request.body;
      await credentials.recover({ handle: claimed, device: undefined }, code, next);
      return DONE;
    },
  );
}

type SessionsOptions = Pick<MembersApiOptions, 'callerOf' | 'asOf' | 'credentials'>;

function sessionsApi(api: ApiApp, { callerOf, asOf, credentials }: SessionsOptions): void {
  const deed = deeds(api, callerOf, 'Me');
  api.get(
    '/me/sessions',
    { schema: operation('Me', 'List where you are signed in', z.object({ sessions: z.array(SessionJson) })) },
    async (request) => {
      const viewer = await callerOf(request);
      return asOf(async (db, now) => ({
        sessions: (await sessionsOf(db, viewer.id, now)).map(({ id, startedAt, expiresAt, week }) => ({
          id,
          startedAt: startedAt.toISOString(),
          expiresAt: expiresAt.toISOString(),
          lastUsedWeek: week,
        })),
      }));
    },
  );

  api.delete('/me/sessions', { schema: operation('Me', 'End all your sessions', Done) }, async (request) => {
    const viewer = await callerOf(request);
    await credentials.endOtherSessions(actorOf(viewer, request), viewer.credential);
    return DONE;
  });

  deed('DELETE', '/me/sessions/:id', 'End one of your sessions', credentials.endSession);
}

/** Tokens: made for a passphrase or by a token that may act; shown once. */
export function tokensApi(api: ApiApp, { callerOf, asOf, credentials }: MembersApiOptions): void {
  const deed = deeds(api, callerOf, 'Tokens');
  const { handle, passphrase } = SignInInput.shape;

  api.post(
    '/tokens',
    {
      schema: {
        ...operation('Tokens', 'Make a token for your name and passphrase', MadeToken, { open: true, status: 201 }),
        body: z.strictObject({ handle, passphrase, ...TokenInput.shape }),
      },
    },
    async (request, reply) => {
      const { handle: claimed, passphrase: proof, ...wish } = request.body;
      const made = await credentials.makeTokenFor({ handle: claimed, device: undefined }, proof, {
        ...wish,
        madeBy: 'api',
      });
      return reply.code(201).send({ id: made.id, token: made.secret, expiresAt: made.expiresAt.toISOString() });
    },
  );

  api.post(
    '/me/tokens',
    { schema: { ...operation('Tokens', 'Make another token', MadeToken, { status: 201 }), body: TokenInput } },
    async (request, reply) => {
      const viewer = await callerOf(request);
      const made = await credentials.makeToken(actorOf(viewer, request), { ...request.body, madeBy: 'api' });
      return reply.code(201).send({ id: made.id, token: made.secret, expiresAt: made.expiresAt.toISOString() });
    },
  );

  api.get(
    '/me/tokens',
    { schema: operation('Tokens', 'List your tokens', z.object({ tokens: z.array(TokenJson) })) },
    async (request) => {
      const viewer = await callerOf(request);
      return asOf(async (db, now) => ({
        tokens: (await tokensOf(db, viewer.id, now)).map(({ week: _week, ...token }) => ({
          ...token,
          createdAt: token.createdAt.toISOString(),
          expiresAt: token.expiresAt.toISOString(),
        })),
      }));
    },
  );

  deed('DELETE', '/me/tokens/:id', 'Revoke a token', credentials.revokeToken);
}
