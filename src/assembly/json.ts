import { z } from 'zod';
import { Id, Instant } from '../platform/http/api.ts';
import { METHODS } from './outcome.ts';
import type { CastVote } from './store.ts';
import type { ProposalListed, ProposalView } from './views.ts';

const Outcome = z.enum(['adopted', 'not_adopted', 'quorum_missed', 'blocked']);
const Status = z.enum(['draft', 'discussion', 'voting', 'withdrawn', ...Outcome.options]);
const iso = (at: Date | null | undefined): string | null => at?.toISOString() ?? null;

/** A proposal in a list. */
export const ListedJson = z.object({
  id: Id,
  author: Id,
  title: z.string(),
  summary: z.string(),
  language: z.string(),
  method: z.enum(METHODS),
  discussedFrom: Instant.nullable(),
  openedAt: Instant.nullable(),
  closesAt: Instant.nullable(),
  decidedAt: Instant.nullable(),
  outcome: Outcome.nullable(),
  number: z.string().nullable(),
});

export const listedJson = ({ tally: _tally, ...item }: ProposalListed): z.output<typeof ListedJson> => ({
  ...item,
  discussedFrom: iso(item.discussedFrom),
  openedAt: iso(item.openedAt),
  closesAt: iso(item.closesAt),
  decidedAt: iso(item.decidedAt),
});

export const VoteJson = z.object({
  member: Id,
  choice: z.string(),
  reason: z.string().nullable(),
  principle: z.string().nullable(),
});

export const voteJson = ({ member, choice, reason, principle }: CastVote): z.output<typeof VoteJson> => ({
  member,
  choice,
  reason,
  principle,
});

const EffectJson = z.object({
  type: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

const VotingJson = z.object({
  textVersion: z.number().int(),
  method: z.enum(METHODS),
  rules: z.object({
    version: z.number().int(),
    quorum: z.object({ numerator: z.number().int(), denominator: z.number().int() }),
    openAtLeastSeconds: z.number().int(),
  }),
  openedAt: Instant,
  closesAt: Instant,
  closesWallClock: z.string(),
  closesZone: z.string(),
  electorate: z.number().int(),
  cast: z.number().int(),
});

const DecisionJson = z.object({
  number: z.string(),
  outcome: Outcome,
  ground: z.string(),
  electorate: z.number().int(),
  cast: z.number().int(),
  notVoted: z.number().int(),
  quorumNeeded: z.number().int(),
  counts: z.record(z.string(), z.number().int()),
  decidedAt: Instant,
  reviewOn: Instant,
  effect: z.enum(['none', 'executed', 'not_executable']),
  effectRefusal: z.string().nullable(),
  record: z.object({ seq: z.number().int(), hash: z.string() }),
});

const CommentJson = z.object({
  id: Id,
  author: Id,
  body: z.string().nullable(),
  language: z.string(),
  writtenAt: Instant,
});

/** Everything about one proposal, as its page shows it. */
export const DetailJson = z.object({
  id: Id,
  author: Id,
  status: Status,
  version: z.number().int(),
  title: z.string(),
  summary: z.string(),
  body: z.string(),
  language: z.string(),
  method: z.enum(METHODS),
  reviewAfterDays: z.number().int(),
  effect: EffectJson.nullable(),
  voting: VotingJson.nullable(),
  decision: DecisionJson.nullable(),
  ownBallot: z
    .object({ choice: z.string(), reason: z.string().nullable(), principle: z.string().nullable() })
    .nullable(),
  mayVote: z.boolean(),
  comments: z.array(CommentJson),
});

export const detailJson = (view: ProposalView): z.output<typeof DetailJson> => ({
  id: view.proposal.id,
  author: view.proposal.author,
  status: view.status,
  version: view.text.version,
  title: view.text.title,
  summary: view.text.summary,
  body: view.text.body,
  language: view.text.language,
  method: view.proposal.method,
  reviewAfterDays: view.proposal.reviewAfterDays,
  effect: view.effect as z.output<typeof EffectJson> | null,
  voting: votingJson(view),
  decision: decisionJson(view),
  ownBallot: view.own ? { choice: view.own.choice, reason: view.own.reason, principle: view.own.principle } : null,
  mayVote: view.status === 'voting' && view.onRoll,
  comments: view.comments.map(({ id, author, body, language, writtenAt }) => ({
    id,
    author,
    body,
    language,
    writtenAt: writtenAt.toISOString(),
  })),
});

function votingJson({ voting, turnout }: ProposalView): z.output<typeof VotingJson> | null {
  if (!voting) return null;
  const { textVersion, method, rules, closesWallClock, closesZone } = voting;
  return {
    textVersion,
    method,
    rules,
    openedAt: voting.openedAt.toISOString(),
    closesAt: voting.closesAt.toISOString(),
    closesWallClock,
    closesZone,
    ...turnout,
  };
}

function decisionJson({ decision }: ProposalView): z.output<typeof DecisionJson> | null {
  if (!decision) return null;
  const { electorate, cast, notVoted, quorumNeeded, counts, ground } = decision.tally;
  return {
    number: decision.number,
    outcome: decision.outcome,
    ground,
    electorate,
    cast,
    notVoted,
    quorumNeeded,
    counts,
    decidedAt: decision.decidedAt.toISOString(),
    reviewOn: decision.reviewOn.toISOString(),
    effect: decision.effectState,
    effectRefusal: decision.effectRefusal,
    record: { seq: decision.recordSeq, hash: decision.recordHash },
  };
}
