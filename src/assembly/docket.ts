import { canonicalJson, commitment, type Json } from '../kernel/digest.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Reader } from '../platform/database.ts';
import type { Docket, Due } from '../platform/docket.ts';
import type { RecordEntry } from '../platform/record.ts';
import type { Work } from '../platform/work.ts';
import { countOfYear, firstUndecided, insertDecision, nextClosing } from './decision-store.ts';
import type { Effect } from './effect.ts';
import { decisionEstablished } from './events.ts';
import { type Tally, tallyOf } from './outcome.ts';
import {
  type CastVote,
  type ProposalText,
  proposalById,
  textVersion,
  turnout,
  type Voting,
  votesOn,
  votingForUpdate,
} from './store.ts';

/** How the effect of a decision is carried out: see `src/effects.ts`. */
export type CarryOut = (work: Work, effect: Effect, decision: Decided) => Promise<void>;

/** What an effect may need to know of the decision that it belongs to. */
export interface Decided {
  readonly id: string;
  readonly author: string;
  readonly number: string;
  readonly tally: Tally;
  /** The text that was voted on. */
  readonly text: Pick<ProposalText, 'title' | 'summary' | 'body' | 'language'>;
}

const DAY_MS = 86_400_000;

/** Votes whose deadline has passed: they are decided whether or not anyone has counted yet. */
export const closingVotes = (carryOut: CarryOut): Docket => ({
  nextDue: firstUndecided,
  nextDeadline: (db: Reader) => nextClosing(db),
  establish: (work, due) => establishDecision(work, due, carryOut),
});

/** Counts, numbers, records, carries out: once, with the closing as its instant, whenever it happens. */
async function establishDecision(work: Work, due: Due, carryOut: CarryOut): Promise<void> {
  const voting = await votingForUpdate(work.tx, due.id);
  const proposal = await proposalById(work.tx, due.id);
  const text = voting && (await textVersion(work.tx, due.id, voting.textVersion));
  if (!voting || !proposal || !text) throw new Error('a vote without a proposal');
  const cast = await votesOn(work.tx, due.id);
  const { electorate } = await turnout(work.tx, due.id);
  const choices = cast.map(({ choice }) => choice);
  const tally = tallyOf(voting.method, choices, electorate, voting.rules);
  const number = await nextNumber(work, voting.closesZone);
  const reviewOn = new Date(work.now.getTime() + proposal.reviewAfterDays * DAY_MS);
  const textCommitment = commitment(text.salt, canonicalJson(textOf(text, proposal.effect)));
  const leaf = { id: due.id, number, voting, tally, textCommitment, cast, effect: proposal.effect, reviewOn };
  const recorded = await work.record(decisionLeaf(leaf));
  const effect = tally.outcome === 'adopted' ? proposal.effect : null;
  const { state, refusal } = await effectOf(
    work,
    effect,
    { id: due.id, author: proposal.author, number, tally, text },
    carryOut,
  );
  if (effect) {
    const data = { decision: due.id, number, state, ...(refusal ? { refusal } : {}) };
    await work.record({ audience: 'members', kind: 'decision.effect', data });
  }
  await insertDecision(work.tx, {
    proposal: due.id,
    number,
    outcome: tally.outcome,
    tally,
    decidedAt: work.now,
    reviewOn,
    effectState: state,
    effectRefusal: refusal,
    recordSeq: recorded.seq,
    recordHash: recorded.hash,
  });
  const { outcome } = tally;
  await work.emit(decisionEstablished({ proposal: due.id, number, outcome, effect: state }));
}

/** "2026-041": the year in the collective's own calendar, and a running number within it. */
async function nextNumber(work: Work, timeZone: string): Promise<string> {
  const year = Temporal.Instant.fromEpochMilliseconds(work.now.getTime()).toZonedDateTimeISO(timeZone).year;
  const serial = (await countOfYear(work.tx, String(year))) + 1;
  return `${year}-${String(serial).padStart(3, '0')}`;
}

type EffectOutcome = { state: 'none' | 'executed' | 'not_executable'; refusal: string | null };

/** What cannot be carried out any more is said so, and the decision stands. A fault undoes everything. */
async function effectOf(
  work: Work,
  effect: Effect | null,
  decision: Decided,
  carryOut: CarryOut,
): Promise<EffectOutcome> {
  if (!effect) return { state: 'none', refusal: null };
  try {
    await work.attempt((part) => carryOut(part, effect, decision));
    return { state: 'executed', refusal: null };
  } catch (error) {
    if (error instanceof Refusal) return { state: 'not_executable', refusal: error.code };
    throw error;
  }
}

/** What was voted on, as it is committed to: whoever has it and the salt can check the record against it. */
export const textOf = (
  text: { title: string; summary: string; body: string; language: string },
  effect: Effect | null,
): Json => ({
  title: text.title,
  summary: text.summary,
  body: text.body,
  language: text.language,
  effect: effect as unknown as Json,
});

interface LeafParts {
  readonly id: string;
  readonly number: string;
  readonly voting: Voting;
  readonly tally: Tally;
  readonly textCommitment: string;
  readonly cast: readonly CastVote[];
  readonly effect: Effect | null;
  readonly reviewOn: Date;
}

/** A decision as it is recorded: counts, rules and commitments; no names, no words of members. */
function decisionLeaf({ id, number, voting, tally, textCommitment, cast, effect, reviewOn }: LeafParts): RecordEntry {
  const data: { [key: string]: Json } = {
    decision: id,
    number,
    outcome: tally.outcome,
    ground: tally.ground,
    method: tally.method,
    rules: voting.rules as unknown as Json,
    opened_at: voting.openedAt.toISOString(),
    closed_at: voting.closesAt.toISOString(),
    closed_early_by: voting.closedEarlyBy,
    electorate: tally.electorate,
    roll: voting.rollDigest,
    cast: tally.cast,
    quorum_needed: tally.quorumNeeded,
    counts: tally.counts as Json,
    text: { version: voting.textVersion, commitment: textCommitment },
    voices: voicesOf(cast),
    // Only its type: its parameters may name a member, and are bound by the commitment to the text.
    effect: effect?.type ?? null,
    review_on: reviewOn.toISOString(),
  };
  return { audience: 'members', kind: 'decision', data };
}

/** The reasons that were given, as commitments: they can be erased for safety, but not altered unseen. */
const voicesOf = (cast: readonly CastVote[]): Json =>
  cast
    .filter(({ reason }) => reason !== null)
    .map(({ salt, choice, reason, principle }) => ({
      choice,
      commitment: commitment(salt, canonicalJson({ choice, reason, principle })),
    }))
    .sort((a, b) => (a.commitment < b.commitment ? -1 : 1));
