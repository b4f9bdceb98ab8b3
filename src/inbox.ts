import {
  hearAccept,
  hearActorChanged,
  hearActorGone,
  hearFollow,
  hearReject,
  hearUndoneFollow,
} from './peers/federation.ts';
import type { PeersHearing } from './peers/federation.ts';
import type { Hearers } from './platform/federation/inbox.ts';
import {
  hearAppreciation,
  hearDeleted,
  hearNote,
  hearUndoneAppreciation,
  type VoicesHearing,
} from './voices/federation.ts';

/**
 * Who hears which activity: the mirror of `reactions.ts`. They are asked in turn until one says
 * that it was meant. What stands here is all that this node takes from others; anything else is
 * answered, and has no effect.
 */
export const hearersOf = (hearing: PeersHearing & VoicesHearing): Hearers => ({
  Follow: [hearFollow(hearing)],
  Undo: [hearUndoneFollow(hearing), hearUndoneAppreciation],
  Accept: [hearAccept],
  Reject: [hearReject],
  Create: [hearNote(hearing)],
  Update: [hearActorChanged(hearing), hearNote(hearing)],
  Delete: [hearActorGone(hearing), hearDeleted],
  Like: [hearAppreciation(hearing)],
  Announce: [hearAppreciation(hearing)],
});
