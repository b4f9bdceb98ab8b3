import { setTimeout as pause } from 'node:timers/promises';
import { eveningAfter } from '../../kernel/deadline.ts';
import { type Api, type DemoMember, signIn } from './api.ts';

const ZONE = 'Europe/Lisbon';
const PEOPLE = ['olive', 'saffron', 'tamarind', 'quince', 'juniper', 'sorrel', 'fennel'] as const;
type Person = (typeof PEOPLE)[number];
export type Cast = Readonly<Record<Person, DemoMember>>;

const passphraseOf = (handle: string): string => `${handle} walks along the harbour`;

/** Founds the collective with olive, who then lets the six others in. */
export async function gather(api: Api, secret: string): Promise<Cast> {
  const charter = {
    name: 'Port Tenants',
    collectiveHandle: 'tenants',
    summary: 'We rent by the harbour, and we decide together. A few dozen neighbours, no president.',
    locale: 'en',
    languages: ['en', 'pt', 'ar'],
    timeZone: ZONE,
    votingAtLeastSeconds: 0,
  };
  const founder = { handle: 'olive', passphrase: passphraseOf('olive') };
  const { member } = await api<{ member: string }>('POST', '/founding', { secret, charter, founder });
  const cast: Partial<Record<Person, DemoMember>> = { olive: await signIn(api, 'olive', member, founder.passphrase) };
  for (const handle of PEOPLE.slice(1)) {
    const { invitation } = await api<{ invitation: string }>('POST', '/invitations', undefined, cast.olive?.token);
    const passphrase = passphraseOf(handle);
    const newcomer = { invitation, handle, passphrase, locale: 'en', timeZone: ZONE };
    const { id } = await api<{ id: string }>('POST', '/members', newcomer);
    cast[handle] = await signIn(api, handle, id, newcomer.passphrase);
  }
  return cast as Cast;
}

interface Ballot {
  readonly choice: string;
  readonly reason?: string;
  readonly principle?: string;
}

interface Text {
  readonly title: string;
  readonly summary: string;
  readonly body: string;
  readonly method?: 'consensus' | 'simple-majority';
  readonly effect?: { readonly type: string; readonly params: Readonly<Record<string, unknown>> };
}

/** The moves of the story, each a call of the API by the member who makes it. */
function movesOf(api: Api, cast: Cast) {
  const by = (person: Person) => cast[person].token;
  const propose = async (person: Person, text: Text): Promise<string> => {
    const full = { language: 'en', method: 'consensus', ...text };
    const { id } = await api<{ id: string }>('POST', '/proposals', full, by(person));
    await api('POST', `/proposals/${id}/discussion`, undefined, by(person));
    return id;
  };
  return {
    propose,
    comment: (person: Person, id: string, body: string) =>
      api('POST', `/proposals/${id}/comments`, { body, language: 'en' }, by(person)),
    revise: (person: Person, id: string, text: Text) => {
      const full = { language: 'en', method: 'consensus', ...text, version: 1 };
      return api('PUT', `/proposals/${id}`, full, by(person));
    },
    open: (person: Person, id: string, closes: string, version = 1) =>
      api('POST', `/proposals/${id}/vote`, { version, closes }, by(person)),
    vote: (person: Person, id: string, ballot: Ballot) =>
      api('PUT', `/proposals/${id}/ballot`, { ...ballot }, by(person)),
    everyoneElse: async (id: string, ballot: Ballot, except: readonly Person[]) => {
      for (const person of PEOPLE.filter((each) => !except.includes(each))) {
        await api('PUT', `/proposals/${id}/ballot`, { ...ballot }, by(person));
      }
    },
    closeEarly: (id: string) => api('POST', `/proposals/${id}/early-closing`, undefined, by('olive')),
  };
}

/** An evening some days from now, as the form of an opening has it. */
export const inDays = (days: number, zone = ZONE): string => eveningAfter(new Date(), days, zone);
const SHORT_MS = 4_000;
const soon = (): string => {
  const at = Temporal.Instant.fromEpochMilliseconds(Date.now() + SHORT_MS).toZonedDateTimeISO(ZONE);
  return at.toPlainDateTime().toString({ smallestUnit: 'second' });
};

type Moves = ReturnType<typeof movesOf>;

/** The first decisions: adopted with a reservation, blocked, too few, a new name, a mandate renewed, one open. */
export async function play(api: Api, cast: Cast): Promise<void> {
  const moves = movesOf(api, cast);
  await tooFewForTheVan(moves);
  await theKitchen(moves);
  await theBlock(moves);
  await theName(moves);
  await theConvenor(moves);
  await stillOpen(moves);
  // The vote on the van closes by itself; nobody has to do anything for that.
  await pause(SHORT_MS);
}

