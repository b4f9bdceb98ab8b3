import { sha256 } from '../kernel/digest.ts';
import { newId, newSecret } from '../kernel/id.ts';
import { refusalsOf } from '../kernel/refusal.ts';
import type { UnitOfWork, Work } from '../platform/work.ts';
import { collectiveFounded, collectiveRenamed } from './events.ts';
import { type Charter, requireFoundable } from './founding.ts';
import { collective, foundingStateForUpdate, insertCollective, renameTo, replaceFoundingLink } from './store.ts';

export type CollectiveRefusal = 'founding.already_founded' | 'collective.same_name';
const refusal = refusalsOf<CollectiveRefusal>();

/** What founding needs from others: the first member, and the mandates that the first weeks need. */
export interface FoundingHelp<Founder, Welcome> {
  admitFounder(work: Work, founder: Founder): Promise<{ id: string; welcome: Welcome }>;
  grantFoundingMandates(work: Work, founder: string, collective: string): Promise<void>;
}

export const collectiveCommands = <Founder, Welcome>(
  inUnitOfWork: UnitOfWork,
  origin: URL,
  help: FoundingHelp<Founder, Welcome>,
) => ({
  /** Makes a new founding link and forgets the one before. Returns the secret part, which is stored nowhere. */
  showFoundingLink: () =>
    inUnitOfWork(async (work) => {
      if (await collective(work.tx)) throw refusal('gone', 'founding.already_founded');
      const secret = newSecret(work.random);
      await replaceFoundingLink(work.tx, sha256(secret), work.now);
      return secret;
    }),

  found: (input: { secret: string; charter: Charter; founder: Founder }) =>
    inUnitOfWork(async (work) => {
      requireFoundable(await foundingStateForUpdate(work.tx), sha256(input.secret));
      const id = newId(work.random);
      const { charter } = input;
      await insertCollective(work.tx, { ...charter, id, origin: origin.origin, foundedAt: work.now });
      await work.record({
        audience: 'members',
        kind: 'collective.founded',
        data: {
          collective: id,
          handle: charter.handle,
          name: charter.name,
          origin: origin.origin,
          voting_at_least_seconds: charter.votingAtLeastSeconds,
        },
      });
      const founder = await help.admitFounder(work, input.founder);
      await help.grantFoundingMandates(work, founder.id, id);
      await work.emit(collectiveFounded({ collective: id, founder: founder.id }));
      return { id, welcome: founder.welcome };
    }),
});

/** The effect of a decision to take another name. */
export async function renameCollective(work: Work, name: string, decision: string): Promise<void> {
  const current = await collective(work.tx);
  if (!current || current.name === name) throw refusal('conflict', 'collective.same_name');
  await renameTo(work.tx, current.id, name);
  await work.emit(collectiveRenamed({ collective: current.id, decision }));
}
