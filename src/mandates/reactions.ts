import type { MemberLeft } from '../members/events.ts';
import type { Work } from '../platform/work.ts';
import { vacateMandates } from './commands.ts';

/** Whoever leaves holds nothing any more. */
export const vacateLeaversMandates = (work: Work, event: MemberLeft): Promise<void> =>
  vacateMandates(work, event.data.member);
