import { newId } from '../kernel/id.ts';
import { refusalsOf } from '../kernel/refusal.ts';
import type { Reader } from '../platform/database.ts';
import type { ActingAs, Actor, Work } from '../platform/work.ts';
import { type Covers, passGate } from './gate.ts';
import {
  type Authority,
  type DecisionFacts,
  type Publication,
  type PublicationRefusal,
  requireAmendable,
  requireStanding,
  requireVersion,
  requireWithin,
  type Words,
} from './publication.ts';
import { publicationForUpdate } from './store.ts';

/** What is known here of what others have said. */
export interface Outside {
  /** Whether something of this id has reached us, and its author has let everyone see it. */
  canBeAnswered(db: Reader, id: string): Promise<boolean>;
}

const refusal = refusalsOf<PublicationRefusal>();

/** What whoever holds the mandate to publish does: notices, in the collective's name. */
export const publicationCommands = (actingAs: ActingAs, covers: Covers, { canBeAnswered }: Outside) => ({
  /** Lets a notice out; it may answer something that was said elsewhere. Returns its id. */
  publishNotice: (actor: Actor, words: Words, answersOutside: string | null = null) =>
    actingAs(actor, async (work) => {
      if (answersOutside !== null && !(await canBeAnswered(work.tx, answersOutside))) {
        throw refusal('invalid', 'publication.nothing_to_answer', {}, 'answers');
      }
      const id = newId(work.random);
      const passage = { ...UNRELATED, answersOutside, id, kind: 'notice', ...words, publishedAt: work.now } as const;
      await passGate(work, { ...passage, act: 'publish', version: 1 }, byMandate(actor), covers);
      return id;
    }),

  /** Changes the words of a notice. `version` is the one that was being changed. */
  amend: (actor: Actor, id: string, version: number, words: Words) =>
    actingAs(actor, async (work) => {
      const { passages, current } = await publicationForUpdate(work.tx, id);
      requireStanding(current);
      requireWithin(passages, byMandate(actor));
      requireVersion(current, version);
      await amendWith(work, current, words, byMandate(actor), covers);
    }),

  /** Takes a notice back: a tombstone stays where it was. */
  withdraw: (actor: Actor, id: string) =>
    actingAs(actor, async (work) => {
      const { passages, current } = await publicationForUpdate(work.tx, id);
      requireStanding(current);
      requireWithin(passages, byMandate(actor));
      await withdrawAs(work, current, byMandate(actor), covers);
    }),
});

export type PublicationCommands = ReturnType<typeof publicationCommands>;

const UNRELATED = { proposal: null, answers: null, answersOutside: null, facts: null } as const;
const byMandate = ({ member }: Actor): Authority => ({ by: 'mandate', member });
const byDecision = (decision: string): Authority => ({ by: 'decision', decision });

/** What an adopted proposal lets out: all of it and its decision, or its decision alone. */
export interface DecisionTold {
  readonly decision: string;
  readonly facts: DecisionFacts;
  /** The decision in words, for people. */
  readonly told: Words;
}

/** The effect of a decision to publish the proposal that was decided: its text, and then how it was decided. */
export async function publishProposal(
  work: Work,
  words: Words,
  { decision, facts, told }: DecisionTold,
  covers: Covers,
): Promise<void> {
  const article = newId(work.random);
  const of = { ...UNRELATED, proposal: decision, publishedAt: work.now, act: 'publish', version: 1 } as const;
  const authority = byDecision(decision);
  await passGate(work, { ...of, ...words, id: article, kind: 'proposal', facts }, authority, covers);
  const note = { ...of, ...told, id: newId(work.random), kind: 'decision', answers: article, facts } as const;
  await passGate(work, note, authority, covers);
}

/** The effect of a decision to make its outcome known, and not the text. */
export async function publishDecision(work: Work, { decision, facts, told }: DecisionTold, covers: Covers) {
  const of = { ...UNRELATED, id: newId(work.random), proposal: decision, publishedAt: work.now, facts } as const;
  await passGate(work, { ...of, ...told, act: 'publish', version: 1, kind: 'decision' }, byDecision(decision), covers);
}

/** The effect of a decision to say something to everybody. */
export async function announce(work: Work, words: Words, decision: string, covers: Covers): Promise<void> {
  const of = { ...UNRELATED, id: newId(work.random), publishedAt: work.now, proposal: decision } as const;
  await passGate(work, { ...of, ...words, act: 'publish', version: 1, kind: 'notice' }, byDecision(decision), covers);
}

/** The effect of a decision that its text take the place of one that was let out before. */
export async function amendByDecision(work: Work, id: string, words: Words, decision: string, covers: Covers) {
  const { current } = await publicationForUpdate(work.tx, id);
  requireStanding(current);
  await amendWith(work, current, words, byDecision(decision), covers);
}

/** The effect of a decision to take something back. */
export async function withdrawByDecision(work: Work, id: string, decision: string, covers: Covers): Promise<void> {
  const { current } = await publicationForUpdate(work.tx, id);
  requireStanding(current);
  await withdrawAs(work, current, byDecision(decision), covers);
}

async function amendWith(work: Work, current: Publication, words: Words, authority: Authority, covers: Covers) {
  // A notice is as long as it is; there is nothing to sum up.
  const kept = current.kind === 'notice' ? { ...words, summary: '' } : words;
  requireAmendable(current, kept);
  await passGate(work, { ...current, ...kept, act: 'amend', version: current.version + 1 }, authority, covers);
}

async function withdrawAs(work: Work, current: Publication, authority: Authority, covers: Covers): Promise<void> {
  const empty = { title: '', summary: '', body: '', facts: null };
  await passGate(work, { ...current, ...empty, act: 'withdraw', version: current.version + 1 }, authority, covers);
}
