import { refusalsOf } from '../kernel/refusal.ts';

/** What can be done to something in public: let it out, change its words, take it back. */
export const ACTS = ['publish', 'amend', 'withdraw'] as const;
export type Act = (typeof ACTS)[number];

export const KINDS = ['proposal', 'decision', 'notice'] as const;
export type Kind = (typeof KINDS)[number];

/** The words of a publication, in the Markdown in which they were written. A notice has no summary. */
export interface Words {
  readonly title: string;
  readonly summary: string;
  readonly body: string;
  readonly language: string;
}

/** What a stranger can check about a decision. No names, and nobody's choice. */
export interface DecisionFacts {
  readonly number: string;
  readonly method: string;
  readonly outcome: string;
  readonly electorate: number;
  readonly cast: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly decidedAt: string;
}

/** Under what it passed: a decision of the assembly, or a mandate that was live at that instant. */
export type Authority =
  | { readonly by: 'decision'; readonly decision: string }
  | { readonly by: 'mandate'; readonly member: string };

/** A publication as it stands after its last passage. */
export interface Publication extends Words {
  readonly id: string;
  readonly version: number;
  readonly act: Act;
  readonly kind: Kind;
  readonly proposal: string | null;
  readonly answers: string | null;
  readonly answersOutside: string | null;
  readonly facts: DecisionFacts | null;
  readonly decision: string | null;
  readonly mandate: string | null;
  readonly publishedAt: Date;
  readonly passedAt: Date;
}

export type PublicationRefusal =
  | 'publication.not_found'
  | 'publication.withdrawn'
  | 'publication.of_the_assembly'
  | 'publication.no_mandate'
  | 'publication.not_covered'
  | 'publication.same_words'
  | 'publication.changed_meanwhile'
  | 'publication.only_decisions_tell'
  | 'publication.nothing_to_answer';

const refusal = refusalsOf<PublicationRefusal>();

/** Whether it can still be read outside; otherwise its tombstone stands there. */
export const isStanding = ({ act }: Pick<Publication, 'act'>): boolean => act !== 'withdraw';

/** What has once been withdrawn does not come back under the same id: other servers would not take it. */
export function requireStanding(publication: Publication | undefined): asserts publication is Publication {
  if (!publication) throw refusal('missing', 'publication.not_found');
  if (!isStanding(publication)) throw refusal('gone', 'publication.withdrawn');
}

/**
 * What a mandate let out, a mandate may change or take back; what the assembly has let out, or has
 * put into its own words since, only the assembly. A decision may do either to both.
 */
export function requireWithin(passages: readonly Pick<Publication, 'decision'>[], authority: Authority): void {
  if (authority.by === 'mandate' && passages.some(({ decision }) => decision !== null)) {
    throw refusal('forbidden', 'publication.of_the_assembly');
  }
}

/** An amendment says something else than what stands there; what a decision said is never rephrased. */
export function requireAmendable(current: Publication, words: Words): void {
  if (current.kind === 'decision') throw refusal('conflict', 'publication.only_decisions_tell');
  const same = (['title', 'summary', 'body', 'language'] as const).every((field) => current[field] === words[field]);
  if (same) throw refusal('conflict', 'publication.same_words');
}

/** Two who change the same words at once: the second is shown what the first has written. */
export function requireVersion(current: Publication, version: number): void {
  if (current.version !== version) throw refusal('conflict', 'publication.changed_meanwhile');
}
