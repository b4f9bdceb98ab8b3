import { hearBlock, hearUndoneBlock } from './peers/block-federation.ts';
import {
  hearAccept,
  hearActorChanged,
  hearActorGone,
  hearFollow,
  hearReject,
  hearUndoneFollow,
  type PeersHearing,
} from './peers/federation.ts';
import { hearMove } from './peers/move-federation.ts';
import { type Hear, type Hearers, type HearTogether, oneByOne } from './platform/federation/hearing.ts';
import { hearReport, type ReportsHearing } from './reports/federation.ts';
import { hearAppreciations, hearDeleted, hearTombstone, hearUndoneAppreciation } from './voices/federation.ts';
import { hearNote, hearNotes, type VoicesHearing } from './voices/note-federation.ts';

type Hearing = PeersHearing & VoicesHearing & ReportsHearing;

/**
 * Who hears which activity: the mirror of `reactions.ts`. They are asked in turn until one says
 * that it was meant. What stands here is all that this node takes from others; anything else is
 * answered, and has no effect. What comes in great numbers is heard together.
 */
export function hearersOf(hearing: Hearing): Hearers {
  const inTurn = (...hearers: readonly Hear[]): HearTogether => unlessKeptOut(hearing, oneByOne(...hearers));
  return {
    Follow: inTurn(hearFollow(hearing)),
    Undo: inTurn(hearUndoneFollow(hearing), hearUndoneBlock(hearing), hearUndoneAppreciation),
    Accept: inTurn(hearAccept),
    Reject: inTurn(hearReject),
    Create: hearNotes(hearing),
    Update: inTurn(hearActorGone, hearTombstone, hearActorChanged(hearing), hearNote(hearing)),
    Delete: inTurn(hearActorGone, hearDeleted),
    Like: hearAppreciations(hearing),
    Announce: hearAppreciations(hearing),
    Move: inTurn(hearMove(hearing)),
    Block: inTurn(hearBlock(hearing)),
    Flag: inTurn(hearReport(hearing)),
  };
}

/** The gate asks this too; but what waits to be heard may have come before somebody was shut out. */
const unlessKeptOut =
  ({ acquaintances }: VoicesHearing, hear: HearTogether): HearTogether =>
  async (work, messages) => {
    const senders = messages.map(({ activity }) => activity.actor);
    const known = await acquaintances(work.tx, senders);
    const heard = messages.filter(({ activity }) => known.get(activity.actor)?.standing !== 'kept_out');
    const outcomes = await hear(work, heard);
    const outcomeOf = new Map(heard.map((message, index) => [message, outcomes[index]]));
    return messages.map((message) => outcomeOf.get(message) ?? 'ignored');
  };
