import { eq } from 'drizzle-orm';
import { electors } from '../../src/assembly/schema.ts';
import { discuss, inMinutes, openVote, proposalInput, vote } from '../support/people.ts';
import { Browser, type Fields, joinSite, openSite, PASSPHRASE, type Person, type Site } from '../support/web.ts';
import { offerMandate } from './offer.ts';
import { choice, handle, language, newPassphrase, optional, passphrase, type Refused, text, zone } from './refused.ts';
import { SOLIDARITY_FORMS } from './solidarity-forms.ts';

/** Who sends which form from which page, filled in so that it would be carried out. */
export interface Ready {
  readonly site: Site;
  readonly by: Browser;
  /** The page on which the form stands. */
  readonly page: string;
  readonly path: string;
  readonly values: Fields;
}

export interface FormCase {
  readonly route: string;
  readonly prepare: (ana: Person) => Promise<Ready>;
  readonly fields: Readonly<Record<string, Refused>>;
}

export const NEW_PASSPHRASE = 'four barrels and one plank';

const newcomer = { handle, passphrase: newPassphrase };

let serial = 0;
/** A member of their own for each form, so that none spoils another's. */
const someone = (ana: Person): Promise<Person> => {
  serial += 1;
  return joinSite(ana, `someone${serial}`);
};

const asMember =
  (page: string, path: string, values: Fields) =>
  async (ana: Person): Promise<Ready> => ({ site: ana.site, by: await someone(ana), page, path, values });

/** A button on the page of a proposal. */
const onProposal =
  (suffix: string, begin: (ana: Person, by: Person) => Promise<string>, values: Fields = {}, page = '') =>
  async (ana: Person): Promise<Ready> => {
    const by = await someone(ana);
    const id = await begin(ana, by);
    return { site: ana.site, by, page: `/proposals/${id}${page}`, path: `/proposals/${id}${suffix}`, values };
  };

const draft = (ana: Person, by: Person): Promise<string> =>
  ana.site.house.assembly.write({ member: by.id }, proposalInput());

const WRITTEN: Fields = {
  title: 'A bench at the quay',
  summary: 'We put up a bench.',
  body: 'Three planks and two barrels.',
  language: 'en',
  method: 'consensus',
  reviewAfterDays: '180',
  effect: '',
};
const written = { title: text(160, 3), summary: text(600), body: text(40_000), language, method: choice };

const NOTICE: Fields = { title: 'Soup on Thursdays', body: 'At seven. Bring a bowl.', language: 'en' };
const noticeFields = { title: text(160, 3), body: text(5_000), language };

/** A form of whoever holds the mandate to publish, about a notice that is out. */
const onNotice =
  (suffix: string, values: Fields) =>
  async (ana: Person): Promise<Ready> => {
    const words = { title: 'Soup', summary: '', body: 'At eight.', language: 'en' };
    const id = await ana.site.house.publication.publishNotice({ member: ana.id }, words);
    const path = `/published/${id}${suffix}`;
    return { site: ana.site, by: ana, page: path, path, values };
  };

const onMandate =
  (suffix: string) =>
  async (ana: Person): Promise<Ready> => {
    const by = await someone(ana);
    const page = `/mandates/${await offerMandate(by)}`;
    return { site: ana.site, by, page, path: page + suffix, values: {} };
  };

async function everyoneVotes({ house }: Site, proposal: string): Promise<void> {
  const roll = await house.db.select({ member: electors.member }).from(electors).where(eq(electors.proposal, proposal));
  for (const { member } of roll) await vote(house, member, proposal, 'agree');
}

