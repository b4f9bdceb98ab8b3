import type { Hear } from '../platform/federation/hearing.ts';
import { idIn, resourceId } from '../platform/federation/resource-id.ts';
import { moveTold } from './events.ts';
import type { PeersHearing } from './federation.ts';
import { isNewMove, requireRoom } from './move.ts';
import { countPendingMoves, moveForUpdate, saveMove } from './move-store.ts';
import { openFollowsOf, unendedFollowing } from './store.ts';

/**
 * `Move` of an account by itself: noted where there is something between us, and looked into later, since
 * only the other account's server can say whether it is true. Nobody is followed because of it, and
 * nothing that was said of the one holds of the other. A move of the other one is nothing to us: one step
 * is all that is ever taken.
 */
export const hearMove =
  ({ uris, allowPrivate }: PeersHearing): Hear =>
  async (work, { activity }) => {
    const { actor, objectId, raw } = activity;
    const target = resourceId(idIn([raw.target].flat()[0]), { allowPrivate });
    if (objectId !== actor || target === undefined || target === actor || target.includes('#')) return false;
    if (new URL(target).origin === uris.origin) return false;
    const { tx, now } = work;
    const isNear = (await unendedFollowing(tx, actor)) ?? (await openFollowsOf(tx, actor))[0];
    if (!isNear) return false;
    if (!isNewMove(await moveForUpdate(tx, actor), target, now)) return true;
    requireRoom(await countPendingMoves(tx));
    await saveMove(tx, { actor, target, toldAt: now, attempts: 0, nextAt: now, settledAt: null, outcome: null });
    work.changed('moves');
    await work.emit(moveTold({ actor, target }));
    return true;
  };
