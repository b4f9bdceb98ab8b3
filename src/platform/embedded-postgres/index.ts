import { setTimeout as pause } from 'node:timers/promises';
import { defaultPlaces, type Places } from './binaries.ts';
import { clusterVersion, createCluster, DATABASE, USER } from './cluster.ts';
import { isPrivateSocketDirectory, type Layout, PORT, prepareDirectory } from './directory.ts';
import { cannotStart, ownedByAnotherNode } from './error.ts';
import { chooseInstallation } from './installation.ts';
import { keepLogShort, lastWords } from './log.ts';
import { type PostmasterFile, readPostmasterFile, retirePostmasterFile, stopPostmaster } from './postmaster.ts';
import { DEFAULT_PATH, isAtWork, processState } from './processes.ts';
import { launchServer } from './server.ts';
import { enterServer, type Session, type SocketAddress } from './session.ts';
import { sweepUnfinished } from './unfinished.ts';

export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './error.ts';
export type { SocketAddress } from './session.ts';

export interface EmbeddedPostgres {
  readonly address: SocketAddress;
  /**
   * 'fresh': made its database. 'warm': started the server on what was there. 'adopted': took over the
   * server of a node that was killed. 'joined': came to a server that others are using.
   */
  readonly started: 'fresh' | 'warm' | 'adopted' | 'joined';
  /** A node stops the server and waits until it is gone; a command stops it if it was started for commands. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  readonly directory: string;
  /** 'own' is for the node, of which a directory has one; 'join' for a command, beside a running node or alone. */
  readonly mode: 'own' | 'join';
  /** False only in tests: what was committed is then lost with the machine's power. */
  readonly durable?: boolean;
  readonly startTimeoutMs?: number;
  readonly onProgress?: (step: 'preparing' | 'creating' | 'starting' | 'adopting' | 'ready') => void;
  readonly environment?: { readonly PATH?: string };
}

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 20;
/** A killed owner's lock is gone as soon as the server has noticed the end of its connection. */
const LOCK_OF_THE_DEAD_MS = 3_000;
/** A postmaster writes its file at once; one that stays unreadable was left by a crash of the machine. */
const UNREADABLE_FILE_MS = 1_000;

interface Opening {
  readonly options: EmbeddedPostgresOptions;
  readonly places: Places;
  readonly layout: Layout;
  readonly startedAt: number;
  readonly deadline: number;
  made: boolean;
  occupiedSince: number | undefined;
  hindrance: string;
}

type Attempt = EmbeddedPostgres | 'again';

/**
 * Enters the server that runs on the directory, or starts one. Others may start, stop or be
 * killed at any moment of this, so every step that met a change leads to another look.
 */
export async function openEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
  places: Places = defaultPlaces(),
): Promise<EmbeddedPostgres> {
  const startedAt = performance.now();
  options.onProgress?.('preparing');
  const layout = await prepareDirectory(options.directory);
  const deadline = startedAt + (options.startTimeoutMs ?? START_TIMEOUT_MS);
  const opening: Opening = {
    ...{ options, places, layout, startedAt, deadline },
    ...{ made: false, occupiedSince: undefined, hindrance: 'it took too long' },
  };
  while (performance.now() < deadline) {
    const file = await readPostmasterFile(layout);
    const attempt = (file && (await enterRunning(opening, file))) ?? (await startServer(opening));
    if (attempt !== 'again') {
      options.onProgress?.('ready');
      return attempt;
    }
    await pause(POLL_MS);
  }
  throw cannotStart(opening.hindrance, await lastWords(layout));
}

/** Undefined when no server runs, and one can be started. */
async function enterRunning(opening: Opening, file: PostmasterFile): Promise<Attempt | undefined> {
  const { layout, options, startedAt } = opening;
  const state = file.pid === undefined ? 'other' : await processState(file.pid, layout.cluster);
  const address = addressOf(layout, file);
  // The socket is asked also when the process cannot be seen: a node in another container shares only the files.
  if (file.ready && (await isPrivateSocketDirectory(layout, address.host))) {
    const inSight = state === 'postmaster';
    const entered = await enter(opening, address, options.mode === 'own' ? 'adopted' : 'joined', inSight);
    if (entered === 'unreachable') return 'again';
    if (entered !== 'absent') return entered;
  }
  if (state === 'postmaster') {
    if (!file.ready) opening.hindrance = `its server (process ${file.pid}) is neither ready nor gone`;
    return 'again';
  }
  if (file.pid === undefined && performance.now() - startedAt < UNREADABLE_FILE_MS) return 'again';
  // Of a process that is gone PostgreSQL itself sees that the file is stale.
  if (state !== 'gone') await retirePostmasterFile(layout, file);
  return undefined;
}

