import type postgres from 'postgres';

type Params = Parameters<postgres.Sql['unsafe']>[1];
type Options = Parameters<postgres.Sql['unsafe']>[2];

interface Connection {
  readonly sql: postgres.Sql;
  broken: boolean;
  /** Whoever waits for an answer on it: what is asked of a session that is just ending, the driver never answers. */
  readonly waiting: Set<(error: Error) => void>;
}

/** Opens a client of one connection, which tells when that is closed. */
export type OpenConnection = (onclose: () => void) => postgres.Sql;

/**
 * Connections that are lent to one transaction, or one statement, at a time. One that broke is thrown away and
 * nothing more is sent on it. Left to itself, postgres.js 3.4.9 writes its ROLLBACK to a socket that is gone, which
 * throws where nobody can catch it and leaves that connection dead for good; and a transaction whose connection was
 * lost goes on within another's (its issues 1208 and 1216).
 */
export function lentConnections(openConnection: OpenConnection, max: number) {
  const { take, giveBack, close } = pool(openConnection, max);
  return {
    unsafe: (query: string, params?: Params, options?: Options) =>
      question(async (values) => {
        const connection = await take();
        try {
          return await ask(connection, query, params, options, values);
        } finally {
          giveBack(connection);
        }
      }),

    async begin<T>(job: (client: unknown) => Promise<T>): Promise<T> {
      const connection = await take();
      try {
        await ask(connection, 'begin');
        const result = await job(within(connection));
        await ask(connection, 'commit');
        return result;
      } catch (error) {
        if (!connection.broken) await ask(connection, 'rollback').catch(() => giveUp(connection));
        throw error;
      } finally {
        giveBack(connection);
      }
    },

    close,
  };
}

/** A transaction that could not be undone ends with its session, and never with somebody else's work. */
const giveUp = (connection: Connection): void => {
  connection.broken = true;
};

const lost = () => Object.assign(new Error('the connection to the database was lost'), { code: 'CONNECTION_CLOSED' });

/**
 * A statement is parsed and planned once for each connection, and then known by its name: half the time of a
 * small one. Long lists, of which hardly two are alike, would only fill the connection's memory.
 */
const PREPARED_PARAMS_MAX = 40;

async function ask(connection: Connection, query: string, params?: Params, options?: Options, values = false) {
  if (connection.broken) throw lost();
  const prepare = params !== undefined && params.length <= PREPARED_PARAMS_MAX;
  const asked = connection.sql.unsafe(query, params, { ...options, prepare });
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  connection.waiting.add(reject);
  (values ? asked.values() : asked).then(resolve, reject);
  return promise.finally(() => connection.waiting.delete(reject));
}

/** Drizzle awaits it as rows, or asks for their values. */
const question = (run: (values: boolean) => Promise<unknown>) => ({
  values: () => run(true),
  // biome-ignore lint/suspicious/noThenProperty: postgres.js sends nothing before somebody waits for it either.
  then: (...then: Parameters<Promise<unknown>['then']>) => run(false).then(...then),
});

/** What Drizzle is handed inside a transaction. */
const within = (connection: Connection, depth = 0) => ({
  options: connection.sql.options,
  unsafe: (query: string, params?: Params, options?: Options) =>
    question((values) => ask(connection, query, params, options, values)),
  async savepoint<T>(job: (client: unknown) => Promise<T>): Promise<T> {
    const name = `s${depth}`;
    await ask(connection, `savepoint ${name}`);
    try {
      const result = await job(within(connection, depth + 1));
      await ask(connection, `release savepoint ${name}`);
      return result;
    } catch (error) {
      if (!connection.broken) await ask(connection, `rollback to savepoint ${name}`);
      throw error;
    }
  },
});

function pool(openConnection: OpenConnection, max: number) {
  const all = new Set<Connection>();
  const idle: Connection[] = [];
  const waiting: PromiseWithResolvers<Connection>[] = [];
  let closing = false;

  const open = (): Connection => {
    const onclose = () => {
      connection.broken = true;
      for (const reject of connection.waiting) reject(lost());
    };
    const connection: Connection = { sql: openConnection(onclose), broken: false, waiting: new Set() };
    all.add(connection);
    return connection;
  };
  const discard = (connection: Connection): void => {
    all.delete(connection);
    void connection.sql.end({ timeout: 0 });
  };
  return {
    async take(): Promise<Connection> {
      if (closing) throw lost();
      for (let next = idle.pop(); next; next = idle.pop()) {
        if (!next.broken) return next;
        discard(next);
      }
      if (all.size < max) return open();
      const turn = Promise.withResolvers<Connection>();
      waiting.push(turn);
      return turn.promise;
    },
    giveBack(connection: Connection): void {
      const usable = !connection.broken && !closing;
      if (!usable) discard(connection);
      const next = waiting.shift();
      if (!next) return void (usable && idle.push(connection));
      if (closing) next.reject(lost());
      else next.resolve(usable ? connection : open());
    },
    /** Waits a moment for those that are lent; whoever waits for one is told that there is none. */
    async close(): Promise<void> {
      closing = true;
      for (const turn of waiting.splice(0)) turn.reject(lost());
      await Promise.all([...all].map(({ sql, broken }) => sql.end({ timeout: broken ? 0 : 5 })));
    },
  };
}
