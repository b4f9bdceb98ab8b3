import { proposalCommands } from './assembly/commands.ts';
import { closingVotes } from './assembly/docket.ts';
import { votingCommands } from './assembly/voting-commands.ts';
import { collectiveCommands } from './collective/commands.ts';
import { collective } from './collective/store.ts';
import { carryOut } from './effects.ts';
import type { Clock } from './kernel/clock.ts';
import type { Random } from './kernel/random.ts';
import { grantFoundingMandates, mandatesCommands } from './mandates/commands.ts';
import { coverOf, mandateLives } from './mandates/store.ts';
import { actingAsMember, admit, membersCommands, type Newcomer, type Welcome } from './members/commands.ts';
import { credentialCommands } from './members/credential-commands.ts';
import { rollForShare } from './members/store.ts';
import type { Database } from './platform/database.ts';
import type { Docket } from './platform/docket.ts';
import { createSignals } from './platform/signals.ts';
import { createUnits, type Reactions } from './platform/work.ts';
import { reactions } from './reactions.ts';

export interface HouseOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly origin: URL;
  /** Tests hand in reactions that fail; everybody else takes those of `reactions.ts`. */
  readonly reactions?: Reactions;
}

/**
 * The node without its doors: every command, wired by hand. What one capability needs to know of
 * another is handed over here, where the dependency can be seen.
 */
export function buildHouse({ db, clock, random, origin, reactions: following = reactions }: HouseOptions) {
  const signals = createSignals();
  const dockets: readonly Docket[] = [closingVotes(carryOut)];
  const units = createUnits({ db, clock, random, reactions: following, dockets, signals });
  const { inUnitOfWork } = units;
  const actingAs = actingAsMember(inUnitOfWork);
  return {
    db,
    clock,
    random,
    origin,
    signals,
    dockets,
    ...units,
    collective: collectiveCommands<Newcomer, Welcome>(inUnitOfWork, origin, {
      async admitFounder(work, founder) {
        const welcome = await admit(work, founder, null);
        return { id: welcome.member, welcome };
      },
      grantFoundingMandates,
    }),
    members: membersCommands(inUnitOfWork, actingAs, { coverOf, mandateLives }),
    credentials: credentialCommands(db, inUnitOfWork, actingAs),
    mandates: mandatesCommands(actingAs),
    assembly: {
      ...proposalCommands(actingAs),
      ...votingCommands(actingAs, { coverOf, rollForShare, collective }),
    },
  };
}

export type House = ReturnType<typeof buildHouse>;
