import { setImmediate as breath, setTimeout as pause } from 'node:timers/promises';
import type postgres from 'postgres';
import type { OpenConnection } from '../../src/platform/lent-connections.ts';
import type { Chance } from './chance.ts';
import type { World } from './world.ts';

/** One process of ours, as far as its statements are concerned. */
export interface Asker {
  readonly name: string;
  dead: boolean;
  /** It dies with the statement after so many: before it is sent, or after PostgreSQL has carried it out. */
  dies: { in: number; readonly how: 'before' | 'after' } | undefined;
  die(): void;
}

interface Statement {
  readonly asker: Asker;
  readonly query: string;
  readonly session: Session;
  send(): Promise<unknown>;
  answer(outcome: Outcome): void;
}

type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

interface Session {
  pid: number | undefined;
  readonly asker: Asker;
  readonly sql: postgres.Sql;
}

interface Blocked {
  readonly statement: Statement;
  readonly outcome: Promise<Outcome>;
}

/** Thrown instead of sending anything while the database is away. */
const away = () => Object.assign(new Error('the database is away'), { code: '57P03' });

const isEnd = (query: string): boolean => /^(commit|rollback$)/i.test(query);

export interface TurnsOptions {
  readonly world: World;
  readonly chance: Chance;
  /** Beside all processes: asks PostgreSQL who waits for whom, and ends sessions. */
  readonly admin: postgres.Sql;
}

/**
 * Of all that the processes ask of PostgreSQL one statement is carried out at a time, and chance says whose is
 * next. So a history can be repeated, although the database is a real one; and since nothing goes on before
 * a statement has been answered, it is known when nothing is under way, and time may jump.
 */
export function createTurns({ world, chance, admin }: TurnsOptions) {
  const waiting: Statement[] = [];
  let blocked: Blocked[] = [];
  const chores: (() => Promise<void>)[] = [];
  const sessions = new Set<Session>();
  let awayUntil = 0;
  let carriedOut = 0;

  const endSession = async (session: Session): Promise<void> => {
    sessions.delete(session);
    void session.sql.end({ timeout: 0 });
    const { pid } = session;
    if (pid === undefined) return;
    await admin`select pg_terminate_backend(${pid})`;
    for (;;) {
      const [row] = await admin`select 1 from pg_stat_activity where pid = ${pid}`;
      if (!row) return;
      await pause(1);
    }
  };

  /** Through this, a process of ours speaks with PostgreSQL. */
  const through =
    (asker: Asker) =>
    (open: OpenConnection): OpenConnection =>
    (onclose) => {
      // Who is no more hears nothing of the end of their connections.
      const sql = open(() => asker.dead || onclose());
      const session: Session = { asker, sql, pid: undefined };
      sessions.add(session);
      const ask = (query: string, values: boolean, rest: readonly unknown[]) =>
        new Promise((resolve, reject) => {
          if (asker.dead) return;
          const send = async () => {
            session.pid ??= (await sql.unsafe<{ pid: number }[]>('select pg_backend_pid() as pid'))[0]?.pid;
            const asked = sql.unsafe(query, ...(rest as []));
            return values ? asked.values() : asked;
          };
          const answer = (outcome: Outcome) => (outcome.ok ? resolve(outcome.value) : reject(outcome.error));
          waiting.push({ asker, query, session, send, answer });
        });
      const stand = {
        options: sql.options,
        unsafe: (query: string, ...rest: unknown[]) => ({
          values: () => ask(query, true, rest),
          // biome-ignore lint/suspicious/noThenProperty: so does the driver, whose place this takes.
          then: (...then: Parameters<Promise<unknown>['then']>) => ask(query, false, rest).then(...then),
        }),
        async end() {
          chores.push(() => endSession(session));
        },
      };
      return stand as unknown as postgres.Sql;
    };

  const isBlocked = async ({ session: { pid } }: Statement): Promise<boolean> => {
    if (pid === undefined) return false;
    const [row] = await admin<{ waits: boolean }[]>`select cardinality(pg_blocking_pids(${pid})) > 0 as waits`;
    return row?.waits === true;
  };

  const outcomeOf = (promise: Promise<unknown>): Promise<Outcome> =>
    promise.then(
      (value) => ({ ok: true, value }),
      (error: unknown) => ({ ok: false, error }),
    );

  /** Undefined while it waits for what another holds. */
  const settled = async (statement: Statement, outcome: Promise<Outcome>): Promise<Outcome | undefined> => {
    for (;;) {
      const answered = await Promise.race([outcome, pause(4)]);
      if (answered) return answered;
      if (await isBlocked(statement)) return undefined;
    }
  };

  const finish = (statement: Statement, outcome: Outcome): void => {
    const { asker } = statement;
    if (asker.dead) return;
    if (asker.dies?.how === 'after' && asker.dies.in <= 0) asker.die();
    else statement.answer(outcome);
  };

  const carryOut = async (statement: Statement): Promise<void> => {
    const { asker } = statement;
    if (asker.dead) return;
    carriedOut += 1;
    if (asker.dies) {
      asker.dies.in -= 1;
      if (asker.dies.in <= 0 && asker.dies.how === 'before') return asker.die();
    }
    if (world.now() < awayUntil) return finish(statement, { ok: false, error: away() });
    const sent = outcomeOf(statement.send());
    const outcome = await settled(statement, sent);
    if (outcome) finish(statement, outcome);
    else blocked.push({ statement, outcome: sent });
  };

  /** After what might have let them go on. */
  const lookAfterBlocked = async (): Promise<void> => {
    const before = blocked;
    blocked = [];
    for (const each of before) {
      if (each.statement.asker.dead) continue;
      const outcome = await settled(each.statement, each.outcome);
      if (outcome) finish(each.statement, outcome);
      else blocked.push(each);
    }
  };

  /** Where all wait for each other, PostgreSQL ends one of them, after a second. */
  const lookForDeadlock = async (): Promise<boolean> => {
    if (blocked.length < 2) return false;
    await Promise.race([...blocked.map(({ outcome }) => outcome), pause(2_500)]);
    const before = blocked.length;
    await lookAfterBlocked();
    return blocked.length < before;
  };

  return {
    through,
    get carriedOut() {
      return carriedOut;
    },
    isAway: (): boolean => world.now() < awayUntil,
    goAway(ms: number): void {
      awayUntil = world.now() + ms;
    },
    /** A process is no more: what it had not committed is undone before anything else happens. */
    drop(asker: Asker): void {
      chores.push(async () => {
        for (const session of [...sessions]) if (session.asker === asker) await endSession(session);
        await lookAfterBlocked();
      });
    },
    /** Goes on until nothing is under way. */
    async settle(): Promise<void> {
      for (;;) {
        await breath();
        const chore = chores.shift();
        if (chore) {
          await chore();
          continue;
        }
        if (waiting.length === 0) {
          if (await lookForDeadlock()) continue;
          return;
        }
        const [statement] = waiting.splice(waiting.length > 1 ? chance.below(waiting.length) : 0, 1);
        if (!statement) continue;
        await carryOut(statement);
        if (blocked.length > 0 && isEnd(statement.query)) await lookAfterBlocked();
      }
    },
    async close(): Promise<void> {
      for (const session of [...sessions]) await endSession(session);
    },
  };
}

export type Turns = ReturnType<typeof createTurns>;