async function tooFewForTheVan(moves: Moves): Promise<void> {
  const van = await moves.propose('quince', {
    title: 'Second-hand van for the food bank',
    summary: 'Buy the van that the parish sells, for at most 2,500 euros.',
    body: 'The parish sells its van. It runs, and it is **ours for 2,500 euros** if we say so this week.',
    method: 'simple-majority',
  });
  await moves.open('quince', van, soon());
  await moves.vote('quince', van, { choice: 'yes' });
  await moves.vote('sorrel', van, { choice: 'no', reason: 'We have nobody who would look after it.' });
}

const KITCHEN: Text = {
  title: 'Shared strike kitchen for the winter',
  summary: 'One kitchen with our neighbours from December to March, for everyone on strike, whatever their union.',
  body: [
    'We propose to run one strike kitchen with the Port Workers’ Committee **from 1 December to 31 March**.',
    '',
    '- The kitchen opens five days a week.',
    '- Each collective sends four people a day, drawn by lot among the willing.',
    '- Costs are shared by the number of meals, at most 900 euros a month from our side.',
  ].join('\n'),
  // When it is adopted, everyone may read it, the committee first of all.
  effect: { type: 'publish', params: { what: 'proposal' } },
};

async function theKitchen(moves: Moves): Promise<void> {
  const kitchen = await moves.propose('saffron', KITCHEN);
  await moves.comment('tamarind', kitchen, 'Who has the key on Sundays? Last year that was always the same person.');
  await moves.revise('saffron', kitchen, {
    ...KITCHEN,
    body: `${KITCHEN.body}\n- The key goes round, like the cooking.`,
  });
  await moves.comment('saffron', kitchen, 'Good point. It should go round like the cooking; I have put it in.');
  await moves.open('juniper', kitchen, inDays(5), 2);
  await moves.vote('fennel', kitchen, {
    choice: 'stand_aside',
    reason: 'I cannot carry another winter of this. I will not stop you.',
  });
  await moves.vote('tamarind', kitchen, {
    choice: 'reservations',
    reason: 'Only if the key goes round. Please look at it again in January.',
  });
  await moves.everyoneElse(kitchen, { choice: 'agree' }, ['fennel', 'tamarind']);
  await moves.closeEarly(kitchen);
}

async function theBlock(moves: Moves): Promise<void> {
  const offer = await moves.propose('juniper', {
    title: 'Take the landlord’s offer for the corner house',
    summary: 'Two years without an increase, if those on the ground floor move out.',
    body: 'The landlord offers two years without an increase for everyone else. The ground floor would have to go.',
  });
  await moves.open('juniper', offer, inDays(5));
  await moves.vote('sorrel', offer, {
    choice: 'block',
    principle: 'We do not buy our rest with a neighbour’s home.',
    reason: 'Three families live on the ground floor. If we take this, we are what we fight.',
  });
  await moves.everyoneElse(offer, { choice: 'agree' }, ['sorrel']);
  await moves.closeEarly(offer);
}

async function theName(moves: Moves): Promise<void> {
  const name = await moves.propose('tamarind', {
    title: 'Call ourselves a union',
    summary: 'We have been one for a year. Let the name say so.',
    body: 'From now on we are the **Port Tenants’ Union**.',
    effect: { type: 'collective.rename', params: { name: 'Port Tenants’ Union' } },
  });
  await moves.open('tamarind', name, inDays(5));
  await moves.everyoneElse(name, { choice: 'agree' }, []);
  await moves.closeEarly(name);
}

async function theConvenor(moves: Moves): Promise<void> {
  const convenor = await moves.propose('fennel', {
    title: 'Saffron convenes until spring',
    summary: 'Olive has done it since we began. Let it go round.',
    body: 'Saffron invites and keeps the votes in order for 90 days. Then somebody else does.',
    effect: { type: 'mandate.renew', params: { office: 'convenor', holder: 'saffron', days: 90 } },
  });
  await moves.open('fennel', convenor, inDays(5));
  await moves.everyoneElse(convenor, { choice: 'agree' }, []);
  await moves.closeEarly(convenor);
}

async function stillOpen(moves: Moves): Promise<void> {
  const strike = await moves.propose('sorrel', {
    title: 'Rent strike in the harbour blocks from January',
    summary: 'We withhold the increase, and pay it into a common account, until the repairs are done.',
    body: 'Everyone in blocks 3 to 7 withholds **the increase only**. The lawyers’ circle has read this text.',
  });
  await moves.comment(
    'quince',
    strike,
    'I have asked around in block 5: eleven of fourteen households would come along.',
  );
  await moves.open('sorrel', strike, inDays(5));
  await moves.vote('sorrel', strike, { choice: 'agree' });
  await moves.vote('quince', strike, { choice: 'agree' });

  await moves.propose('olive', {
    title: 'A shared calendar in the stairwells',
    summary: 'Paper, big letters, three languages, renewed on the first of each month.',
    body: 'Not everyone has a phone that works. Who would like to draw the first one?',
    method: 'simple-majority',
  });
}
