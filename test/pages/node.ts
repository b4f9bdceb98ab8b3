import { type AddressInfo, createServer } from 'node:net';
import { buildApp } from '../../src/app.ts';
import type { FederationSettings } from '../../src/federation.ts';
import { buildHouse, type House } from '../../src/house.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { systemRandom } from '../../src/kernel/random.ts';
import { hashPassphrase } from '../../src/members/passphrase.ts';
import { standing as publishedNow } from '../../src/publication/store.ts';
import { cloneDatabase } from '../support/database.ts';
import { federationOfTests } from '../support/federation/settings.ts';

export const PASSPHRASE = 'we meet at the harbour';

export interface PageNode extends AsyncDisposable {
  readonly origin: string;
  readonly house: House;
}

/** A node with its doors open on a real port, over a database of its own. */
export async function openPageNode(federation: Partial<FederationSettings> = {}): Promise<PageNode> {
  const { db, ...database } = await cloneDatabase();
  const origin = new URL(`http://localhost:${await freePort()}`);
  // Its own address is on this machine, and so is what others send about it.
  const settings = { ...federationOfTests(), allowPrivate: true, ...federation };
  const house = buildHouse({ db, clock: systemClock, random: systemRandom, origin, federation: settings });
  const app = await buildApp({ house, version: '0.0.0' });
  await app.listen({ host: '127.0.0.1', port: Number(origin.port) });
  return {
    origin: origin.origin,
    house,
    async [Symbol.asyncDispose]() {
      await app.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** A collective in the middle of its life: something open, discussed, drafted, decided, offered. */
export async function settledCollective(house: House) {
  const passphraseHash = await hashPassphrase(PASSPHRASE);
  const person = (handle: string) => ({ handle, passphraseHash, locale: 'en' as const, timeZone: 'America/Bogota' });
  const secret = await house.collective.showFoundingLink();
  const charter = {
    name: 'Harbour Assembly',
    handle: 'harbour',
    summary: 'Those who work in the harbour, and those who live beside it.',
    locale: 'en' as const,
    languages: ['en', 'ar'],
    timeZone: 'Europe/Lisbon',
    votingAtLeastSeconds: 0,
  };
  const { welcome } = await house.collective.found({ secret, charter, founder: person('ana') });
  const ana = { member: welcome.member };
  const others: { member: string }[] = [];
  for (const handle of ['bo', 'سلمى', 'dimitra-the-longest-name-here']) {
    const invitation = await house.members.invite(ana);
    others.push({ member: (await house.members.join(invitation.secret, person(handle))).member });
  }
  const everyone = [ana, ...others];
  const write = async (
    title: string,
    body: string,
    effect: Parameters<House['assembly']['write']>[1]['effect'] = null,
  ) => {
    const input = {
      title,
      summary: 'In one sentence.',
      body,
      language: 'en',
      method: 'consensus',
      reviewAfterDays: 90,
      effect,
    };
    return house.assembly.write(ana, { ...input, method: 'consensus' });
  };
  const open = async (id: string) => {
    await house.assembly.openDiscussion(ana, id);
    await house.assembly.openVote(ana, id, {
      version: 1,
      closes: new Date(Date.now() + 86_400_000 * 5).toISOString().slice(0, 16),
    });
  };
  const decided = await write('A bench at the quay', 'Three **planks** and two barrels.\n\n- one\n- two', {
    type: 'mandate.renew',
    params: { office: 'convenor', holder: others[0]!.member, days: 60 },
  });
  await open(decided);
  await house.assembly.castVote(others[1]!, decided, {
    choice: 'stand_aside',
    reason: 'It will be cold.',
    principle: undefined,
  });
  for (const each of everyone.filter((one) => one !== others[1])) {
    await house.assembly.castVote(each, decided, { choice: 'agree', reason: undefined, principle: undefined });
  }
  await house.assembly.closeEarly(ana, decided);
  const published = await publish(house, ana, everyone, {
    id: await write('A strike of all who rent', 'From **January** on.', {
      type: 'publish',
      params: { what: 'proposal' },
    }),
    open,
  });
  const voting = await write(
    'A kitchen for the winter',
    'A-very-long-word-that-does-not-break-anywhere-by-itself-'.repeat(4),
  );
  await open(voting);
  await house.assembly.comment(others[0]!, voting, { body: 'Who has the key?', language: 'en' });
  const draft = await write('Only a draft', 'Not for others yet.');
  const discussed = await write('A calendar in the stairwells', 'On paper.');
  await house.assembly.openDiscussion(ana, discussed);
  const invitation = await house.members.invite(ana);
  return { ana, others, decided, voting, draft, discussed, invitation: invitation.secret, ...published };
}

/** Lets something out by decision and by mandate; gives the ids of what stands, of a notice, and of what was withdrawn. */
async function publish(
  house: House,
  ana: { member: string },
  everyone: readonly { member: string }[],
  { id, open }: { id: string; open: (id: string) => Promise<void> },
) {
  await open(id);
  for (const each of everyone) {
    await house.assembly.castVote(each, id, { choice: 'agree', reason: undefined, principle: undefined });
  }
  await house.assembly.closeEarly(ana, id);
  const say = (title: string, body: string, language: string) =>
    house.publication.publishNotice(ana, { title, summary: '', body, language });
  const notice = await say('Kitchen open on Thursdays', 'Soup at **seven**.', 'en');
  const soup = { title: 'Kitchen open on Fridays', summary: '', body: 'Soup at **eight**.', language: 'en' };
  await house.publication.amend(ana, notice, 1, soup);
  await say('اجتماع مفتوح يوم الأحد', 'في **المطبخ** عند السادسة.', 'ar');
  await say('A-very-long-word-that-does-not-break-'.repeat(4), 'x'.repeat(200), 'en');
  const withdrawn = await say('A slip', 'Wrong.', 'en');
  await house.publication.withdraw(ana, withdrawn);
  const standing = await house.asOf((db) => publishedNow(db, 10));
  return { published: standing.map((each) => each.id), notice, withdrawn, publishing: id };
}
