import { resolve } from 'node:path';
import { collective, updateOrigin } from './collective/store.ts';
import type { Config } from './config.ts';
import { buildHouse, type House } from './house.ts';
import { systemClock } from './kernel/clock.ts';
import { systemRandom } from './kernel/random.ts';
import { forgetCredentials } from './members/credential-store.ts';
import { forgetInvitations } from './members/store.ts';
import { type DatabaseAddress, openDatabase } from './platform/database.ts';
import { nextDeadline } from './platform/docket.ts';
import { openEmbeddedPostgres } from './platform/embedded-postgres/index.ts';
import type { Logger } from './platform/log.ts';
import { migrateDatabase } from './platform/migrate.ts';
import { forgetSubmissions, SUBMISSIONS_KEPT_DAYS } from './platform/once.ts';
import { startWorker } from './platform/worker.ts';

/** The steps that whoever waits for a start is told of. */
export type StartStep = 'database' | 'database_ready' | 'schema' | 'ready';

export interface OpenNode {
  readonly house: House;
  readonly address: DatabaseAddress;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** 'own' for the node itself, 'join' for a command beside it. */
  readonly mode: 'own' | 'join';
  readonly onStep?: (step: StartStep) => void;
}

/** Opens the database, brings its schema up to date, and builds the house over it. */
export async function openNode(config: Config, { mode, onStep }: OpenOptions): Promise<OpenNode> {
  onStep?.('database');
  const server = await openServer(config, mode);
  onStep?.('database_ready');
  try {
    await migrateDatabase(server.address);
    onStep?.('schema');
    const db = openDatabase(server.address);
    const house = buildHouse({ db, clock: systemClock, random: systemRandom, origin: config.origin });
    return {
      house,
      address: server.address,
      async close() {
        await db.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function openServer({ DATABASE_URL, DATA_DIR }: Config, mode: 'own' | 'join') {
  if (DATABASE_URL) return { address: { url: DATABASE_URL } as DatabaseAddress, stop: async () => {} };
  const server = await openEmbeddedPostgres({ directory: resolve(DATA_DIR, 'postgres'), mode });
  return { address: server.address as DatabaseAddress, stop: () => server.stop() };
}

/** The origin is kept from the founding on. As long as nothing has been published it may still change. */
export async function keepOrigin({ inUnitOfWork, origin }: House): Promise<{ founded: boolean; movedFrom?: string }> {
  return inUnitOfWork(async ({ tx }) => {
    const known = await collective(tx);
    if (!known) return { founded: false };
    if (known.origin === origin.origin) return { founded: true };
    await updateOrigin(tx, origin.origin);
    return { founded: true, movedFrom: known.origin };
  });
}

const INVITATIONS_KEPT_DAYS = 30;
const ATTEMPTS_KEPT_HOURS = 24;
const DAY_MS = 86_400_000;

/** The worker of this house: closings, and retention. */
export const startHouseWorker = (house: House, logger: Logger) =>
  startWorker({
    logger,
    signals: house.signals,
    now: () => house.clock.now(),
    settle: house.settle,
    nextDeadline: () => nextDeadline(house.dockets, house.db),
    retain: (now) =>
      house.inUnitOfWork(async ({ tx }) => {
        const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
        await forgetSubmissions(tx, daysAgo(SUBMISSIONS_KEPT_DAYS));
        await forgetInvitations(tx, daysAgo(INVITATIONS_KEPT_DAYS));
        await forgetCredentials(tx, now, new Date(now.getTime() - ATTEMPTS_KEPT_HOURS * 3_600_000));
      }),
  });
