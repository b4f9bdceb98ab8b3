import { refusalsOf } from '../kernel/refusal.ts';

export type FoundingRefusal = 'founding.already_founded' | 'founding.link_unknown';
const refusal = refusalsOf<FoundingRefusal>();

/** How a collective introduces itself when it is founded. */
export interface Charter {
  /** The part before the @ of its address; never changes. */
  readonly handle: string;
  readonly name: string;
  readonly summary: string;
  readonly locale: 'en' | 'es' | 'fr' | 'ar';
  /** BCP 47 tags of the languages that are spoken in it. */
  readonly languages: readonly string[];
  readonly timeZone: string;
  readonly votingAtLeastSeconds: number;
}

/** The shape of a collective's handle: what WebFinger and every fediverse server take. */
export const COLLECTIVE_HANDLE = /^[a-z0-9_]{2,30}$/;

/**
 * A node is founded once, by whoever holds the link that was last shown on its terminal:
 * whoever can read the terminal could do anything with the machine anyway.
 */
export function requireFoundable(
  state: { readonly founded: boolean; readonly linkDigest: string | undefined },
  digest: string,
): void {
  if (state.founded) throw refusal('gone', 'founding.already_founded');
  if (state.linkDigest !== digest) throw refusal('gone', 'founding.link_unknown');
}
