import { CANARY } from './deeds.ts';
import type { World } from './world.ts';

/** Words of texts, people, addresses and keys: none of these belongs into a log. */
const SECRET = new RegExp(`${CANARY}|version \\d|/u/someone|someone\\d|#main-key|BEGIN |Notice `);

/** What the logs of our processes may say: codes, hosts, and where a fault arose. */
export function createLogReader(world: World, { isExcused }: { isExcused(): boolean }) {
  let lines = 0;
  return {
    get lines() {
      return lines;
    },
    read(line: string): void {
      lines += 1;
      const told = SECRET.exec(line)?.[0];
      if (told) world.fault('logs', `a line says ${JSON.stringify(told)}: ${line}`);
      const { level } = JSON.parse(line) as { level: number };
      if (level >= 50 && !isExcused()) world.fault('logs', `a fault: ${line}`);
    },
  };
}
