import { proposalCommands } from './assembly/commands.ts';
import { closingVotes } from './assembly/docket.ts';
import { votingCommands } from './assembly/voting-commands.ts';
import { collectiveCommands } from './collective/commands.ts';
import type { ActorVoice } from './collective/federation.ts';
import { collective } from './collective/store.ts';
import { carryOut, covers } from './effects.ts';
import { buildFederation, type Federation, type FederationSettings } from './federation.ts';
import { hearersOf } from './inbox.ts';
import type { Clock } from './kernel/clock.ts';
import type { Random } from './kernel/random.ts';
import { grantFoundingMandates, mandatesCommands } from './mandates/commands.ts';
import { coverOf, holdsPower, mandateLives } from './mandates/store.ts';
import { actingAsMember, admit, membersCommands, type Newcomer, type Welcome } from './members/commands.ts';
import { credentialCommands } from './members/credential-commands.ts';
import { rollForShare } from './members/store.ts';
import type { Database, Reader } from './platform/database.ts';
import { peersCommands } from './peers/commands.ts';
import { loseActor } from './peers/federation.ts';
import { moveChecks } from './peers/move-commands.ts';
import { approvesFollowers } from './peers/standing-store.ts';
import { acquaintances, audience } from './peers/views.ts';
import type { Docket } from './platform/docket.ts';
import { hostsHeard } from './platform/federation/delivery/hosts.ts';
import { createHearing } from './platform/federation/hearing.ts';
import { createInbox } from './platform/federation/inbox.ts';
import { actorById, replaceKey } from './platform/federation/remote-actors.ts';
import { withoutFragment } from './platform/federation/resource-id.ts';
import { createSignals } from './platform/signals.ts';
import { systemTimers, type Timers } from './platform/timers.ts';
import { createUnits, type Reactions } from './platform/work.ts';
import { publicationCommands } from './publication/commands.ts';
import type { Voice } from './publication/federation.ts';
import { publishedAmong } from './publication/store.ts';
import { reactionsOf } from './reactions.ts';
import { reportsCommands } from './reports/commands.ts';
import { noteById, onOurPages } from './voices/store.ts';
import { accountAddress } from './platform/federation/remote.ts';

export interface HouseOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly origin: URL;
  readonly federation: FederationSettings;
  /** Tests let reactions fail; everybody else takes those of `reactions.ts` as they are. */
  readonly changeReactions?: (following: Reactions) => Reactions;
  readonly timers?: Timers;
}

/**
 * The node without its doors: every command, wired by hand. What one capability needs to know of
 * another is handed over here, where the dependency can be seen.
 */
export function buildHouse({ db, clock, random, origin, federation: settings, ...options }: HouseOptions) {
  const { changeReactions, timers = systemTimers } = options;
  const signals = createSignals();
  const federation = buildFederation({
    ...settings,
    db,
    clock,
    random,
    signals,
    origin,
    keyReplaced: (keyId, holder, why) =>
      units.inUnitOfWork(async (work) => {
        await replaceKey(work, keyId, holder?.actor);
        if (why?.code === 'gone') await loseActor(work, withoutFragment(keyId));
      }),
  });
  const following = reactionsOf(voiceOf(federation));
  const dockets: readonly Docket[] = [closingVotes(carryOut)];
  const units = createUnits({
    db,
    clock,
    random,
    reactions: changeReactions?.(following) ?? following,
    dockets,
    signals,
  });
  const { inUnitOfWork } = units;
  const actingAs = actingAsMember(inUnitOfWork);
  return {
    db,
    clock,
    random,
    timers,
    origin,
    signals,
    dockets,
    ...units,
    federation,
    /** Takes in what the gate has let through. */
    inbox: createInbox({ db, signals, timers, now: () => clock.now() }),
    /** Carries out what has been taken in. */
    hearing: createHearing({
      inUnitOfWork,
      hearers: hearersOf(hearingOf(federation)),
      allowPrivate: federation.allowPrivate,
      hostsHeard,
    }),
    /** Looks into what accounts say of where they have gone. */
    moves: moveChecks({ inUnitOfWork, fetchActor: federation.fetchActor }),
    publication: publicationCommands(actingAs, covers, { canBeAnswered }),
    reports: reportsCommands(actingAs, coverOf),
    peers: peersCommands(actingAs, {
      uris: federation.uris,
      coverOf,
      findActor: federation.findActor,
      mayFollow: (member) => units.asOf((reader, now) => holdsPower(reader, member, 'follow', now)),
    }),
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

/** How this node speaks to others, and to whom: where it is closed, to nobody. */
const voiceOf = ({ uris, keys, mode }: Federation): Voice & ActorVoice => ({
  uris,
  keys,
  approvesFollowers,
  audience: mode === 'closed' ? async () => [] : (db) => audience(db, mode),
  authorOf: mode === 'closed' ? async () => undefined : authorOf,
});

/** What those who hear others need to know. */
const hearingOf = ({ uris, mode, allowPrivate }: Federation) => ({
  uris,
  mode,
  allowPrivate,
  publishedAmong,
  onOurPages,
  acquaintances: (db: Reader, actors: readonly string[]) => acquaintances(db, actors, mode),
});

/** What somebody has said to everyone, and not taken back. */
async function canBeAnswered(db: Reader, id: string): Promise<boolean> {
  const note = await noteById(db, id);
  return note?.isPublic === true && note.deletedAt === null;
}

async function authorOf(db: Reader, note: string) {
  const said = await noteById(db, note);
  const actor = said && (await actorById(db, said.actor));
  return (
    actor && {
      id: actor.id,
      inbox: actor.inbox,
      address: accountAddress({ handle: actor.handle, host: new URL(actor.id).host }),
    }
  );
}
