import {
  hearAccept,
  hearActorChanged,
  hearActorGone,
  hearFollow,
  hearReject,
  hearUndoneFollow,
  type PeersHearing,
} from './peers/federation.ts';
import { type Hearers, oneByOne } from './platform/federation/hearing.ts';
import { hearAppreciations, hearDeleted, hearUndoneAppreciation } from './voices/federation.ts';
import { hearNote, hearNotes, type VoicesHearing } from './voices/note-federation.ts';

/**
 * Who hears which activity: the mirror of `reactions.ts`. They are asked in turn until one says
 * that it was meant. What stands here is all that this node takes from others; anything else is
 * answered, and has no effect. What comes in great numbers is heard together.
 */
export const hearersOf = (hearing: PeersHearing & VoicesHearing): Hearers => ({
  Follow: oneByOne(hearFollow(hearing)),
  Undo: oneByOne(hearUndoneFollow(hearing), hearUndoneAppreciation),
  Accept: oneByOne(hearAccept),
  Reject: oneByOne(hearReject),
  Create: hearNotes(hearing),
  Update: oneByOne(hearActorChanged(hearing), hearNote(hearing)),
  Delete: oneByOne(hearActorGone(hearing), hearDeleted),
  Like: hearAppreciations(hearing),
  Announce: hearAppreciations(hearing),
});
