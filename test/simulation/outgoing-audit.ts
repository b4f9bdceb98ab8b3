import type postgres from 'postgres';
import { isWellThroughout } from './characters.ts';
import { type Arrival, arrivalKey, type Host, type Peers } from './peers.ts';
import { DAY, HOUR, MINUTE, SECOND, type World } from './world.ts';

interface Activity {
  readonly number: number;
  readonly id: string;
  readonly type: string;
  readonly object: string;
  readonly digest: string;
  readonly listed: boolean;
  readonly madeAt: number;
}

interface Row {
  readonly number: number;
  readonly activity: number;
  readonly inbox: string;
  readonly host: string;
  readonly state: 'waiting' | 'delivered' | 'failed' | 'cancelled';
  readonly madeAt: number;
  readonly settledAt: number | null;
  readonly answer: string | null;
}

interface Follow {
  readonly inbox: string;
  readonly host: string;
  readonly from: number;
  readonly to: number;
}

export interface OutgoingAuditOptions {
  readonly world: World;
  readonly peers: Peers;
  /** Beside all processes. */
  readonly sql: postgres.Sql;
  /** Nothing on our side was in the way between these times. */
  isCalm(from: number, to: number): boolean;
}

const RETRIED_FOR = 7 * DAY;
/** The longest pause between two attempts, a host's own wish, and that nobody of us was there or had a network. */
const PAUSE_MAX = 60 * HOUR;
/** What failed for its age has been tried for seven days, or its host wanted to be left alone until after that. */
const TRIED_AT_LEAST = 6 * DAY - MINUTE;
const KEPT = { delivered: 7 * DAY, cancelled: 7 * DAY, failed: 30 * DAY, waiting: Number.POSITIVE_INFINITY } as const;
/** What has been taken may leave yet: so long is a lease, and an attempt. */
const ON_ITS_WAY = 90 * SECOND;
/** Where a signal is lost, it is looked for again after two hours, in this simulation. */
const PROMPT = 2.5 * HOUR;
const LONG_WELL = 2 * DAY;
/** Probes come once a day to whoever has been away for a week. */
const WAITS_MAX = RETRIED_FOR + 1.2 * DAY + PAUSE_MAX;

