import { deadlineOf, wallClockOf } from '../kernel/deadline.ts';
import { commitment, SALT_BYTES, sha256 } from '../kernel/digest.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { CoverOf } from '../platform/authority.ts';
import type { Reader, Tx } from '../platform/database.ts';
import type { ActingAs, Actor, Work } from '../platform/work.ts';
import { acceptBallot, type Ballot } from './ballot.ts';
import { type ProposalCommands, visibleForUpdate } from './commands.ts';
import { requireEveryoneVoted } from './early-closing.ts';
import { voteCast, voteClosedEarly, voteOpened } from './events.ts';
import { requireOpenable } from './opening.ts';
import { startingRules } from './rules.ts';
import {
  currentText,
  insertVoting,
  isOnRoll,
  saveBallot,
  saveEarlyClosing,
  turnout,
  votingForShare,
  votingForUpdate,
} from './store.ts';

/** What the assembly needs to know from others. */
export interface AssemblyQueries {
  readonly coverOf: CoverOf;
  rollForShare(tx: Tx): Promise<string[]>;
  collective(db: Reader): Promise<{ timeZone: string; votingAtLeastSeconds: number } | undefined>;
}

export const votingCommands = (actingAs: ActingAs, queries: AssemblyQueries) => ({
  /** Fixes text, method, rules, roll and deadline, all at this instant. */
  openVote: (actor: Actor, id: string, input: { version: number; closes: string }) =>
    actingAs(actor, async (work) => {
      const proposal = await visibleForUpdate(work, id, actor.member);
      const text = await currentText(work.tx, id);
      const house = await queries.collective(work.tx);
      if (!house || !text) throw new Refusal('missing', 'proposal.not_found');
      const rules = startingRules(house.votingAtLeastSeconds);
      const deadline = deadlineOf(input.closes, house.timeZone);
      requireOpenable(proposal, { read: input.version, current: text.version }, deadline, rules, work.now);
      const roll = await queries.rollForShare(work.tx);
      const voting = {
        proposal: id,
        textVersion: text.version,
        method: proposal.method,
        rules,
        openedBy: actor.member,
        openedAt: work.now,
        closesAt: deadline.at,
        closesWallClock: deadline.wallClock,
        closesZone: deadline.timeZone,
        rollDigest: rollDigest(work, roll),
      };
      await insertVoting(work.tx, voting, roll, work.random.bytes(SALT_BYTES));
      work.changed('deadlines');
      const closesAt = deadline.at.toISOString();
      await work.emit(voteOpened({ proposal: id, by: actor.member, electorate: roll.length, closesAt }));
      return deadline.at;
    }),

  castVote: (actor: Actor, id: string, ballot: Ballot) =>
    actingAs(actor, async (work) => {
      const voting = await votingForShare(work.tx, id);
      const onRoll = voting ? await isOnRoll(work.tx, id, actor.member) : false;
      const accepted = acceptBallot(voting, onRoll, ballot, work.now);
      const salt = work.random.bytes(SALT_BYTES);
      const changed = await saveBallot(work.tx, id, actor.member, accepted, work.now, salt);
      await work.emit(voteCast({ proposal: id, member: actor.member, changed }));
      return { changed };
    }),

  /** Sets the deadline to this instant, under a mandate that covers it. The count follows as with any other closing. */
  closeEarly: (actor: Actor, id: string) =>
    actingAs(
      actor,
      async (work) => {
        const voting = await votingForUpdate(work.tx, id);
        const { cast, electorate } = await turnout(work.tx, id);
        requireEveryoneVoted(voting, cast, electorate, work.now);
        const cover = queries.coverOf(actor.member, 'close_early', work.now);
        const mandate = await saveEarlyClosing(
          work.tx,
          id,
          work.now,
          wallClockOf(work.now, voting?.closesZone ?? 'UTC'),
          cover,
        );
        if (!mandate) throw new Refusal('forbidden', 'early_closing.no_mandate');
        work.changed('deadlines');
        await work.emit(voteClosedEarly({ proposal: id, by: actor.member, mandate }));
      },
      'alone',
    ),
});

export type VotingCommands = ReturnType<typeof votingCommands>;

/** Everything that the assembly does. */
export type AssemblyCommands = ProposalCommands & VotingCommands;

/** Fixes who was on the roll without naming them: the digest of pseudonyms made for this vote alone. */
function rollDigest(work: Work, roll: readonly string[]): string {
  const pseudonyms = roll.map((member) => commitment(work.random.bytes(SALT_BYTES), member)).sort();
  return sha256(pseudonyms.join('\n'));
}
