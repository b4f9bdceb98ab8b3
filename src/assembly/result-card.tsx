import { Tally } from '../platform/http/components/tally.tsx';
import { Handle, WrittenText } from '../platform/http/components/text.tsx';
import { Moment } from '../platform/http/components/time.tsx';
import type { PageContext } from '../platform/http/context.ts';
import type { Tally as Counted } from './outcome.ts';
import { CHOICES_OF } from './outcome.ts';
import { SMALL_ASSEMBLY } from './rules.ts';
import type { CastVote } from './store.ts';
import type { ProposalView } from './views.ts';
import { CHOICE_WORDS, RESULT_SENTENCES, STATUS_WORDS } from './words.ts';

interface Props {
  readonly context: PageContext;
  readonly view: ProposalView;
  readonly handles: ReadonlyMap<string, string>;
}

/**
 * What was decided, in the order in which dissent is not lost: the outcome in one sentence, the
 * counts with their base, who did not vote, reservations, stand-asides, objections in full, review.
 */
export function ResultCard({ context, view, handles }: Props) {
  const { t, rich } = context.i18n;
  const { decision } = view;
  if (!decision) return null;
  const { tally } = decision;
  const { mark, tone } = STATUS_WORDS[decision.outcome];
  return (
    <section class="result stack" id="result" aria-labelledby="result-title">
      <p class="label">{rich('result.number', { number: <bdi dir="ltr">{decision.number}</bdi> })}</p>
      <h2 id="result-title" class="outcome">
        <span class={tone} aria-hidden="true">
          {mark}
        </span>{' '}
        {t(RESULT_SENTENCES[decision.outcome][tally.ground] ?? '')}
      </h2>
      <Counts context={context} tally={tally} />
      <Voices {...{ context, view, handles }} choice="reservations" title="result.reservations" />
      <Voices {...{ context, view, handles }} choice="stand_aside" title="result.stand_asides" />
      <Voices {...{ context, view, handles }} choice="block" title="result.blocks" />
      <Voices {...{ context, view, handles }} choice="no" title="result.noes" />
      <p>{rich('result.review', { date: <Moment at={decision.reviewOn} context={context} /> })}</p>
      <HowCounted context={context} view={view} />
      <WhoVoted context={context} view={view} handles={handles} />
    </section>
  );
}

function Counts({ context, tally }: { context: PageContext; tally: Counted }) {
  const { t } = context.i18n;
  const rows = CHOICES_OF[tally.method].map((choice) => ({
    label: t(CHOICE_WORDS[choice]!.label),
    count: tally.counts[choice] ?? 0,
  }));
  return (
    <Tally
      context={context}
      title={t('result.counts')}
      base={t('result.base', { electorate: tally.electorate })}
      total={tally.electorate}
      rows={[...rows, { label: t('result.not_voted'), count: tally.notVoted }]}
    />
  );
}

interface VoicesProps extends Props {
  readonly choice: string;
  readonly title: string;
}

function Voices({ context, view, handles, choice, title }: VoicesProps) {
  const { t, rich } = context.i18n;
  const voices = view.votes.filter((vote) => vote.choice === choice && vote.reason !== null);
  if (voices.length === 0) return null;
  return (
    <div class="stack stack-sm">
      <h3>{t(title)}</h3>
      {voices.map((voice) => (
        <figure class={choice === 'reservations' ? 'voice' : 'dissent'} key={voice.member}>
          {voice.principle && <p>{rich('result.principle', { principle: <bdi>{voice.principle}</bdi> })}</p>}
          <WrittenText text={voice.reason ?? ''} language={context.house.locale} />
          <figcaption class="small muted">
            <Handle name={handles.get(voice.member)} gone={t('member.gone')} />
          </figcaption>
        </figure>
      ))}
    </div>
  );
}

/** The rule by which it was counted, with the numbers put in: whoever doubts it can do the sum. */
function HowCounted({ context, view }: { context: PageContext; view: ProposalView }) {
  const { t, dateTime } = context.i18n;
  const { decision, voting } = view;
  if (!decision || !voting) return null;
  const { tally } = decision;
  const { cast, electorate, quorumNeeded: needed } = tally;
  const { numerator, denominator } = voting.rules.quorum;
  const share = `${numerator}/${denominator}`;
  return (
    <details>
      <summary>{t('result.how')}</summary>
      <div class="stack stack-sm">
        <p>{t('result.how.quorum', { share, cast, electorate, needed })}</p>
        <p>{methodSum(context, tally)}</p>
        <p>
          {t('result.how.frozen', {
            rules: voting.rules.version,
            date: dateTime(voting.openedAt, context.timeZone),
          })}
        </p>
        <p>
          {t('result.recorded', { seq: decision.recordSeq })}
          <br />
          <a href={`/memory/record?from=${decision.recordSeq - 1}`} class="hash" dir="ltr">
            {decision.recordHash}
          </a>
        </p>
      </div>
    </details>
  );
}

function methodSum(context: PageContext, { method, counts, electorate }: Counted): string {
  const { t } = context.i18n;
  if (method === 'simple-majority') {
    return t('result.how.simple-majority', { yes: counts.yes ?? 0, no: counts.no ?? 0 });
  }
  const aside = counts.stand_aside ?? 0;
  if (electorate <= SMALL_ASSEMBLY) return t('result.how.consensus_small', { aside });
  return t('result.how.consensus', { aside, sum: (counts.agree ?? 0) + (counts.reservations ?? 0) + aside });
}

function WhoVoted({ context, view, handles }: Props) {
  const { t } = context.i18n;
  const method = view.decision?.tally.method;
  if (!method || view.votes.length === 0) return null;
  const groups = CHOICES_OF[method]
    .map((choice) => ({ choice, voters: view.votes.filter((vote: CastVote) => vote.choice === choice) }))
    .filter(({ voters }) => voters.length > 0);
  return (
    <details>
      <summary>{t('result.votes')}</summary>
      <dl class="facts">
        {groups.map(({ choice, voters }) => (
          <div key={choice}>
            <dt>{t(CHOICE_WORDS[choice]!.label)}</dt>
            <dd>
              {voters.map(({ member }, index) => (
                <span key={member}>
                  {index > 0 && ' · '}
                  <Handle name={handles.get(member)} gone={t('member.gone')} />
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
