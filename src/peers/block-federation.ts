import { cancelFor } from '../platform/federation/delivery/deliveries.ts';
import type { Hear } from '../platform/federation/hearing.ts';
import { isTakenBack, noteTakenBack } from '../platform/federation/received.ts';
import type { Work } from '../platform/work.ts';
import { saveBlock, standingBlock, undoBlock } from './block-store.ts';
import { blockCame, blockUndone, followingEnded } from './events.ts';
import { endFollows, innerOf, type PeersHearing } from './federation.ts';
import { inboxesOnlyOf, openFollowsOf, saveEnded, unendedFollowing } from './store.ts';

/**
 * `Block` of the collective by somebody whom we know: they follow us no more, and we them neither; what
 * waits for them is not sent. It is shown to whoever has the mandate, and told to nobody else. What
 * anybody says of others' relations is nothing to us.
 */
export const hearBlock =
  ({ uris }: PeersHearing): Hear =>
  async (work, { activity, fetchedNow }) => {
    const { actor, id, objectId } = activity;
    if (objectId !== uris.actor || fetchedNow) return false;
    if (await isTakenBack(work.tx, actor, id)) return false;
    await cancelFor(work, await inboxesOnlyOf(work.tx, actor));
    await endFollows(work, await openFollowsOf(work.tx, actor));
    await endFollowing(work, actor);
    await saveBlock(work.tx, { actor, activity: id, blockedAt: work.now });
    await work.emit(blockCame({ actor }));
    return true;
  };

async function endFollowing(work: Work, actor: string): Promise<void> {
  const following = await unendedFollowing(work.tx, actor);
  if (!following) return;
  await saveEnded(work.tx, following.id, work.now, 'rejected');
  await work.emit(followingEnded({ following: following.id, ending: 'rejected' }));
}

/** `Undo` of a `Block`: by its id, or with it inside. Nothing begins again by itself. */
export const hearUndoneBlock =
  ({ uris }: PeersHearing): Hear =>
  async (work, { activity }) => {
    const { actor } = activity;
    const inner = innerOf(activity.object);
    if (inner.type !== undefined && inner.type !== 'Block') return false;
    const standing = await standingBlock(work.tx, actor);
    const isMeant = inner.type === 'Block' ? inner.object === uris.actor : standing?.activity === inner.id;
    if (!isMeant) return false;
    if (inner.id !== undefined) await noteTakenBack(work, actor, inner.id);
    if (!standing) return true;
    await undoBlock(work.tx, actor, work.now);
    await work.emit(blockUndone({ actor }));
    return true;
  };
