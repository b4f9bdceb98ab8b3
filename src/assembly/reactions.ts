import type { MemberLeft } from '../members/events.ts';
import type { Work } from '../platform/work.ts';
import { releaseFromOpenVotes } from './store.ts';

/** Whoever leaves is no longer counted where the count is still open. */
export const releaseLeaver = (work: Work, event: MemberLeft): Promise<void> =>
  releaseFromOpenVotes(work.tx, event.data.member, work.now);
