import { CHOICES_OF, METHODS, type Outcome } from './outcome.ts';
import type { ProposalStatus } from './proposal.ts';

/** The keys of the sentences for each status, choice and method, in one place, with the mark that goes before. */
export const STATUS_WORDS = {
  draft: { key: 'status.draft', mark: '✎', tone: 'idle' },
  discussion: { key: 'status.discussion', mark: '…', tone: 'idle' },
  voting: { key: 'status.voting', mark: '⏳', tone: 'warn' },
  withdrawn: { key: 'status.withdrawn', mark: '−', tone: 'idle' },
  adopted: { key: 'status.adopted', mark: '✓', tone: 'ok' },
  not_adopted: { key: 'status.not_adopted', mark: '✕', tone: 'stop' },
  quorum_missed: { key: 'status.quorum_missed', mark: '−', tone: 'idle' },
  blocked: { key: 'status.blocked', mark: '✋', tone: 'stop' },
} as const satisfies Record<ProposalStatus, { key: string; mark: string; tone: string }>;

interface ChoiceWords {
  readonly label: string;
  readonly meaning: string;
  readonly mark: string;
  /** The label of the field in which the reason is given; none where none is asked for. */
  readonly reason?: string;
}

export const CHOICE_WORDS: Readonly<Record<string, ChoiceWords>> = {
  agree: { label: 'choice.agree', meaning: 'choice.agree.meaning', mark: '✓' },
  reservations: {
    label: 'choice.reservations',
    meaning: 'choice.reservations.meaning',
    mark: '✓',
    reason: 'choice.reservations.reason',
  },
  stand_aside: {
    label: 'choice.stand_aside',
    meaning: 'choice.stand_aside.meaning',
    mark: '−',
    reason: 'choice.stand_aside.reason',
  },
  block: { label: 'choice.block', meaning: 'choice.block.meaning', mark: '✋', reason: 'choice.block.reason' },
  abstain: { label: 'choice.abstain', meaning: 'choice.abstain.meaning', mark: '○' },
  yes: { label: 'choice.yes', meaning: 'choice.yes.meaning', mark: '✓' },
  no: { label: 'choice.no', meaning: 'choice.no.meaning', mark: '✕', reason: 'choice.no.reason' },
};

export const METHOD_WORDS = {
  consensus: { label: 'method.consensus', meaning: 'method.consensus.meaning' },
  'simple-majority': { label: 'method.simple-majority', meaning: 'method.simple-majority.meaning' },
} as const;

/** The outcome in one sentence, for every ground on which it can come about. */
export const RESULT_SENTENCES: Readonly<Record<Outcome, Readonly<Record<string, string>>>> = {
  adopted: { agreement: 'result.adopted.agreement', more_yes: 'result.adopted.more_yes' },
  not_adopted: {
    more_no: 'result.not_adopted.more_no',
    tie: 'result.not_adopted.tie',
    nobody_agreed: 'result.not_adopted.nobody_agreed',
    weak_support: 'result.not_adopted.weak_support',
    stand_asides: 'result.not_adopted.stand_asides',
  },
  blocked: { block: 'result.blocked.block' },
  quorum_missed: { too_few: 'result.quorum_missed.too_few' },
};

/** A method and its choices, in their order, as keys of sentences: for others who show how something was counted. */
export function wordsOfMethod(name: string) {
  const method = METHODS.find((each) => each === name);
  if (!method) return undefined;
  const choices = CHOICES_OF[method].map((choice) => ({ choice, label: CHOICE_WORDS[choice]?.label ?? choice }));
  return { label: METHOD_WORDS[method].label, meaning: METHOD_WORDS[method].meaning, choices };
}
