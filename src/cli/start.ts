import type { FastifyInstance } from 'fastify';
import { buildApp } from '../app.ts';
import type { Config } from '../config.ts';
import {
  keepOrigin,
  type OpenNode,
  openNode,
  type StartStep,
  startHouseCourier,
  startHouseListener,
  startHouseMoveChecks,
  startHouseWorker,
  takeBackDeliveries,
} from '../node.ts';
import { connect } from '../platform/database.ts';
import { createLogger, type Logger } from '../platform/log.ts';
import { hearOtherProcesses } from '../platform/signals.ts';
import { softwareVersion } from '../platform/version.ts';
import { say } from './terminal.ts';

export const help = `kunveno start

Starts this node: the pages, the API and the worker, or what ROLE says.
The environment is described by "kunveno doctor".`;

const DRAIN_MS = 10_000;

/** Starts the node and says what to do next. Resolves when it has been asked to stop, and has stopped. */
export async function start(config: Config): Promise<number> {
  const version = softwareVersion();
  const logger = createLogger(config.LOG_LEVEL ?? (process.stderr.isTTY ? 'warn' : 'info'), process.stderr);
  const stopping = signalled();
  failLoudly(logger);
  say(`Kunveno ${version}`);
  const begun = performance.now();
  const node = await openNode(config, { mode: 'own', onStep: (step) => announce(step, config, begun) });
  try {
    await serve(node, { config, version, logger, begun, stopping });
  } finally {
    await node.close();
  }
  say('Stopped.');
  return 0;
}

interface Serving {
  readonly config: Config;
  readonly version: string;
  readonly logger: Logger;
  readonly begun: number;
  readonly stopping: Promise<void>;
}

/** Opens the doors and works until it is asked to stop. Whatever has been opened is closed again, also when the next step fails. */
async function serve(
  { house, address }: OpenNode,
  { config, version, logger, begun, stopping }: Serving,
): Promise<void> {
  const { founded, movedFrom } = await keepOrigin(house);
  if (movedFrom) say(`  ! this node was at ${movedFrom} before; it is now ${config.origin.origin}`);
  await using opened = new AsyncDisposableStack();
  const ears = connect(address, 1);
  opened.defer(() => ears.end({ timeout: 1 }));
  await hearOtherProcesses(ears, house.signals);
  const working: Working[] = [];
  // All at once: each may have to wait for a database that does not answer.
  opened.defer(async () => void (await Promise.all(working.map((each) => each.stop()))));
  if (config.ROLE !== 'web') working.push(...(await startWork(house, config, logger)));
  if (config.ROLE !== 'worker') {
    const app = await buildApp({ house, version, logger });
    working.push({ stop: () => closeDoors(app) });
    await app.listen({ host: config.HOST, port: config.PORT });
  }
  announce('ready', config, begun);
  await sayWhatNext(house, config, founded);
  await stopping;
  say('Stopping …');
}

/** The doors, or what this process does by itself. */
interface Working {
  stop(): Promise<void>;
}

/** What this process does by itself, begun. */
async function startWork(house: House, { FEDERATION, DATABASE_URL }: Config, logger: Logger): Promise<Working[]> {
  if (!DATABASE_URL) await takeBackDeliveries(house);
  const worker = startHouseWorker(house, logger);
  if (FEDERATION === 'closed') return [worker];
  const outward = [startHouseCourier(house, logger), startHouseListener(house, logger)];
  return [worker, ...outward, startHouseMoveChecks(house, logger)];
}

/** Requests on their way are answered; who takes too long is cut off. */
async function closeDoors(app: FastifyInstance): Promise<void> {
  const force = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
  await app.close();
  clearTimeout(force);
}

const seconds = (since: number): string => `${((performance.now() - since) / 1_000).toFixed(1)} s`;

function announce(step: StartStep, { DATABASE_URL, DATA_DIR, ROLE }: Config, begun: number): void {
  const where = DATABASE_URL ? 'the PostgreSQL of DATABASE_URL' : `its own PostgreSQL in ${DATA_DIR}`;
  if (step === 'database') say(`  … opening ${where}`);
  if (step === 'database_ready') say(`  ✓ database (${seconds(begun)})`);
  if (step === 'schema') say(`  ✓ schema up to date (${seconds(begun)})`);
  if (step === 'ready') say(`  ✓ ready${ROLE === 'all' ? '' : ` as ${ROLE}`} (${seconds(begun)})`);
}

type House = Awaited<ReturnType<typeof openNode>>['house'];

async function sayWhatNext(house: House, { origin, ROLE }: Config, founded: boolean): Promise<void> {
  if (ROLE === 'worker') return;
  say();
  say(`Open ${origin.origin} in a browser.`);
  if (founded) return;
  const secret = await house.collective.showFoundingLink();
  say();
  say('Nobody has founded a collective here yet. To found yours, open this link; it works once:');
  say();
  say(`  ${new URL(`/founding/${secret}`, origin).href}`);
  say();
  say('Without a browser: npm run kunveno -- found');
}

/** Resolves at the first signal to stop. At the second the process does not wait any longer. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        resolve();
      });
    }
  });
}

/** A fault that nobody expected ends the process: whoever supervises it starts a clean one. */
function failLoudly(logger: Logger): void {
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught fault');
    process.exit(1);
  });
}
