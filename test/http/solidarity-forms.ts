import { actorDocument } from '../support/federation/actors.ts';
import { sendJson, startPeer } from '../support/federation/peer.ts';
import { follow, followFrom, outsider, reportFrom } from '../support/outsiders.ts';
import { type Fields, openAssembly, type Person, type Site } from '../support/web.ts';
import type { FormCase, Ready } from './forms.ts';
import { choice, optional, type Refused, text } from './refused.ts';

let serial = 0;

/** A form of whoever deals with others: what waits for an answer differs from form to form. */
const onSolidarity =
  (page: string, suffix: string, begin: (ana: Person) => Promise<Fields> | Fields) =>
  async (ana: Person): Promise<Ready> => {
    const { house } = ana.site;
    // Of two that are said in one instant, either may count.
    house.clock.advance({ milliseconds: 1 });
    const values = await begin(ana);
    house.clock.advance({ milliseconds: 1 });
    return { site: ana.site, by: ana, page, path: page + suffix, values };
  };

const waits = async ({ id, site: { house } }: Person): Promise<Fields> => {
  serial += 1;
  await house.peers.setApproval({ member: id }, true);
  return { follow: await followFrom(house, outsider(`asks${serial}@waits.example`)) };
};

const foreignId: Refused = [
  ['', 'field.required'],
  ['x', 'field.invalid'],
  ['ftp://quay.example/1', 'field.invalid'],
  ['https://quay.example/ 1', 'field.invalid'],
  [`https://quay.example/${'x'.repeat(2_048)}`, 'field.too_long', { max: 2_048 }],
];

/** The forms by which one deals with others. */
export const SOLIDARITY_FORMS: readonly FormCase[] = [
  {
    route: '/solidarity/following',
    async prepare() {
      const peer = await startPeer((_request, response, { path }) => {
        const id = `${peer.origin}${path}`;
        return sendJson(response, actorDocument(id));
      });
      const { site, ana } = await openAssembly({ federation: { allowPrivate: true } });
      const values = { handle: `${peer.origin}/users/union` };
      const both: Site = {
        ...site,
        async [Symbol.asyncDispose]() {
          await site[Symbol.asyncDispose]();
          await peer[Symbol.asyncDispose]();
        },
      };
      return { site: both, by: ana, page: '/solidarity', path: '/solidarity/following', values };
    },
    fields: { handle: [...text(400), ['nobody', 'following.handle_invalid'], ['@a@b@c', 'following.handle_invalid']] },
  },
  {
    route: '/solidarity/following/:id/end',
    async prepare(ana) {
      serial += 1;
      const id = await follow(ana.site.house, ana.id, outsider(`followed${serial}@quay.example`));
      return { site: ana.site, by: ana, page: '/solidarity', path: `/solidarity/following/${id}/end`, values: {} };
    },
    fields: {},
  },
  {
    route: '/solidarity/followers/acceptance',
    prepare: onSolidarity('/solidarity/followers', '/acceptance', waits),
    fields: { follow: foreignId },
  },
  {
    route: '/solidarity/followers/removal',
    prepare: onSolidarity('/solidarity/followers', '/removal', waits),
    fields: { follow: foreignId },
  },
  {
    route: '/solidarity/followers/approval',
    prepare: onSolidarity('/solidarity/followers', '/approval', () => ({ approves: 'yes' })),
    fields: { approves: choice },
  },
  {
    route: '/solidarity/strangers/standings',
    prepare: onSolidarity('/solidarity/strangers', '/standings', () => ({
      subject: 'server',
      name: 'spam.example',
      verdict: 'keep_out',
      reason: 'Nothing but advertisements.',
    })),
    fields: {
      subject: choice,
      name: [...text(2_048), ['nobody', 'standing.no_server'], ['port.example', 'standing.ourselves']],
      verdict: choice,
      reason: [['', 'standing.reason_needed'], ...optional(1_000)],
      reviewOn: [
        ['tomorrow', 'field.invalid'],
        ['2026-02-30', 'field.invalid'],
        ['2026-04-01T12:00', 'field.invalid'],
      ],
    },
  },
  {
    route: '/solidarity/reports/settlement',
    prepare: onSolidarity('/solidarity/reports', '/settlement', async ({ site: { house } }) => {
      serial += 1;
      await reportFrom(house, outsider(`flags${serial}@reports.example`), house.federation.uris.actor);
      const [row] = await house.sql<{ id: string }[]>`select id from reports order by received_at desc, id limit 1`;
      return { report: row!.id, outcome: 'set_aside', reason: 'There is nothing to it.' };
    }),
    fields: {
      outcome: choice,
      reason: text(1_000),
    },
  },
  {
    route: '/solidarity/deliveries/retrial',
    prepare: onSolidarity('/solidarity/deliveries', '/retrial', async (ana) => {
      await ana.site.house.peers.setApproval({ member: ana.id }, false);
      await followFrom(ana.site.house, outsider('slow@slow.example'));
      return { host: 'slow.example' };
    }),
    fields: { host: text(300) },
  },
];
