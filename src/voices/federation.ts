import { refusalsOf } from '../kernel/refusal.ts';
import type { Hear, HearTogether } from '../platform/federation/hearing.ts';
import { noteTakenBack, takenBack } from '../platform/federation/received.ts';
import { rememberActors } from '../platform/federation/remote-actors.ts';
import { isTombstone } from '../platform/federation/tombstone.ts';
import { appreciationHeard, appreciationUndone, voiceDeleted } from './events.ts';
import type { VoicesHearing } from './note-federation.ts';
import {
  type Appreciation,
  appreciationForUpdate,
  emptyNote,
  insertAppreciations,
  noteForUpdate,
  undoAppreciation,
} from './store.ts';
import type { VoiceRefusal } from './voice.ts';

const refusal = refusalsOf<VoiceRefusal>();

/** `Delete` by its author. What has not come yet does not come any more. */
export const hearDeleted: Hear = async (work, { activity }) => {
  const { objectId } = activity;
  if (objectId === undefined || objectId === activity.actor) return false;
  const note = await noteForUpdate(work.tx, objectId);
  if (note && note.actor !== activity.actor) throw refusal('forbidden', 'voice.not_its_author');
  await noteTakenBack(work, activity.actor, objectId);
  if (!note || note.deletedAt) return true;
  await emptyNote(work.tx, objectId, work.now);
  await work.emit(voiceDeleted({ note: objectId, publication: note.publication }));
  return true;
};

/** `Update` that leaves nothing but a tombstone: the same as a `Delete`. */
export const hearTombstone: Hear = async (work, message) =>
  isTombstone(message.activity.object) ? hearDeleted(work, message) : false;

const KIND_OF = { Like: 'like', Announce: 'announce' } as const;

/** `Like` and `Announce` of something of ours. Whatever is inside them is not read. */
export const hearAppreciations =
  ({ uris, publishedAmong, acquaintances }: VoicesHearing): HearTogether =>
  async (work, messages) => {
    const about = messages.map(({ activity }) => activity.objectId && uris.publicationOf(activity.objectId));
    const published = await publishedAmong(work.tx, [...new Set(about.flatMap((id) => id || []))]);
    if (published.size === 0) return messages.map(() => 'ignored');
    const activities = messages.map(({ activity }) => activity);
    const known = await acquaintances(
      work.tx,
      activities.map(({ actor }) => actor),
    );
    const taken = new Set((await takenBack(work.tx, activities)).map(({ id }) => id));
    const rows: Appreciation[] = [];
    const outcomes = messages.map(({ activity: { id, type, actor }, receivedAt }, index) => {
      const publication = about[index];
      if (!publication || !published.has(publication)) return 'ignored';
      if (known.get(actor)?.standing === 'kept_out') return 'ignored';
      if (taken.has(id)) return 'voice.taken_back' satisfies VoiceRefusal;
      rows.push({ id, kind: KIND_OF[type as keyof typeof KIND_OF], actor, publication, receivedAt });
      return 'done';
    });
    const meant = new Set(rows.map(({ actor }) => actor));
    await rememberActors(
      work,
      messages.flatMap(({ sender }) => (meant.has(sender.id) ? sender : [])),
    );
    for (const { publication, kind } of await insertAppreciations(work.tx, rows)) {
      await work.emit(appreciationHeard({ publication, kind }));
    }
    return outcomes;
  };

/** `Undo` of a like or an announcement, by its id or with it inside. */
export const hearUndoneAppreciation: Hear = async (work, { activity }) => {
  const { object, objectId } = activity;
  const type = typeof object === 'string' ? undefined : object.type;
  if (objectId === undefined || (type !== undefined && type !== 'Like' && type !== 'Announce')) return false;
  const found = await appreciationForUpdate(work.tx, objectId);
  if (found && found.actor !== activity.actor) throw refusal('forbidden', 'voice.not_its_author');
  await noteTakenBack(work, activity.actor, objectId);
  if (!found || found.undoneAt) return true;
  await undoAppreciation(work.tx, objectId, work.now);
  await work.emit(appreciationUndone({ publication: found.publication, kind: found.kind }));
  return true;
};
