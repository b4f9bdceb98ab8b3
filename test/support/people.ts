import type { ProposalInput } from '../../src/assembly/commands.ts';
import type { Charter } from '../../src/collective/founding.ts';
import type { House } from '../../src/house.ts';
import { wallClockOf } from '../../src/kernel/deadline.ts';

/** Instead of argon2, which is slow on purpose: nobody signs in with it. */
export const NO_PASSPHRASE = '$none$';

export const CHARTER: Charter = {
  handle: 'harbour',
  name: 'Harbour Assembly',
  summary: 'Those who work in the harbour.',
  locale: 'en',
  languages: ['en', 'es'],
  timeZone: 'UTC',
  votingAtLeastSeconds: 0,
};

export const newcomer = (handle: string, passphraseHash = NO_PASSPHRASE) => ({
  handle,
  passphraseHash,
  locale: 'en' as const,
  timeZone: 'UTC',
});

/** Founds the collective, with ana as its founder, and gives her id. */
export async function found(house: House, charter: Partial<Charter> = {}, founder = newcomer('ana')): Promise<string> {
  const secret = await house.collective.showFoundingLink();
  const { welcome } = await house.collective.found({ secret, charter: { ...CHARTER, ...charter }, founder });
  return welcome.member;
}

/** Brings in one person for each handle, each with an invitation of their own, and gives their ids. */
export async function join<Handle extends string = never>(
  house: House,
  inviter: string,
  ...handles: readonly Handle[]
): Promise<Record<Handle, string>> {
  const ids: Partial<Record<Handle, string>> = {};
  for (const handle of handles) {
    const { secret } = await house.members.invite({ member: inviter });
    ids[handle] = (await house.members.join(secret, newcomer(handle))).member;
  }
  return ids as Record<Handle, string>;
}

/** An assembly of ana, its founder, and of whoever else is named. */
export async function assembly<Handle extends string = never>(
  house: House,
  ...others: readonly Handle[]
): Promise<Record<Handle | 'ana', string>> {
  const ana = await found(house);
  return { ana, ...(await join(house, ana, ...others)) } as Record<Handle | 'ana', string>;
}

export const proposalInput = (given: Partial<ProposalInput> = {}): ProposalInput => ({
  title: 'A bench at the quay',
  summary: 'We put up a bench.',
  body: 'Three planks and two barrels.',
  language: 'en',
  method: 'consensus',
  reviewAfterDays: 180,
  effect: null,
  ...given,
});

/** Writes a proposal and opens its discussion. */
export async function discuss(house: House, author: string, given: Partial<ProposalInput> = {}): Promise<string> {
  const id = await house.assembly.write({ member: author }, proposalInput(given));
  await house.assembly.openDiscussion({ member: author }, id);
  return id;
}

/** The wall clock so many minutes from now, as the form of an opening has it. */
export const inMinutes = (house: House, minutes: number, timeZone = CHARTER.timeZone): string =>
  wallClockOf(new Date(house.clock.now().getTime() + minutes * 60_000), timeZone);

/** A proposal that is voted on from now, for an hour if nothing else is said. Gives its id. */
export async function openVote(
  house: House,
  author: string,
  given: Partial<ProposalInput> & { minutes?: number } = {},
): Promise<string> {
  const { minutes = 60, ...input } = given;
  const id = await discuss(house, author, input);
  await house.assembly.openVote({ member: author }, id, { version: 1, closes: inMinutes(house, minutes) });
  return id;
}

/** A ballot with the reasons that its choice asks for. */
export const ballot = (choice: string) => ({
  choice,
  reason: ['reservations', 'stand_aside', 'block'].includes(choice) ? `why I say ${choice}` : undefined,
  principle: choice === 'block' ? 'We leave nobody behind.' : undefined,
});

export const vote = (house: House, member: string, proposal: string, choice: string) =>
  house.assembly.castVote({ member }, proposal, ballot(choice));

/** Lets everyone named agree to a proposal that is already voted on, then lets the hour pass and counts. */
export async function adopt(
  house: House & { clock: { advance(by: object): void } },
  members: readonly string[],
  id: string,
) {
  for (const member of members) await vote(house, member, id, 'agree');
  house.clock.advance({ hours: 1 });
  await house.settle();
}
