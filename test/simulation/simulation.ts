import { connect, type DatabaseAddress, openDatabase } from '../../src/platform/database.ts';
import { testHouse } from '../support/house.ts';
import { found } from '../support/people.ts';
import { chanceOf } from './chance.ts';
import { signAtOnce } from './crypto.ts';
import { createDeeds } from './deeds.ts';
import { createIncomingAudit } from './incoming-audit.ts';
import { createLogReader } from './logs.ts';
import { createMemoryWatch } from './memory.ts';
import { createNetwork } from './network.ts';
import { createOutgoingAudit } from './outgoing-audit.ts';
import { createPeers } from './peers.ts';
import { createProcesses, keepAlive, type Process } from './processes.ts';
import { createSenders } from './senders.ts';
import { createTurns } from './turns.ts';
import { BEGIN, createWorld, DAY, type Fault, HOUR, MINUTE, SECOND, type World } from './world.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** Of virtual time; in the last nine of them nothing new is said, so that everything can come to its end. */
  readonly days: number;
  readonly peers?: number;
  /** An empty database, migrated. */
  readonly address: DatabaseAddress;
}

export interface Report {
  readonly seed: number;
  readonly days: number;
  readonly peers: number;
  readonly events: number;
  readonly statements: number;
  readonly kills: number;
  readonly requests: number;
  readonly delivered: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly messages: number;
  readonly grownMiB: number;
  readonly seconds: number;
  /** The same seed gives the same one. */
  readonly history: string;
  readonly faults: readonly Fault[];
  readonly last: readonly string[];
}

const QUIET_DAYS = 9.5;
const PER_HOST = 2;

/** A month of a node among others, in a few seconds, the same for each seed. */
export async function simulate({ seed, days, peers: hosts = 50, address }: SimulationOptions): Promise<Report> {
  const begun = performance.now();
  const chance = chanceOf(`simulation ${seed}`);
  const world = createWorld();
  const admin = connect(address, 1);
  const putBack = signAtOnce();
  const rejections = watchRejections(world);
  const end = BEGIN + days * DAY;
  const until = end - QUIET_DAYS * DAY;
  try {
    const turns = createTurns({ world, chance: chance.apart('turns'), admin });
    const peers = await createPeers({ world, chance, hosts, days });
    const { member, pem } = await foundCollective(address);
    peers.know(pem);
    const forgetful = () => turns.isAway();
    const network = createNetwork({ world, chance, peers, days, perHost: PER_HOST, isForgetful: forgetful });
    const logs = createLogReader(world, { isExcused: () => world.now() < lastAway + MINUTE });
    let lastAway = 0;
    const troubles: { readonly from: number; readonly to: number }[] = [...network.outages];
    const isCalm = (from: number, to: number) => !troubles.some((each) => each.from <= to && from <= each.to);
    const onDeath = (process: Process): void => {
      troubles.push({ from: world.now(), to: lives.onDeath(process) });
    };
    const processes = createProcesses({ world, chance, turns, network, address, onLog: logs.read, onDeath });
    const lives = keepAlive(processes, { world, chance, until: end - DAY });
    const deeds = createDeeds({ world, chance, processes, peers, turns, member, until });
    const senders = createSenders({ world, chance, peers, processes, network, published: deeds.published, until });
    const audits = [
      createOutgoingAudit({ world, peers, sql: admin, isCalm }),
      createIncomingAudit({ world, peers, senders, deeds, sql: admin }),
    ] as const;
    const memory = createMemoryWatch(world);

    const breaks = chance.apart('database');
    for (let at = BEGIN + breaks.between(1, 8) * DAY; at < until; at += breaks.between(2, 10) * DAY) {
      world.at(at, () => {
        const ms = breaks.pick([10 * SECOND, MINUTE, 20 * MINUTE]);
        lastAway = world.now() + ms;
        turns.goAway(ms);
        troubles.push({ from: world.now(), to: lastAway });
        world.tell('the database is away');
      });
    }
    lives.begin();
    deeds.begin();
    senders.begin();

    for (let audit = BEGIN + DAY; audit <= end && world.faults.length === 0; audit += DAY) {
      await passTime(world, turns, audit);
      if (world.faults.length > 0) break;
      for (const each of audits) await each.look();
      memory.look();
    }
    if (world.faults.length === 0) for (const each of audits) await each.lookLast();
    await turns.close();
    const { delivered, failed, cancelled } = audits[0].totals;
    return {
      ...{
        seed,
        days,
        peers: hosts,
        delivered,
        failed,
        cancelled,
        faults: world.faults,
        last: world.last(),
        history: world.digest(),
      },
      ...{ events: world.happened, statements: turns.carriedOut, kills: lives.kills, requests: network.sent },
      ...{ messages: senders.told.size, grownMiB: memory.grownMiB, seconds: (performance.now() - begun) / SECOND },
    };
  } finally {
    rejections.end();
    putBack();
    await admin.end({ timeout: 1 });
  }
}

/** Time jumps to whatever is next, as soon as nothing is under way. */
async function passTime(world: World, turns: ReturnType<typeof createTurns>, until: number): Promise<void> {
  do {
    await turns.settle();
    if (world.faults.length > 0) return;
  } while (world.step(until));
}

/** What there is before the first process: a collective, its actor, and its keys. */
async function foundCollective(address: DatabaseAddress): Promise<{ member: string; pem: string }> {
  const db = openDatabase(address, { max: 1 });
  const sql = connect(address, 1);
  const database = { db, sql, address, [Symbol.asyncDispose]: async () => {} };
  const house = await testHouse({ database, startsAt: new Date(BEGIN - HOUR) });
  const member = await found(house);
  const { pem } = await house.federation.keys.publicKeys(house.db, 'collective');
  await db.close();
  await sql.end({ timeout: 1 });
  return { member, pem };
}

function watchRejections(world: World) {
  const note = (error: unknown): void =>
    world.fault('rejections', `nobody has caught ${error instanceof Error ? error.stack : String(error)}`);
  process.on('unhandledRejection', note);
  return { end: () => void process.off('unhandledRejection', note) };
}

/** A run in one line. */
export const lineOf = (report: Report): string => {
  const { seed, days, events, statements, kills, requests, delivered, failed, cancelled, messages } = report;
  return [
    `seed ${seed}: ${days} days, ${events} events, ${statements} statements, ${kills} kills`,
    `${requests} requests, ${delivered} delivered, ${failed} failed, ${cancelled} cancelled, ${messages} messages`,
    `+${report.grownMiB} MiB, ${report.seconds.toFixed(1)} s, history ${report.history}`,
  ].join('; ');
};

/** What went wrong, what was before it, and how to see it again. */
export const complaintOf = ({ seed, days, peers, faults, last }: Report): string =>
  [
    ...last,
    '',
    ...faults.slice(0, 5).map(({ message }) => message),
    `Again: npm run simulate -- --from ${seed} --seeds 1 --days ${days} --peers ${peers}`,
    'With SIMULATION_TRACE=1 in its environment it tells everything that happens.',
  ].join('\n');
