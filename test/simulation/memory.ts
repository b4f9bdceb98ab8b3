import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DAY, type World } from './world.ts';

const MIB = 1_048_576;
/** What the simulation itself writes down grows as well. */
const GROWTH_MAX = 48 * MIB;
/** So long until everything has been met with once. */
const SETTLED_AFTER = 3 * DAY;
const PLANNED_MAX = 20_000;

/** What the process needs does not grow with what it has done. */
export function createMemoryWatch(world: World) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const begun = world.now();
  let first: number | undefined;
  let last = 0;

  return {
    look(): void {
      if (world.planned > PLANNED_MAX) world.fault('memory', `${world.planned} things are planned`);
      if (world.now() - begun < SETTLED_AFTER) return;
      collect();
      last = process.memoryUsage().heapUsed;
      first ??= last;
      if (last - first > GROWTH_MAX)
        world.fault('memory', `${Math.round((last - first) / MIB)} MiB more than at first`);
    },
    get grownMiB() {
      return Math.round((last - (first ?? last)) / MIB);
    },
  };
}
