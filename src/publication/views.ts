import { refusalsOf } from '../kernel/refusal.ts';
import type { Reader } from '../platform/database.ts';
import { isStanding, type Publication, type PublicationRefusal } from './publication.ts';
import { answersTo, passagesOf, publicationById } from './store.ts';

const refusal = refusalsOf<PublicationRefusal>();

/** Under what something passed, as everybody may know it: a decision by its number, or a mandate by nothing more. */
export type Ground =
  | { readonly by: 'decision'; readonly decision: string; readonly number: string }
  | { readonly by: 'mandate' };

export interface Passage {
  readonly at: Date;
  readonly version: number;
  readonly ground: Ground;
}

/** What stands at an address, or stood there. */
export interface PublicationView {
  readonly publication: Publication;
  readonly first: Passage;
  /** Its last passage, if that is another than the first. */
  readonly last: Passage | undefined;
  /** Of ours: what it answers, and what answers it. */
  readonly answered: Publication | undefined;
  readonly answers: readonly Publication[];
  /** Whether a mandate let it out: whoever holds it now may change it or take it back. */
  readonly byMandate: boolean;
}

/** The number of a decision, as the assembly counts them. */
export type NumberOf = (db: Reader, decision: string) => Promise<string | undefined>;

export async function publicationView(db: Reader, id: string, numberOf: NumberOf): Promise<PublicationView> {
  const passages = await passagesOf(db, id);
  const [first, last] = [passages[0], passages.at(-1)];
  if (!first || !last) throw refusal('missing', 'publication.not_found');
  const answered = last.answers === null ? undefined : await publicationById(db, last.answers);
  return {
    publication: last,
    first: await passageOf(db, first, numberOf),
    last: last === first ? undefined : await passageOf(db, last, numberOf),
    answered: answered && isStanding(answered) ? answered : undefined,
    answers: await answersTo(db, id),
    byMandate: first.decision === null,
  };
}

async function passageOf(db: Reader, passage: Publication, numberOf: NumberOf): Promise<Passage> {
  const { passedAt, version, decision } = passage;
  if (decision === null) return { at: passedAt, version, ground: { by: 'mandate' } };
  const number = await numberOf(db, decision);
  if (number === undefined) throw new Error('something was published by a decision that is not there');
  return { at: passedAt, version, ground: { by: 'decision', decision, number } };
}
