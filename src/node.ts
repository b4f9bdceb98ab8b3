import { resolve } from 'node:path';
import { type SQL, sql } from 'drizzle-orm';
import { becomeActor } from './collective/federation.ts';
import { collective, updateOrigin } from './collective/store.ts';
import { type Config, ConfigError } from './config.ts';
import type { FederationSettings } from './federation.ts';
import { buildHouse, type House } from './house.ts';
import { systemClock } from './kernel/clock.ts';
import { systemRandom } from './kernel/random.ts';
import { forgetCredentials } from './members/credential-store.ts';
import { forgetInvitations } from './members/store.ts';
import { forgetInbox } from './peers/federation.ts';
import { startMoveChecks } from './peers/move-commands.ts';
import { forgetMoves } from './peers/move-store.ts';
import { isRelated } from './peers/relation-store.ts';
import { approvesFollowers } from './peers/standing-store.ts';
import { type DatabaseAddress, openDatabase } from './platform/database.ts';
import { nextDeadline } from './platform/docket.ts';
import { openEmbeddedPostgres } from './platform/embedded-postgres/index.ts';
import { type NodeKey, openNodeKey } from './platform/federation/node-key.ts';
import { type CourierLimits, startCourier } from './platform/federation/delivery/courier.ts';
import { releaseAll } from './platform/federation/delivery/deliveries.ts';
import { DELIVERED_KEPT_DAYS, FAILED_KEPT_DAYS, forgetDeliveries } from './platform/federation/delivery/retention.ts';
import { startListener } from './platform/federation/listener.ts';
import { hasSent } from './platform/federation/outgoing.ts';
import { forgetReceived, RECEIVED_KEPT_DAYS } from './platform/federation/received.ts';
import { forgetActors, STRANGERS_KEPT_DAYS } from './platform/federation/remote-actors.ts';
import type { Logger } from './platform/log.ts';
import { migrateDatabase } from './platform/migrate.ts';
import { forgetSubmissions, SUBMISSIONS_KEPT_DAYS } from './platform/once.ts';
import { forgetReports, REPORTS_KEPT_DAYS } from './reports/store.ts';
import { softwareVersion } from './platform/version.ts';
import { startWorker } from './platform/worker.ts';
import { hasSaid } from './voices/store.ts';

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
    const house = buildHouse({
      db,
      clock: systemClock,
      random: systemRandom,
      origin: config.origin,
      federation: federationOf(config, await openNodeKey(resolve(config.DATA_DIR), systemRandom)),
    });
    return {
      house,
      address: server.address,
      async close() {
        await house.federation.close();
        await db.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** How this node deals with others, by its environment. */
export const federationOf = (config: Config, nodeKey: NodeKey): FederationSettings => ({
  mode: config.FEDERATION,
  allowPrivate: config.ALLOW_PRIVATE_PEERS,
  messagesPerHost: config.INBOX_PER_SERVER,
  userAgent: `Kunveno/${softwareVersion()} (+${config.origin.origin}/)`,
  nodeKey,
});

async function openServer({ DATABASE_URL, DATA_DIR }: Config, mode: 'own' | 'join') {
  if (DATABASE_URL) return { address: { url: DATABASE_URL } as DatabaseAddress, stop: async () => {} };
  const server = await openEmbeddedPostgres({ directory: resolve(DATA_DIR, 'postgres'), mode });
  return { address: server.address as DatabaseAddress, stop: () => server.stop() };
}

/**
 * The origin is kept from the founding on: everything that others know of us carries it. Until
 * something has been sent it may still change; after that the node does not start under another.
 */
export async function keepOrigin(house: House): Promise<{ founded: boolean; movedFrom?: string }> {
  const { inUnitOfWork, origin, federation } = house;
  return inUnitOfWork(async (work) => {
    const known = await collective(work.tx);
    if (!known) return { founded: false };
    const moved = known.origin !== origin.origin;
    if (moved && (await hasSent(work.tx))) {
      throw new ConfigError(
        `This node is known to others as ${known.origin} and cannot become ${origin.origin}: start it with ORIGIN=${known.origin}.`,
      );
    }
    if (moved) await updateOrigin(work.tx, origin.origin);
    await federation.keys.check(work.tx);
    // A collective founded by an earlier version becomes an actor here; for others nothing changes.
    await becomeActor({ ...federation, approvesFollowers, audience: async () => [] })(work);
    return moved ? { founded: true, movedFrom: known.origin } : { founded: true };
  });
}

/** With whom there is nothing between us, and who has said nothing that stands, is forgotten. */
const isKept = (actor: SQL): SQL => sql`(${isRelated(actor)} or ${hasSaid(actor)})`;

const INVITATIONS_KEPT_DAYS = 30;
const ATTEMPTS_KEPT_HOURS = 24;
const DAY_MS = 86_400_000;

/** Brings what has been handed over to the inboxes of others. */
export const startHouseCourier = (house: House, logger: Logger, limits: Partial<CourierLimits> = {}) =>
  startCourier({
    units: house,
    db: house.db,
    now: () => house.clock.now(),
    random01: () => Buffer.from(house.random.bytes(4)).readUInt32BE() / 2 ** 32,
    fetch: house.federation.post,
    sign: house.federation.signers.sign,
    signals: house.signals,
    timers: house.timers,
    limits,
    logger,
    onGone: (inbox) => house.inUnitOfWork((work) => forgetInbox(work, inbox)),
  });

/** Where no other process can be at work, whoever had deliveries in hand is no more. */
export const takeBackDeliveries = ({ inUnitOfWork }: House): Promise<void> => inUnitOfWork(({ tx }) => releaseAll(tx));

/** Hears what others have sent. */
export const startHouseListener = (house: House, logger: Logger, lookAgainMs?: number) =>
  startListener({ ...house, logger, lookAgainMs, now: () => house.clock.now() });

/** Looks into moves that others have told of. */
export const startHouseMoveChecks = (house: House, logger: Logger) =>
  startMoveChecks({ ...house, logger, now: () => house.clock.now() });

/** The worker of this house: closings, and retention. */
export const startHouseWorker = (house: House, logger: Logger, lookAgainMs?: number) =>
  startWorker({
    logger,
    lookAgainMs,
    timers: house.timers,
    signals: house.signals,
    now: () => house.clock.now(),
    settle: house.settle,
    nextDeadline: () => nextDeadline(house.dockets, house.db),
    retain: (now) =>
      house.inUnitOfWork(async ({ tx }) => {
        const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
        await forgetSubmissions(tx, daysAgo(SUBMISSIONS_KEPT_DAYS));
        await forgetInvitations(tx, daysAgo(INVITATIONS_KEPT_DAYS));
        await forgetMoves(tx, daysAgo(RECEIVED_KEPT_DAYS));
        await forgetReports(tx, daysAgo(REPORTS_KEPT_DAYS));
        await forgetReceived(tx, daysAgo(RECEIVED_KEPT_DAYS));
        await forgetActors(tx, daysAgo(STRANGERS_KEPT_DAYS), isKept);
        await forgetDeliveries(tx, daysAgo(DELIVERED_KEPT_DAYS), daysAgo(FAILED_KEPT_DAYS));
        await forgetCredentials(tx, now, new Date(now.getTime() - ATTEMPTS_KEPT_HOURS * 3_600_000));
      }),
  });
