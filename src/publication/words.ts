import type { Kind } from './publication.ts';

/** The keys of the words for what is public, in one place. */
export const KIND_WORDS = {
  proposal: 'published.kind.proposal',
  decision: 'published.kind.decision',
  notice: 'published.kind.notice',
} as const satisfies Record<Kind, string>;

/** For each ground, the sentence that says when and under what something passed. */
export const PASSED_WORDS = {
  published: { decision: 'published.on.decision', mandate: 'published.on.mandate' },
  changed: { decision: 'published.changed.decision', mandate: 'published.changed.mandate' },
  withdrawn: { decision: 'published.withdrawn.decision', mandate: 'published.withdrawn.mandate' },
} as const;

/** How a method and its choices are called, by keys of the catalogues: as the assembly says it. */
export interface MethodWords {
  readonly label: string;
  readonly meaning: string;
  readonly choices: readonly { readonly choice: string; readonly label: string }[];
}

export type WordsOfMethod = (method: string) => MethodWords | undefined;
