import { sql } from 'drizzle-orm';
import type { Tx } from '../../database.ts';
import type { Work } from '../../work.ts';
import { deliveries } from '../schema.ts';
import type { Outcome } from './answers.ts';
import type { Leased } from './deliveries.ts';
import {
  downWithUs,
  type HostState,
  hostAfter,
  hostNews,
  hostsForUpdate,
  isBack,
  makeDue,
  saveHosts,
  UNKNOWN_HOST,
} from './hosts.ts';
import { retryAfterMs } from './retry-after.ts';
import { nextAttempt, putOff, TRIED_FOR_MS } from './schedule.ts';

/** What became of a delivery that was taken. */
export interface Tried {
  readonly delivery: Leased;
  readonly outcome: Outcome;
}

export interface SettleOptions {
  /** Our own network is down: silence is not counted. */
  readonly ours: boolean;
  random01(): number;
}

/** A delivery that has been tried until its last day, and is not tried any more. */
export interface GivenUp {
  readonly host: string;
  /** Its last answer. */
  readonly answer: string;
}

/**
 * Writes down what many attempts came to, for the deliveries and for their hosts. Once or twice: the same.
 * Returns what has grown too old by it, among them deliveries that were not tried now.
 */
export async function settle(
  { tx, now }: Pick<Work, 'tx' | 'now'>,
  tried: readonly Tried[],
  options: SettleOptions,
): Promise<readonly GivenUp[]> {
  if (tried.length === 0) return [];
  const { back, down } = await settleHosts(tx, now, tried, options);
  await makeDue(tx, back, now);
  const waited = await failOld(tx, down, now);
  const rows = tried.map((each) => rowAfter(each, now, options));
  return [...waited, ...(await settleRows(tx, now, rows))];
}

interface Fates {
  /** That can be reached again, after a while. */
  readonly back: readonly string[];
  /** That could not be reached, with what was the answer instead. */
  readonly down: readonly { readonly host: string; readonly answer: string }[];
}

async function settleHosts(tx: Tx, now: Date, tried: readonly Tried[], options: SettleOptions): Promise<Fates> {
  const byHost = Map.groupBy(tried, ({ delivery }) => delivery.host);
  const known = await hostsForUpdate(tx, [...byHost.keys()]);
  const changed = new Map<string, HostState>();
  const back: string[] = [];
  let isNoted = false;
  const down: { host: string; answer: string }[] = [];
  for (const [host, attempts] of byHost) {
    const outcomes = attempts.map(({ outcome }) => outcome);
    const before = known.get(host) ?? UNKNOWN_HOST;
    const news = hostNews(outcomes, now);
    // Chance decides only when one that was not reached is tried again.
    const random01 = news.reached ? 0 : options.random01();
    const after = hostAfter(before, news, { now, random01, ours: options.ours });
    if (after !== before) changed.set(host, after);
    if (isBack(before, after, now)) back.push(host);
    if (news.reached && after !== before) isNoted = true;
    if (news.unreached && !news.reached && !options.ours) down.push({ host, answer: outcomes[0]?.answer ?? '' });
  }
  const withUs = isNoted ? await downWithUs(tx, now) : [];
  await saveHosts(tx, changed);
  return { back: [...new Set([...back, ...withUs])], down };
}

interface Row {
  readonly number: number;
  readonly lease: Date;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly counted: 0 | 1;
  readonly next: Date | null;
  readonly answer: string;
  /** It was worth another attempt, and there is none left. */
  readonly old: boolean;
}

function rowAfter({ delivery, outcome }: Tried, now: Date, { ours, random01 }: SettleOptions): Row {
  const { number, leasedUntil: lease, madeAt } = delivery;
  const { verdict, answer } = outcome;
  if (verdict === 'put_off' || (ours && outcome.reach === 'silent')) {
    return { number, lease, answer, old: false, state: 'waiting', counted: 0, next: putOff(now, random01()) };
  }
  const row = { number, lease, answer, old: false, counted: 1 } as const;
  if (verdict !== 'retry') return { ...row, state: verdict, next: null };
  const asked = retryAfterMs(outcome.retryAfter, now);
  const attempts = delivery.attempts + 1;
  const next = nextAttempt({ attempts, madeAt, now, random01: random01(), retryAfterMs: asked });
  return next ? { ...row, state: 'waiting', next } : { ...row, state: 'failed', old: true, next: null };
}

/**
 * Whoever has lost the lease has nothing more to say about when it is tried again: somebody else is at it.
 * That it was delivered stays true.
 */
async function settleRows(tx: Tx, now: Date, rows: readonly Row[]): Promise<readonly GivenUp[]> {
  const old = await tx.execute<GivenUpRow>(sql`
    with settled as (
      update deliveries d set
        state = told.state,
        attempts = d.attempts + told.counted,
        next_at = coalesce(told.next, d.next_at),
        leased_until = null,
        last_answer = told.answer,
        settled_at = case when told.state = 'waiting' then null else ${now.toISOString()}::timestamptz end
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as told(
        number bigint, lease timestamptz, state text, counted int, next timestamptz, answer text, old boolean)
      where d.number = told.number and d.state = 'waiting' and (d.leased_until = told.lease or told.state = 'delivered')
      returning d.host, d.last_answer as answer, told.old
    )
    select host, answer from settled where old`);
  return [...old];
}

interface GivenUpRow extends Record<string, unknown>, GivenUp {}

/** What has waited for its seven days fails with the probe that shows that its host is still not there. */
async function failOld(tx: Tx, down: Fates['down'], now: Date): Promise<readonly GivenUp[]> {
  if (down.length === 0) return [];
  const madeBefore = new Date(now.getTime() - TRIED_FOR_MS).toISOString();
  const old = await tx.execute<GivenUpRow>(sql`
    update ${deliveries} set
      state = 'failed',
      last_answer = coalesce(${deliveries.lastAnswer}, down.answer),
      leased_until = null,
      settled_at = ${now.toISOString()}::timestamptz
    from json_to_recordset(${JSON.stringify(down)}::text::json) as down(host text, answer text)
    where ${deliveries.state} = 'waiting' and ${deliveries.host} = down.host
      and ${deliveries.madeAt} <= ${madeBefore}::timestamptz
      and (${deliveries.leasedUntil} is null or ${deliveries.leasedUntil} <= ${now.toISOString()}::timestamptz)
    returning ${deliveries.host} as host, ${deliveries.lastAnswer} as answer`);
  return [...old];
}
