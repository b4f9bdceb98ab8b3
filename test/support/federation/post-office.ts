import { createHash } from 'node:crypto';
import type postgres from 'postgres';
import type { Clock } from '../../../src/kernel/clock.ts';
import { repeatableRandom } from '../../../src/kernel/random.ts';
import { openDatabase } from '../../../src/platform/database.ts';
import {
  type Courier,
  type CourierLimits,
  type CourierOptions,
  startCourier,
} from '../../../src/platform/federation/delivery/courier.ts';
import { createLogger } from '../../../src/platform/log.ts';
import { createSignals, type Signals } from '../../../src/platform/signals.ts';
import { createUnits, type Units } from '../../../src/platform/work.ts';
import { type TestClock, testClock } from '../clock.ts';
import { cloneDatabase, type TestDatabase } from '../database.ts';
import { type Internet, openInternet, sign } from './peers.ts';

export interface Row {
  readonly number: number;
  readonly inbox: string;
  readonly host: string;
  readonly state: 'waiting' | 'delivered' | 'failed' | 'cancelled';
  readonly attempts: number;
  readonly lastAnswer: string | null;
  readonly nextAt: Date;
  readonly settledAt: Date | null;
  readonly leasedUntil: Date | null;
  readonly id: string;
}

export interface Mail {
  readonly inboxes: readonly string[];
  readonly type?: string;
  readonly object?: string;
}

/** One process that delivers. */
export interface Office {
  readonly courier: Courier;
  readonly units: Units;
  readonly signals: Signals;
}

/** A database with a clock set by hand, peers, and as many couriers as are wanted. */
export interface PostOffice extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly clock: TestClock;
  readonly internet: Internet;
  readonly logged: string[];
  /** Hands an activity over, as the transaction that decided it does. Returns its id. */
  post(mail: Mail): Promise<string>;
  rows(): Promise<Row[]>;
  host(name: string): Promise<Record<string, unknown> | undefined>;
  open(options?: Partial<CourierOptions>, through?: TestDatabase['address'], ticking?: Clock): Office;
  /** Lets time pass in steps, and everything be done that is due at each. */
  pass(office: Office, hours: number, stepHours?: number): Promise<void>;
}

export const BEGIN = new Date('2026-03-01T12:00:00Z');

/** In tests nobody waits for what never comes. */
const LIMITS: Partial<CourierLimits> = { gatherMs: 1, afterFaultMs: 20, stopMs: 50, slowMs: 20 };

export async function openPostOffice(limits: Partial<CourierLimits> = {}): Promise<PostOffice> {
  const database = await cloneDatabase();
  const clock = testClock(BEGIN);
  const internet = await openInternet();
  const logged: string[] = [];
  const opened: { courier: Courier; db: ReturnType<typeof openDatabase> }[] = [];
  let count = 0;

  return {
    database,
    clock,
    internet,
    logged,
    async post({ inboxes, type = 'Create', object }) {
      count += 1;
      const id = `https://port.example/ap/activities/${count}`;
      await insertMail(database.sql, { id, inboxes, type, object: object ?? `${id}/object`, at: clock.now() });
      return id;
    },
    rows: () => rowsOf(database.sql),
    async host(name) {
      const [row] = await database.sql`select * from remote_hosts where host = ${name}`;
      return row;
    },
    open(options = {}, through = database.address, ticking: Clock = clock) {
      const db = openDatabase(through, { max: 3 });
      const signals = createSignals();
      const random = repeatableRandom(Buffer.from('courier'));
      const units = createUnits({ db, clock: ticking, random, reactions: {}, dockets: [], signals });
      const courier = startCourier({
        units,
        db,
        now: clock.now,
        random01: () => 0.5,
        fetch: internet.fetch,
        sign,
        signals,
        logger: createLogger('debug', { write: (line) => void logged.push(line) }),
        ...options,
        limits: { ...LIMITS, ...limits, ...options.limits },
      });
      opened.push({ courier, db });
      return { courier, units, signals };
    },
    async pass({ courier }, hours, stepHours = 0.5) {
      for (let passed = 0; passed < hours; passed += stepHours) {
        clock.advance({ hours: stepHours });
        await courier.idle();
      }
    },
    async [Symbol.asyncDispose]() {
      for (const { courier, db } of opened) {
        await courier.stop();
        await db.close();
      }
      await internet[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

interface Inserted {
  readonly id: string;
  readonly inboxes: readonly string[];
  readonly type: string;
  readonly object: string;
  readonly at: Date;
}

async function insertMail(sql: postgres.Sql, { id, inboxes, type, object, at }: Inserted): Promise<void> {
  const body = JSON.stringify({ id, type, object, actor: 'https://port.example/ap/collective' });
  const digest = createHash('sha256').update(body).digest('base64');
  await sql.begin(async (tx) => {
    const [activity] = await tx<{ number: string }[]>`
      insert into activities (id, sender, type, object, body, digest, listed, made_at)
      values (${id}, 'collective', ${type}, ${object}, ${body}, ${digest}, true, ${at}) returning number`;
    const rows = inboxes.map((inbox) => ({
      activity: activity?.number ?? '',
      inbox,
      host: new URL(inbox).host,
      object,
      state: 'waiting',
      made_at: at,
      next_at: at,
    }));
    await tx`insert into deliveries ${tx(rows)}`;
  });
}

const rowsOf = (sql: postgres.Sql): Promise<Row[]> => sql<Row[]>`
  select d.number::int, inbox, host, state, attempts, last_answer as "lastAnswer", next_at as "nextAt",
    settled_at as "settledAt", leased_until as "leasedUntil", a.id
  from deliveries d join activities a on a.number = d.activity order by d.number`;

/** A long backlog at once: so many rows, on so many hosts, each about something of its own. */
export const insertBacklog = (sql: postgres.Sql, rows: number, hosts: number, at: Date) => sql`
  with letter as (
    insert into activities (id, sender, type, object, body, digest, listed, made_at)
    select 'https://port.example/ap/activities/backlog-' || n, 'collective', 'Create', 'o', '{"id":"b"}', '', true, ${at}
    from generate_series(1, ${rows / hosts}) n
    returning number
  ), host as (select h, 'host-' || lpad(h::text, 6, '0') || '.example' as name from generate_series(1, ${hosts}) h)
  insert into deliveries (activity, inbox, host, object, state, made_at, next_at)
  select letter.number, 'https://' || host.name || '/inbox', host.name, 'o' || letter.number, 'waiting', ${at}, ${at}
  from letter cross join host`;
