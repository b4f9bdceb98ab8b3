import type { ActorGone } from '../peers/events.ts';
import type { Work } from '../platform/work.ts';
import { emptyNotesOf } from './store.ts';

/** Whoever has deleted themselves elsewhere is not quoted here any more. */
export const forgetVoicesOf = async (work: Work, { data }: ActorGone): Promise<void> =>
  emptyNotesOf(work.tx, data.actor, work.now);
