import { refusalsOf } from '../kernel/refusal.ts';

export type MemberRefusal = 'member.not_active' | 'member.handle_taken' | 'member.not_found';
const refusal = refusalsOf<MemberRefusal>();

/** A pseudonym of 2 to 30 letters, digits, hyphens and underscores of any script, compared in lower case. */
const HANDLE = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}_-]{0,28}[\p{L}\p{M}\p{N}])$/u;

/** One form for each handle, so that two that look alike to software are one: NFKC, lower case. */
export const normalHandle = (typed: string): string => typed.trim().replace(/^@/, '').normalize('NFKC').toLowerCase();

export const isHandle = (normal: string): boolean => HANDLE.test(normal);

/** The shortest passphrase: length counts, kinds of characters do not (NIST SP 800-63B §3.1.1). */
export const PASSPHRASE_MIN = 12;
export const PASSPHRASE_MAX = 200;

/** Only those who have joined and not left act in the collective. */
export function requireActive(member: { readonly leftAt: Date | null } | undefined): void {
  if (!member || member.leftAt) throw refusal('unauthenticated', 'member.not_active');
}
