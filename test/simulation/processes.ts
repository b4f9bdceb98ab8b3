import { buildHouse, type House } from '../../src/house.ts';
import { repeatableRandom } from '../../src/kernel/random.ts';
import { startHouseCourier, startHouseListener, startHouseWorker } from '../../src/node.ts';
import {
  type Database,
  type DatabaseAddress,
  isDatabaseUnavailable,
  openDatabase,
} from '../../src/platform/database.ts';
import type { Delivery } from '../../src/platform/federation/gate.ts';
import { createLogger } from '../../src/platform/log.ts';
import { SIGNALS, type Signal } from '../../src/platform/signals.ts';
import type { Timers } from '../../src/platform/timers.ts';
import { federationOfTests } from '../support/federation/settings.ts';
import { ORIGIN } from '../support/house.ts';
import type { Chance } from './chance.ts';
import type { Network } from './network.ts';
import type { Asker, Turns } from './turns.ts';
import { HOUR, MINUTE, SECOND, type World } from './world.ts';

export type Role = 'all' | 'web' | 'worker';

/** One life of one process of ours. */
export interface Process extends Asker {
  readonly role: Role;
  readonly house: House;
  closing: boolean;
  readonly bornAt: number;
  /** Takes in a message, as the door does. Never resolves where it dies over it. */
  receive(delivery: Delivery): Promise<{ readonly status: number; readonly isKept: boolean; readonly code: string }>;
  hear(signal: Signal): void;
  stop(): Promise<void>;
}

export interface ProcessesOptions {
  readonly world: World;
  readonly chance: Chance;
  readonly turns: Turns;
  readonly network: Network;
  readonly address: DatabaseAddress;
  onLog(line: string): void;
  onDeath(process: Process): void;
}

/** Looking again by itself only helps where a signal is lost: the less often, the sooner a month is over. */
const LOOK_AGAIN = { courier: 2 * HOUR, listener: 2 * HOUR, worker: 3 * HOUR } as const;

/** The processes of our node: each has a connection to the one database, timers, and a way to the others. */
export function createProcesses(options: ProcessesOptions) {
  const { world, chance, turns, network, address, onLog, onDeath } = options;
  const draws = chance.apart('processes');
  const alive = new Set<Process>();
  let born = 0;

  /** What one process has committed, the others hear a little later, or not at all. */
  const broadcast = (from: Process, signal: Signal): void => {
    for (const other of alive) {
      if (other === from || draws.maybe(0.02)) continue;
      world.after(draws.between(1, 50), () => other.hear(signal));
    }
  };

  const timersOf = (asker: Asker): Timers => ({
    elapsed: world.now,
    after: (ms, job) => world.after(ms, () => void (asker.dead || job())),
  });

  const start = (role: Role): Process => {
    born += 1;
    const name = `${role}${born}`;
    const self: Asker & { closing: boolean } = { name, dead: false, closing: false, dies: undefined, die: () => die() };
    const db: Database = openDatabase(address, { max: 1, through: turns.through(self) });
    const house = buildHouse({
      db,
      clock: { now: world.date },
      random: repeatableRandom(Buffer.from(`${name} ${chance.next()}`)),
      origin: ORIGIN,
      timers: timersOf(self),
      federation: { ...federationOfTests(), openNetwork: network.openFor(self) },
    });
    const logger = createLogger('debug', { write: onLog });
    const workers = role === 'web' ? [] : startWorkers(house, logger);

    const process = Object.assign(self, {
      role,
      house,
      bornAt: world.now(),
      receive: (delivery: Delivery) => receive(house, delivery, world, turns),
      hear(signal: Signal) {
        if (self.dead) return;
        echoes = true;
        house.signals.send(signal);
        echoes = false;
      },
      async stop() {
        self.closing = true;
        world.tell(`${name} is told to stop`);
        await Promise.all(workers.map((worker) => worker.stop()));
        if (!self.dead) die();
      },
    });
    let echoes = false;
    for (const signal of SIGNALS) house.signals.on(signal, () => void (echoes || broadcast(process, signal)));
    const die = (): void => {
      if (self.dead) return;
      self.dead = true;
      world.tell(`${name} is no more`);
      alive.delete(process);
      turns.drop(self);
      onDeath(process);
    };
    alive.add(process);
    world.tell(`${name} begins`);
    // Whoever has just begun to listen takes everything for changed.
    world.after(10, () => {
      for (const signal of SIGNALS) process.hear(signal);
    });
    return process;
  };

  return {
    start,
    alive: (): readonly Process[] => [...alive],
    /** One that answers others and members, if there is any. */
    atTheDoor: (pick: Chance): Process | undefined => {
      const open = [...alive].filter(({ role, closing }) => role !== 'worker' && !closing);
      return open.length > 0 ? pick.pick(open) : undefined;
    },
    get born() {
      return born;
    },
  };
}

export type Processes = ReturnType<typeof createProcesses>;

function startWorkers(house: House, logger: ReturnType<typeof createLogger>): readonly { stop(): Promise<void> }[] {
  return [
    startHouseWorker(house, logger, LOOK_AGAIN.worker),
    startHouseCourier(house, logger, { lookAgainMs: LOOK_AGAIN.courier, gatherMs: 400 }),
    startHouseListener(house, logger, LOOK_AGAIN.listener),
  ];
}

async function receive(house: House, delivery: Delivery, world: World, turns: Turns) {
  try {
    const verdict = await house.federation.gate.examine(delivery);
    if (!verdict.ok) return { status: verdict.status, isKept: false, code: verdict.code };
    const taken = await house.inbox.take(verdict.message);
    const status = { taken: 202, seen: 202, reused: 409, full: 503 }[taken];
    return { status, isKept: status === 202, code: taken };
  } catch (error) {
    if (isDatabaseUnavailable(error) && turns.isAway()) return { status: 503, isKept: false, code: 'unavailable' };
    world.fault('inbox', `a message met a fault: ${error instanceof Error ? error.stack : String(error)}`);
    return { status: 500, isKept: false, code: 'fault' };
  }
}

/** The lives of the processes: who is there, for how long, and how each ends. */
export function keepAlive(
  processes: Processes,
  { world, chance, until }: { world: World; chance: Chance; until: number },
) {
  const draws = chance.apart('lives');
  let kills = 0;

  const plan = (process: Process): void => {
    world.after(draws.between(20 * MINUTE, 60 * HOUR), () => {
      if (process.dead || world.now() > until) return;
      const how = draws.weighted({ statement: 14, moment: 3, stop: 3 });
      if (how !== 'stop') kills += 1;
      if (how === 'stop') void process.stop();
      else if (how === 'moment') process.die();
      else process.dies = { in: 1 + draws.below(40), how: draws.pick(['before', 'after'] as const) };
    });
  };

  const begin = (role: Role): void => plan(processes.start(role));
  const layout = (): readonly Role[] =>
    draws.pick([['all'], ['all'], ['web', 'worker'], ['all', 'worker'], ['web', 'worker', 'worker']] as const);

  return {
    begin: (): void => layout().forEach(begin),
    /** Somebody sees to it that there is a process again, sooner or later: says when. */
    onDeath(process: Process): number {
      const wait = draws.maybe(0.05) ? draws.between(HOUR, 12 * HOUR) : draws.between(SECOND, 20 * MINUTE);
      const backAt = world.now() + (world.now() > until ? SECOND : wait);
      world.at(backAt, () => {
        if (processes.alive().length === 0) return layout().forEach(begin);
        begin(process.role);
      });
      return backAt;
    },
    get kills() {
      return kills;
    },
  };
}
