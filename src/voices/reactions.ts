import type { ActorGone } from '../peers/events.ts';
import type { Work } from '../platform/work.ts';
import { emptyNotesOf, forgetDomainTotals } from './store.ts';

/** Whoever has deleted themselves elsewhere is not quoted here any more. */
export const forgetVoicesOf = async (work: Work, { data }: ActorGone): Promise<void> =>
  emptyNotesOf(work.tx, data.actor, work.now);

/** Somebody has decided about somebody who waited: as much may wait again. */
export const makeRoomForHeld = (work: Work): Promise<void> => forgetDomainTotals(work.tx);