/** Every form of this node. A route that is missing here fails `csrf.test.ts`. */
export const FORMS: readonly FormCase[] = [
  {
    route: '/language',
    prepare: async ({ site }) => ({
      site,
      by: new Browser(site),
      page: '/language',
      path: '/language',
      values: { locale: 'es' },
    }),
    fields: { locale: choice, next: optional(500) },
  },
  {
    route: '/founding/:secret',
    async prepare() {
      const site = await openSite();
      const path = `/founding/${await site.house.collective.showFoundingLink()}`;
      const charter = { name: 'Quay', collectiveHandle: 'quay', summary: 'We.', locale: 'en', languages: 'en, es' };
      const founder = { handle: 'eva', passphrase: NEW_PASSPHRASE };
      const values = { ...charter, timeZone: 'UTC', votingAtLeastSeconds: '0', ...founder };
      return { site, by: new Browser(site), page: path, path, values };
    },
    fields: {
      name: text(100, 2),
      collectiveHandle: [...text(30), ['Ä', 'founding.handle.invalid'], ['a b', 'founding.handle.invalid']],
      summary: text(500),
      locale: choice,
      languages: [
        ['', 'founding.languages.invalid'],
        ['not_a_tag!', 'founding.languages.invalid'],
      ],
      timeZone: zone,
      votingAtLeastSeconds: [
        ['x', 'field.invalid'],
        ['-1', 'field.too_small', { min: 0 }],
        ['', 'field.invalid'],
      ],
      ...newcomer,
    },
  },
  {
    route: '/sign-in',
    async prepare(ana) {
      const values = { handle: (await someone(ana)).handle, passphrase: PASSPHRASE };
      return { site: ana.site, by: new Browser(ana.site), page: '/sign-in', path: '/sign-in', values };
    },
    fields: { handle: text(60), passphrase },
  },
  {
    route: '/recover',
    async prepare(ana) {
      const { handle: name, recoveryCodes } = await someone(ana);
      const values = { handle: name, code: recoveryCodes[0] ?? '', passphrase: NEW_PASSPHRASE };
      return { site: ana.site, by: new Browser(ana.site), page: '/recover', path: '/recover', values };
    },
    fields: { handle: text(60), code: text(60), passphrase: newPassphrase },
  },
  { route: '/sign-out', prepare: asMember('/me', '/sign-out', {}), fields: {} },
  {
    route: '/join/:secret',
    async prepare(ana) {
      const { secret } = await ana.site.house.members.invite({ member: ana.id });
      serial += 1;
      const values = { handle: `newcomer${serial}`, passphrase: NEW_PASSPHRASE, locale: 'en', timeZone: 'UTC' };
      return { site: ana.site, by: new Browser(ana.site), page: `/join/${secret}`, path: `/join/${secret}`, values };
    },
    fields: { ...newcomer, locale: choice, timeZone: zone },
  },
  {
    route: '/invitations',
    prepare: async (ana) => ({ site: ana.site, by: ana, page: '/invitations', path: '/invitations', values: {} }),
    fields: {},
  },
  {
    route: '/invitations/:id/withdrawal',
    async prepare(ana) {
      const { id } = await ana.site.house.members.invite({ member: ana.id });
      return { site: ana.site, by: ana, page: '/invitations', path: `/invitations/${id}/withdrawal`, values: {} };
    },
    fields: {},
  },
  {
    route: '/me/settings',
    prepare: asMember('/me', '/me/settings', { locale: 'fr', timeZone: 'Europe/Madrid' }),
    fields: { locale: choice, timeZone: zone },
  },
  {
    route: '/me/tokens',
    prepare: asMember('/me', '/me/tokens', { label: 'a script', scope: 'read' }),
    fields: { label: text(60), scope: choice },
  },
  {
    route: '/me/passphrase',
    prepare: asMember('/me', '/me/passphrase', { current: PASSPHRASE, passphrase: NEW_PASSPHRASE }),
    fields: { current: passphrase, passphrase: newPassphrase },
  },
  {
    route: '/me/recovery-codes',
    prepare: asMember('/me', '/me/recovery-codes', { passphrase: PASSPHRASE }),
    fields: { passphrase },
  },
  {
    route: '/me/leave',
    prepare: asMember('/me', '/me/leave', { passphrase: PASSPHRASE, erase: 'yes' }),
    fields: { passphrase, erase: [['no', 'field.invalid']] },
  },
  {
    route: '/me/sessions/:id/end',
    async prepare(ana) {
      const by = await someone(ana);
      await by.elsewhere();
      const page = await by.get('/me');
      return {
        site: ana.site,
        by,
        page: '/me',
        path: page.forms.find(({ action }) => action.endsWith('/end'))?.action ?? '',
        values: {},
      };
    },
    fields: {},
  },
  {
    route: '/me/sessions/end-others',
    async prepare(ana) {
      const by = await someone(ana);
      await by.elsewhere();
      return { site: ana.site, by, page: '/me', path: '/me/sessions/end-others', values: {} };
    },
    fields: {},
  },
  {
    route: '/me/tokens/:id/revoke',
    async prepare(ana) {
      const by = await someone(ana);
      await by.makeToken();
      const page = await by.get('/me');
      return {
        site: ana.site,
        by,
        page: '/me',
        path: page.forms.find(({ action }) => action.endsWith('/revoke'))?.action ?? '',
        values: {},
      };
    },
    fields: {},
  },
  ...SOLIDARITY_FORMS,
  { route: '/mandates/:id/acceptance', prepare: onMandate('/acceptance'), fields: {} },
  { route: '/mandates/:id/end', prepare: onMandate('/end'), fields: {} },
  {
    route: '/notices/new',
    prepare: async (ana) => ({ site: ana.site, by: ana, page: '/notices/new', path: '/notices/new', values: NOTICE }),
    fields: noticeFields,
  },
  {
    route: '/published/:id/edit',
    prepare: onNotice('/edit', { ...NOTICE, body: 'At nine.' }),
    fields: {
      ...noticeFields,
      version: [
        ['x', 'field.invalid'],
        ['0', 'field.too_small', { min: 1 }],
      ],
    },
  },
  { route: '/published/:id/withdrawal', prepare: onNotice('/withdrawal', {}), fields: {} },
  { route: '/proposals/new', prepare: asMember('/proposals/new', '/proposals/new', WRITTEN), fields: written },
  { route: '/proposals/:id/edit', prepare: onProposal('/edit', draft, WRITTEN, '/edit'), fields: written },
  { route: '/proposals/:id/discussion', prepare: onProposal('/discussion', draft), fields: {} },
  { route: '/proposals/:id/withdrawal', prepare: onProposal('/withdrawal', draft), fields: {} },
  {
    route: '/proposals/:id/comments',
    prepare: onProposal('/comments', (ana, by) => discuss(ana.site.house, by.id), {
      body: 'Well said.',
      language: 'en',
    }),
    fields: { body: text(8_000), language },
  },
  {
    route: '/proposals/:id/comments/:comment/withdrawal',
    async prepare(ana) {
      const by = await someone(ana);
      const { house } = ana.site;
      const page = `/proposals/${await discuss(house, ana.id)}`;
      const comment = await house.assembly.comment({ member: by.id }, page.slice(11), { body: 'Hm.', language: 'en' });
      return { site: ana.site, by, page, path: `${page}/comments/${comment}/withdrawal`, values: {} };
    },
    fields: {},
  },
  {
    route: '/proposals/:id/vote',
    async prepare(ana) {
      const by = await someone(ana);
      const page = `/proposals/${await discuss(ana.site.house, ana.id)}/vote`;
      return { site: ana.site, by, page, path: page, values: { closes: inMinutes(ana.site.house, 60) } };
    },
    fields: {
      version: [
        ['x', 'field.invalid'],
        ['0', 'field.too_small', { min: 1 }],
      ],
      closes: [['x'.repeat(41), 'field.too_long', { max: 40 }]],
    },
  },
  {
    route: '/proposals/:id/ballot',
    prepare: onProposal('/ballot', (ana) => openVote(ana.site.house, ana.id), {
      choice: 'reservations',
      reason_reservations: 'The quay is narrow.',
    }),
    fields: {
      choice: [
        ['', 'ballot.no_such_choice'],
        ['yes', 'ballot.no_such_choice'],
        ['x'.repeat(31), 'field.too_long', { max: 30 }],
      ],
      reason_reservations: [['', 'ballot.reason_needed'], ...optional(2_000)],
      reason_no: optional(2_000),
      principle: optional(600),
    },
  },
  {
    route: '/proposals/:id/early-closing',
    async prepare(ana) {
      const { site } = ana;
      const id = await openVote(site.house, ana.id);
      await everyoneVotes(site, id);
      site.house.clock.advance({ seconds: 1 });
      return { site, by: ana, page: `/proposals/${id}`, path: `/proposals/${id}/early-closing`, values: {} };
    },
    fields: {},
  },
];