/** Looks at everything that leaves us: it has its deliveries, and each of these ends as it must. */
export function createOutgoingAudit({ world, peers, sql, isCalm }: OutgoingAuditOptions) {
  const activities = new Map<number, Activity>();
  const byId = new Map<string, Activity>();
  const ledger = new Map<number, Row>();
  /** When each thing was taken back. */
  const deletes = new Map<string, number>();
  const totals = { delivered: 0, failed: 0, cancelled: 0 };

  const readActivities = async (): Promise<readonly Activity[]> => {
    const last = Math.max(0, ...activities.keys());
    const rows = await sql<Activity[]>`
      select number::int, id, type, object, digest, listed, (extract(epoch from made_at) * 1000)::float8 as "madeAt"
      from activities where number > ${last} order by number`;
    for (const row of rows) {
      activities.set(row.number, row);
      if (byId.has(row.id)) world.fault('once', `two activities are called ${row.id}`);
      byId.set(row.id, row);
      if (row.type === 'Delete') deletes.set(row.object, row.madeAt);
    }
    return rows;
  };

  const readDeliveries = () => sql<Row[]>`
    select number::int, activity::int, inbox, host, state, last_answer as answer,
      (extract(epoch from made_at) * 1000)::float8 as "madeAt",
      (extract(epoch from settled_at) * 1000)::float8 as "settledAt"
    from deliveries order by number`;

  /** Who follows, and from when to when; told by what is stored of each follow. */
  const readFollows = async (): Promise<readonly Follow[]> => {
    const rows = await sql<{ inbox: string; state: string; from: number; settled: number; gone: number | null }[]>`
      select coalesce(a.shared_inbox, a.inbox) as inbox, f.state,
        (extract(epoch from f.asked_at) * 1000)::float8 as from,
        (extract(epoch from f.settled_at) * 1000)::float8 as settled,
        (extract(epoch from a.gone_at) * 1000)::float8 as gone
      from follows_received f join remote_actors a on a.id = f.actor where f.state <> 'pending'`;
    return rows.map(({ inbox, state, from, settled, gone }) => {
      const end = state === 'accepted' ? Number.POSITIVE_INFINITY : settled;
      return { inbox, host: new URL(inbox).host, from, to: Math.min(end, gone ?? Number.POSITIVE_INFINITY) };
    });
  };

  const readKeptOut = async () => {
    const rows = await sql<{ name: string; verdict: string; at: number }[]>`
      select name, verdict, (extract(epoch from given_at) * 1000)::float8 as at from standings order by given_at, id`;
    return (host: string, at: number): 'in' | 'out' | 'either' => {
      const said = rows.filter(({ name }) => name === host);
      if (said.some((each) => each.at === at)) return 'either';
      return said.findLast((each) => each.at < at)?.verdict === 'keep_out' ? 'out' : 'in';
    };
  };

  /** Nobody who followed at that moment is left out, and nobody else is told. Of what happened at that very moment either is right. */
  const checkAudience = async (fresh: readonly Activity[], rows: readonly Row[]): Promise<void> => {
    const sentTo = Map.groupBy(rows, ({ activity }) => activity);
    const follows = await readFollows();
    const keptOut = await readKeptOut();
    for (const { number, id, type, listed, madeAt } of fresh) {
      const inboxes = new Set(sentTo.get(number)?.map(({ inbox }) => inbox));
      if (!listed) {
        if (inboxes.size !== 1) world.fault('deliveries', `${type} ${id} goes to ${inboxes.size} inboxes`);
        continue;
      }
      const standing = (host: string) => keptOut(host, madeAt);
      const must = follows.filter(({ from, to, host }) => from < madeAt && madeAt < to && standing(host) === 'in');
      const may = follows.filter(({ from, to, host }) => from <= madeAt && madeAt <= to && standing(host) !== 'out');
      for (const { inbox } of must) if (!inboxes.has(inbox)) world.fault('deliveries', `${id} does not go to ${inbox}`);
      for (const { inbox } of may) inboxes.delete(inbox);
      for (const inbox of inboxes) world.fault('deliveries', `${id} goes to ${inbox}, where nobody follows`);
    }
  };

  const arrivalOf = ({ host, inbox, activity }: Row): Arrival | undefined =>
    peers.hosts.get(host)?.arrivals.get(arrivalKey(inbox, activities.get(activity)?.id ?? ''));

  /** Its inbox has said that it is gone. */
  const isGone = ({ gone }: Host, { inbox, settledAt }: Row): boolean =>
    (gone.get(inbox) ?? Number.POSITIVE_INFINITY) <= (settledAt ?? 0);

  /** What it is about has been taken back. */
  const isWithdrawn = ({ activity, settledAt }: Row): boolean => {
    const object = activities.get(activity)?.object;
    return (deletes.get(object ?? '') ?? Number.POSITIVE_INFINITY) <= (settledAt ?? 0);
  };

  const checkEnd = (row: Row): void => {
    const host = peers.hosts.get(row.host);
    const settledAt = row.settledAt ?? 0;
    const name = `delivery ${row.number} to ${row.inbox} (${host?.character.name})`;
    const arrival = arrivalOf(row);
    if (!host || row.state === 'waiting') return;
    totals[row.state] += 1;
    if (row.state === 'delivered' && !(arrival?.takenAt !== undefined && arrival.takenAt <= settledAt)) {
      world.fault('at least once', `${name} is called delivered, and is not there`);
    }
    if (row.state === 'delivered' && arrival) checkPrompt(row, name, host, arrival);
    if (row.state === 'cancelled' && !(isGone(host, row) || isWithdrawn(row))) {
      world.fault('cancelled', `${name} was taken back for no reason`);
    }
    if (row.state === 'failed') checkFailed(row, name, host, arrival);
  };

  /** Whoever is well is not kept waiting by those who are not. */
  const checkPrompt = ({ madeAt }: Row, name: string, { character }: Host, { takenAt }: Arrival): void => {
    if ((takenAt ?? 0) - madeAt <= PROMPT || character.dialect || !isCalm(madeAt - HOUR, madeAt + PROMPT)) return;
    if (!isWellThroughout(character, madeAt - LONG_WELL, madeAt + PROMPT)) return;
    world.fault('prompt', `${name} took ${Math.round(((takenAt ?? 0) - madeAt) / MINUTE)} minutes`);
  };

  /** For so long in one piece that there must have been an attempt. */
  const wasWell = ({ character }: Host, from: number, to: number): boolean => {
    if (character.dialect !== undefined) return false;
    for (let at = from; at + PAUSE_MAX < to; at += HOUR) {
      if (isWellThroughout(character, at, at + PAUSE_MAX)) return true;
    }
    return false;
  };

  const checkFailed = (row: Row, name: string, host: Host, arrival: Arrival | undefined): void => {
    const age = (row.settledAt ?? 0) - row.madeAt;
    const status = Number(row.answer);
    if (age < TRIED_AT_LEAST) {
      const isFinal = status >= 400 && status <= 499 && ![401, 408, 425, 429].includes(status);
      if (!isFinal || !arrival?.statuses.has(status)) {
        world.fault('failed', `${name} was given up after ${Math.round(age / HOUR)} hours with ${row.answer}`);
      }
      return;
    }
    if (wasWell(host, row.madeAt, row.settledAt ?? 0)) {
      world.fault('failed', `${name} grew too old although its host was well`);
    }
  };

  const checkWaiting = (row: Row): void => {
    const character = peers.hosts.get(row.host)?.character;
    const age = world.now() - row.madeAt;
    const name = `delivery ${row.number} to ${row.inbox} (${character?.name})`;
    if (age > WAITS_MAX) world.fault('waits', `${name} has waited for ${Math.round(age / DAY)} days`);
    if (!character || age < PAUSE_MAX || !isWellThroughout(character, world.now() - PAUSE_MAX, world.now())) return;
    world.fault('waits', `${name} waits although its host is well`);
  };

  const checkRows = (rows: readonly Row[]): void => {
    const present = new Set<number>();
    for (const row of rows) {
      present.add(row.number);
      const before = ledger.get(row.number);
      ledger.set(row.number, row);
      if (before && before.state !== 'waiting') {
        const isSame = before.state === row.state && before.settledAt === row.settledAt;
        if (!isSame) world.fault('ends once', `delivery ${row.number} was ${before.state}, and is ${row.state}`);
      } else if (row.state === 'waiting') checkWaiting(row);
      else checkEnd(row);
    }
    for (const { number, state, settledAt } of ledger.values()) {
      if (present.has(number)) continue;
      if (!(world.now() - (settledAt ?? world.now()) >= KEPT[state])) {
        world.fault('kept', `delivery ${number}, which was ${state}, is not there any more`);
      }
      ledger.delete(number);
    }
  };

  /** What concerns one thing has come to an inbox for the first time in the order in which it was made. */
  const checkArrivals = (): void => {
    for (const host of peers.hosts.values()) {
      const newest = new Map<string, number>();
      for (const [key, { digest, at }] of host.arrivals) {
        const [inbox = '', id = ''] = key.split(' ');
        const activity = byId.get(id);
        if (!activity) {
          if (world.now() - at > 0) world.fault('committed', `${id} came to ${inbox}, and was never made`);
          continue;
        }
        if (activity.digest !== digest) world.fault('same bytes', `${id} came to ${inbox} as something else`);
        const of = `${inbox} ${activity.object}`;
        const withdrawnAt = deletes.get(activity.object) ?? Number.POSITIVE_INFINITY;
        if (activity.type !== 'Delete' && at > withdrawnAt + ON_ITS_WAY) {
          world.fault('withdrawn', `${activity.type} ${id} came to ${inbox} after it was taken back`);
        }
        const last = newest.get(of) ?? 0;
        if (activity.number < last) world.fault('order', `${activity.type} ${id} came to ${inbox} after what is newer`);
        newest.set(of, Math.max(last, activity.number));
      }
    }
  };

  return {
    totals,
    async look(): Promise<void> {
      const fresh = await readActivities();
      const rows = await readDeliveries();
      await checkAudience(fresh, rows);
      checkRows(rows);
      checkArrivals();
    },
    /** When there has been time enough for everything. */
    lookLast(): void {
      for (const row of ledger.values()) {
        if (row.state === 'waiting' && world.now() - row.madeAt > WAITS_MAX) {
          world.fault('waits', `delivery ${row.number} has come to no end`);
        }
      }
    },
  };
}
