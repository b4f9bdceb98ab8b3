import { refusalsOf } from '../kernel/refusal.ts';

export type EarlyClosingRefusal = 'early_closing.not_open' | 'early_closing.not_everyone' | 'early_closing.no_mandate';
const refusal = refusalsOf<EarlyClosingRefusal>();

/** A vote closes before its time only when everyone on the roll has voted: nobody is cut off. */
export function requireEveryoneVoted(
  voting: { readonly closesAt: Date; readonly decidedAt?: Date | null } | undefined,
  cast: number,
  electorate: number,
  now: Date,
): void {
  if (!voting || voting.decidedAt || now >= voting.closesAt) throw refusal('conflict', 'early_closing.not_open');
  if (cast < electorate) throw refusal('conflict', 'early_closing.not_everyone', { missing: electorate - cast });
}
