import { z } from 'zod';
import { type ApiApp, actorOf, type CallerOf, deeds, Id, Instant, operation } from '../platform/http/api.ts';
import { optionalText, secretField } from '../platform/http/input.ts';
import type { AsOf } from '../platform/work.ts';
import type { MembersCommands } from './commands.ts';
import type { CredentialCommands } from './credential-commands.ts';
import { NewcomerInput } from './inputs.ts';
import { type Invitation, invitationStatus } from './invitation.ts';
import { hashPassphrase } from './passphrase.ts';
import { countActive, invitationsOf, MEMBERS_PER_PAGE, membersPage } from './store.ts';

export interface MembersApiOptions {
  readonly callerOf: CallerOf;
  readonly asOf: AsOf;
  readonly members: MembersCommands;
  readonly credentials: CredentialCommands;
  readonly origin: URL;
  /** Refuses a link that is gone before anything costly is done for it. */
  requireInvitation(secret: string): Promise<void>;
}

const TAG = 'Members';
const Joined = z.object({ id: Id, recoveryCodes: z.array(z.string()) });
const InvitationJson = z.object({
  id: Id,
  status: z.enum(['open', 'used', 'withdrawn', 'expired']),
  createdAt: Instant,
  expiresAt: Instant,
});

const invitationJson = (invitation: Invitation, now: Date) => ({
  id: invitation.id,
  status: invitationStatus(invitation, now),
  createdAt: invitation.createdAt.toISOString(),
  expiresAt: invitation.expiresAt.toISOString(),
});

/** Joining, inviting, and who is a member. */
export function membersApi(api: ApiApp, options: MembersApiOptions): void {
  const { callerOf, asOf, members, origin, requireInvitation } = options;
  const deed = deeds(api, callerOf, TAG);
  api.post(
    '/members',
    {
      schema: {
        ...operation(TAG, 'Join with an invitation', Joined, { open: true, status: 201 }),
        body: z.strictObject({ ...NewcomerInput.shape, invitation: secretField }),
      },
    },
    async (request, reply) => {
      const { invitation, passphrase, ...rest } = request.body;
      await requireInvitation(invitation);
      const welcome = await members.join(invitation, { ...rest, passphraseHash: await hashPassphrase(passphrase) });
      return reply.code(201).send({ id: welcome.member, recoveryCodes: [...welcome.recoveryCodes] });
    },
  );

  const MemberJson = z.object({ id: Id, handle: z.string(), joinedAt: Instant });
  api.get(
    '/members',
    {
      schema: {
        ...operation(
          TAG,
          'List members by handle, a page at a time',
          z.object({ total: z.number(), members: z.array(MemberJson), next: z.string().nullable() }),
        ),
        querystring: z.object({ after: optionalText(60) }),
      },
    },
    async (request) => {
      await callerOf(request);
      return asOf(async (db) => {
        const page = await membersPage(db, request.query.after);
        const shown = page.slice(0, MEMBERS_PER_PAGE);
        return {
          total: await countActive(db),
          members: shown.map(({ joinedAt, ...each }) => ({ ...each, joinedAt: joinedAt.toISOString() })),
          next: page.length > MEMBERS_PER_PAGE ? (shown.at(-1)?.handle ?? null) : null,
        };
      });
    },
  );

  const MadeInvitation = z.object({ id: Id, invitation: z.string(), url: z.string(), expiresAt: Instant });
  api.post(
    '/invitations',
    { schema: operation(TAG, 'Invite one person, under a live mandate as convenor', MadeInvitation, { status: 201 }) },
    async (request, reply) => {
      const viewer = await callerOf(request);
      const made = await members.invite(actorOf(viewer, request));
      const url = new URL(`/join/${made.secret}`, origin).href;
      return reply
        .code(201)
        .send({ id: made.id, invitation: made.secret, url, expiresAt: made.expiresAt.toISOString() });
    },
  );

  api.get(
    '/invitations',
    { schema: operation(TAG, 'List your own invitations', z.object({ invitations: z.array(InvitationJson) })) },
    async (request) => {
      const viewer = await callerOf(request);
      return asOf(async (db, now) => ({
        invitations: (await invitationsOf(db, viewer.id)).map((each) => invitationJson(each, now)),
      }));
    },
  );

  deed('DELETE', '/invitations/:id', 'Take an invitation back', members.withdrawInvitation);
}