async function startServer(opening: Opening): Promise<Attempt> {
  const { layout, places, options, deadline } = opening;
  const durable = options.durable ?? true;
  await sweepUnfinished(layout.directory);
  const installation = await chooseInstallation(layout, places, options.environment?.PATH ?? DEFAULT_PATH);
  if ((await clusterVersion(layout)) === undefined) {
    options.onProgress?.('creating');
    opening.made = await createCluster(layout, installation, durable);
  }
  options.onProgress?.('starting');
  if (!(await launchServer(layout, installation, { mode: options.mode, durable }, deadline))) {
    opening.hindrance = 'processes of an earlier server are still there';
    return 'again';
  }
  const entered = await enter(opening, addressOf(layout), opening.made ? 'fresh' : 'warm', true);
  if (entered !== 'unreachable' && entered !== 'absent') return entered;
  await stopPostmaster(layout);
  throw cannotStart(opening.hindrance, await lastWords(layout));
}

async function enter(
  opening: Opening,
  address: SocketAddress,
  started: EmbeddedPostgres['started'],
  inSight: boolean,
): Promise<Attempt | 'absent' | 'unreachable'> {
  const { layout, options } = opening;
  const entry = await enterServer(address, options.mode, () => revive(opening));
  switch (entry.outcome) {
    case 'entered':
      if (inSight || started !== 'adopted') return settle(opening, entry.session, address, started);
      // A command in another container may have started it; its end is near, and we could not stop it.
      await entry.session.close();
      opening.hindrance = 'a server that was started outside of this container runs on its directory';
      return 'again';
    case 'closing':
      return 'again';
    case 'occupied': {
      opening.occupiedSince ??= performance.now();
      const mayBeDead = entry.owner === undefined || !(await isAtWork(entry.owner));
      if (mayBeDead && performance.now() - opening.occupiedSince < LOCK_OF_THE_DEAD_MS) return 'again';
      throw ownedByAnotherNode(layout.directory, entry.owner);
    }
    case 'absent':
    case 'unreachable':
      opening.hindrance = `its server does not answer (${entry.reason})`;
      return entry.outcome;
  }
}

/** A server whose processes have all been killed is started again on what they had written, while its node goes on. */
async function revive({ layout, places, options }: Opening): Promise<void> {
  const file = await readPostmasterFile(layout);
  const state = file?.pid === undefined ? 'other' : await processState(file.pid, layout.cluster);
  if (state === 'postmaster') return;
  if (file && state !== 'gone') await retirePostmasterFile(layout, file);
  const installation = await chooseInstallation(layout, places, options.environment?.PATH ?? DEFAULT_PATH);
  const purpose = { mode: options.mode, durable: options.durable ?? true };
  await launchServer(layout, installation, purpose, performance.now() + START_TIMEOUT_MS);
}

async function settle(
  { layout, options }: Opening,
  session: Session,
  address: SocketAddress,
  started: EmbeddedPostgres['started'],
): Promise<Attempt> {
  if (started === 'adopted') {
    options.onProgress?.('adopting');
    // One started for a test: a node must not promise to keep what this server would lose.
    if (options.durable !== false && !session.durable) {
      await session.leave();
      await stopPostmaster(layout);
      await session.close();
      return 'again';
    }
  }
  const endTrimming = keepLogShort(layout);
  const stop = async () => {
    endTrimming();
    try {
      if (await session.leave()) await stopPostmaster(layout);
    } finally {
      await session.close();
    }
  };
  let stopped: Promise<void> | undefined;
  return {
    address,
    started,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

function addressOf({ socketDirectory }: Layout, file?: PostmasterFile): SocketAddress {
  const host = file?.socketDirectory ?? socketDirectory;
  return { host, port: file?.port ?? PORT, user: USER, database: DATABASE };
}
