import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from '../terminal.ts';
import { type Api, type DemoMember, signIn } from './api.ts';
import { inDays } from './story.ts';

const PEOPLE = ['dalia', 'karim', 'noor', 'paul'] as const;
type Neighbour = (typeof PEOPLE)[number];
export type Neighbours = Readonly<Record<Neighbour, DemoMember>>;

const ZONE = 'Europe/Paris';
const passphraseOf = (handle: string): string => `${handle} connaît le port par cœur`;

/** The committee across the border: four people, another language, a node of their own. */
export async function gatherNeighbours(api: Api, secret: string): Promise<Neighbours> {
  const charter = {
    name: 'Comité du port',
    collectiveHandle: 'comite',
    summary: 'Dockers, grutières et marins du port. Personne ne nous commande, nous décidons ensemble.',
    locale: 'fr',
    languages: ['fr', 'ar'],
    timeZone: ZONE,
    votingAtLeastSeconds: 0,
  };
  const founder = { handle: 'dalia', passphrase: passphraseOf('dalia') };
  const { member } = await api<{ member: string }>('POST', '/founding', { secret, charter, founder });
  const cast: Partial<Record<Neighbour, DemoMember>> = {
    dalia: await signIn(api, 'dalia', member, founder.passphrase),
  };
  for (const handle of PEOPLE.slice(1)) {
    const { invitation } = await api<{ invitation: string }>('POST', '/invitations', undefined, cast.dalia?.token);
    const newcomer = { invitation, handle, passphrase: passphraseOf(handle), locale: 'fr', timeZone: ZONE };
    const { id } = await api<{ id: string }>('POST', '/members', newcomer);
    cast[handle] = await signIn(api, handle, id, newcomer.passphrase);
  }
  return cast as Neighbours;
}

export interface Party {
  readonly api: Api;
  readonly origin: string;
  readonly handle: string;
  /** Of somebody who holds the mandate to follow and to publish. */
  readonly token: string;
}

const addressOf = ({ handle, origin }: Party): string => `@${handle}@${new URL(origin).host}`;

/** Each follows the other, by its handle, and waits until the other has said yes. */
export async function followEachOther(here: Party, there: Party): Promise<void> {
  for (const [one, other] of [
    [here, there],
    [there, here],
  ] as const) {
    await one.api('POST', '/following', { handle: addressOf(other) }, one.token);
  }
  for (const one of [here, there]) {
    await until('a follow to be accepted', async () => {
      const { following } = await one.api<{ following: { status: string }[] }>(
        'GET',
        '/following',
        undefined,
        one.token,
      );
      return following.some(({ status }) => status === 'following') || undefined;
    });
  }
}

/**
 * What the first has published arrives at the second; the second answers it in its own name, decides
 * something itself and publishes that; a notice is changed, and another one taken back.
 */
export async function talk(tenants: Party, committee: Party, cast: Neighbours): Promise<void> {
  const kitchen = await until('the kitchen to arrive', async () => {
    const { posts } = await committee.api<{ posts: Post[] }>('GET', '/posts', undefined, committee.token);
    return posts.find(({ title }) => title !== null);
  });
  await committee.api(
    'POST',
    '/notices',
    {
      title: 'Nous serons quatre par jour',
      body: 'Le comité a lu votre décision. **Nous fournirons quatre personnes par jour**, tirées au sort parmi celles et ceux qui veulent bien.',
      language: 'fr',
      answers: kitchen.id,
    },
    committee.token,
  );
  await decideOnMeals(committee, cast);
  await noticesOf(tenants);
  await until('the answer to arrive', async () => {
    const { publications } = await tenants.api<{ publications: { id: string; kind: string }[] }>(
      'GET',
      '/publications',
    );
    const article = publications.find(({ kind }) => kind === 'proposal');
    const { voices } = await tenants.api<{ voices: unknown[] }>(
      'GET',
      `/voices?publication=${article?.id}`,
      undefined,
      tenants.token,
    );
    return voices.length > 0 || undefined;
  });
}

interface Post {
  readonly id: string;
  readonly title: string | null;
}

async function decideOnMeals({ api }: Party, cast: Neighbours): Promise<void> {
  const text = {
    title: 'La cuisine est ouverte à tout le monde',
    summary: 'Qui a faim mange, sans carte et sans question.',
    body: 'À la cuisine commune, **personne ne demande de carte syndicale**. Qui a faim mange.',
    language: 'fr',
    method: 'simple-majority',
    effect: { type: 'publish', params: { what: 'decision' } },
  };
  const { id } = await api<{ id: string }>('POST', '/proposals', text, cast.noor.token);
  await api('POST', `/proposals/${id}/discussion`, undefined, cast.noor.token);
  await api('POST', `/proposals/${id}/vote`, { version: 1, closes: inDays(2, ZONE) }, cast.noor.token);
  for (const { token } of Object.values(cast)) await api('PUT', `/proposals/${id}/ballot`, { choice: 'yes' }, token);
  await api('POST', `/proposals/${id}/early-closing`, undefined, cast.dalia.token);
}

async function noticesOf({ api, token }: Party): Promise<void> {
  const meeting = {
    title: 'Open assembly on Sunday',
    body: 'In the courtyard of block 5, at four. If it rains, in the laundry.',
    language: 'en',
  };
  const { id } = await api<{ id: string }>('POST', '/notices', meeting, token);
  await api('PUT', `/notices/${id}`, { ...meeting, body: `${meeting.body} There will be soup.`, version: 1 }, token);
  const mistaken = { title: 'Assembly moved to Monday', body: 'We meet on Monday instead.', language: 'en' };
  const { id: mistake } = await api<{ id: string }>('POST', '/notices', mistaken, token);
  await api('DELETE', `/notices/${mistake}`, undefined, token);
}

const PATIENCE_MS = 30_000;
const ASK_AGAIN_MS = 100;

/** What another node does arrives when it arrives. */
async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const givenUp = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > givenUp) throw new CommandError(`The demo waited for ${what}, in vain.`);
    await pause(ASK_AGAIN_MS);
  }
}
