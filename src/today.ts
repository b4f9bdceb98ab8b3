import { ProposalList } from './assembly/list-pages.tsx';
import type { ProposalListed } from './assembly/views.ts';
import { recentDecisions, turnouts, votesAwaiting } from './assembly/views.ts';
import { acceptanceEndsAt, mandateStatus } from './mandates/mandate.ts';
import { OFFICE_KEYS } from './mandates/pages.tsx';
import { allMandates, holdsPower, mandatesOf } from './mandates/store.ts';
import { handlesOf } from './members/store.ts';
import type { Reader } from './platform/database.ts';
import type { PageContext, Viewer } from './platform/http/context.ts';
import type { Ask, TodayView } from './today/pages.tsx';

const SOON_DAYS = 21;
const DECIDED_SHOWN = 5;

/** What all capabilities have to say to one member today. Like `reactions.ts`, this is where they meet. */
export async function todayView(
  db: Reader,
  now: Date,
  context: PageContext,
  viewer: Viewer,
  outside: OutsideWaiting,
): Promise<TodayView> {
  const votes = await voteAsks(db, now, context, viewer);
  const offers = await offerAsks(db, now, context, viewer);
  const decided = await recentDecisions(db, DECIDED_SHOWN);
  const all = await allMandates(db);
  const soon = new Date(now.getTime() + SOON_DAYS * 86_400_000);
  const ending = all.filter((mandate) => mandateStatus(mandate, now) === 'live' && mandate.endsAt <= soon);
  const handles = await handlesOf(
    db,
    ending.map(({ holder }) => holder),
  );
  return {
    asks: [...offers, ...votes, ...(await keeperAsks(db, now, context, viewer, outside))],
    decided: decided.length > 0 ? ProposalList({ context, items: decided }) : null,
    ending: ending.map(({ id, office, holder, endsAt }) => ({
      id,
      office: context.i18n.t(OFFICE_KEYS[office][0]),
      holder: handles.get(holder),
      endsAt,
    })),
  };
}

async function voteAsks(db: Reader, now: Date, { i18n }: PageContext, viewer: Viewer): Promise<Ask[]> {
  const waiting = await votesAwaiting(db, now, viewer.id);
  const turnout = await turnouts(
    db,
    waiting.map(({ id }) => id),
  );
  return waiting.map((item: ProposalListed) => {
    const { electorate, cast, needed } = turnout.get(item.id) ?? { electorate: 0, cast: 0, needed: 0 };
    const relative = item.closesAt ? i18n.relative(item.closesAt, now) : '';
    return {
      id: item.id,
      href: `/proposals/${item.id}`,
      title: item.title,
      language: item.language,
      line: i18n.t('voting.closes_line', { cast, electorate, needed, relative }),
      action: 'vote',
    };
  });
}

/** Who waits outside for somebody with the mandate. */
export interface OutsideWaiting {
  strangers(db: Reader): Promise<number>;
  followers(db: Reader): Promise<number>;
  reports(db: Reader): Promise<number>;
  /** What was said of somebody and was to be looked at again by now. */
  reviews(db: Reader, now: Date): Promise<number>;
}

/** What is asked of whoever lets people in: nobody else is told. */
async function keeperAsks(
  db: Reader,
  now: Date,
  { i18n }: PageContext,
  viewer: Viewer,
  outside: OutsideWaiting,
): Promise<Ask[]> {
  if (!(await holdsPower(db, viewer.id, 'quarantine', now))) return [];
  const waiting = [
    ['followers', await outside.followers(db)],
    ['strangers', await outside.strangers(db)],
    ['reports', await outside.reports(db)],
    ['reviews', await outside.reviews(db, now)],
  ] as const;
  return waiting
    .filter(([, count]) => count > 0)
    .map(([who, count]) => ({
      id: who,
      href: `/solidarity/${who === 'reviews' ? 'strangers' : who}`,
      title: i18n.t(WAITING_KEYS[who][0], { count }),
      language: undefined,
      line: i18n.t(WAITING_KEYS[who][1]),
      action: 'look' as const,
    }));
}

const WAITING_KEYS = {
  followers: ['today.followers', 'today.followers.line'],
  strangers: ['today.strangers', 'today.strangers.line'],
  reports: ['today.reports', 'today.reports.line'],
  reviews: ['today.reviews', 'today.reviews.line'],
} as const;

async function offerAsks(db: Reader, now: Date, { i18n, timeZone }: PageContext, viewer: Viewer): Promise<Ask[]> {
  const own = await mandatesOf(db, viewer.id);
  return own
    .filter((mandate) => mandateStatus(mandate, now) === 'offered')
    .map((mandate) => ({
      id: mandate.id,
      href: `/mandates/${mandate.id}`,
      title: i18n.t('today.offer', { office: i18n.t(OFFICE_KEYS[mandate.office][0]) }),
      language: undefined,
      line: i18n.t('today.offer.line', { date: i18n.dateTime(acceptanceEndsAt(mandate), timeZone) }),
      action: 'answer' as const,
    }));
}
