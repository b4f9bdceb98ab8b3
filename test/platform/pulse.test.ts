import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createPulse, type PulseOptions } from '../../src/platform/pulse.ts';

const FOREVER = 1_000_000;
/** Long enough for whatever would come at once. */
const AT_ONCE_MS = 30;

/** A pulse whose rounds end when and as they are told to. */
function beating(options: Partial<PulseOptions> = {}) {
  const begun: PromiseWithResolvers<boolean>[] = [];
  const faults: unknown[] = [];
  let watcher = () => {};
  const pulse = createPulse({
    round: () => {
      const round = Promise.withResolvers<boolean>();
      begun.push(round);
      watcher();
      return round.promise;
    },
    restMs: 1,
    afterFaultMs: FOREVER,
    onFault: (error) => faults.push(error),
    ...options,
  });
  const until = async (many: number): Promise<void> => {
    const seen = Promise.withResolvers<void>();
    watcher = () => void (begun.length >= many && seen.resolve());
    watcher();
    await seen.promise;
  };
  return { pulse, begun, faults, until };
}

describe('a pulse', () => {
  it('beats when it is woken, one round at a time, and once more for whoever came during a round', async () => {
    const { pulse, begun, until } = beating();
    pulse.wakeIn(0);
    await until(1);
    for (let count = 0; count < 5; count += 1) {
      pulse.wakeIn(0);
      await pause(2);
    }
    expect(begun).toHaveLength(1);
    begun[0]?.resolve(true);
    await until(2);
    begun[1]?.resolve(true);
    await pause(AT_ONCE_MS);
    expect(begun).toHaveLength(2);
    await pulse.stop();
  });

  it('beats for the earliest of those who wake it', async () => {
    const { pulse, begun, until } = beating();
    pulse.wakeIn(FOREVER);
    pulse.wakeIn(1);
    pulse.wakeIn(FOREVER);
    await until(1);
    expect(begun).toHaveLength(1);
    begun[0]?.resolve(true);
    await pulse.stop();
  });

  it('rests after a fault, whoever wakes it', async () => {
    const { pulse, begun, faults, until } = beating();
    const fault = new Error('away');
    pulse.wakeIn(0);
    await until(1);
    begun[0]?.reject(fault);
    await pause(AT_ONCE_MS);
    pulse.wakeIn(0);
    await pause(AT_ONCE_MS);
    expect(faults).toEqual([fault]);
    expect(begun).toHaveLength(1);
    await pulse.stop();
  });

  it('beats again after a fault, though nobody wakes it', async () => {
    const { pulse, begun, until } = beating({ afterFaultMs: 1 });
    pulse.wakeIn(0);
    await until(1);
    begun[0]?.reject(new Error('away'));
    await until(2);
    expect(begun).toHaveLength(2);
    begun[1]?.resolve(true);
    await pulse.stop();
  });

  it('is idle at the end of a round that was begun after that was asked, and found nothing', async () => {
    const { pulse, begun, until } = beating();
    pulse.wakeIn(0);
    await until(1);
    let idle = false;
    const asked = pulse.untilIdle().then(() => {
      idle = true;
    });
    begun[0]?.resolve(true);
    await until(2);
    expect(idle).toBe(false);
    begun[1]?.resolve(false);
    await until(3);
    expect(idle).toBe(false);
    begun[2]?.resolve(true);
    await asked;
    expect(idle).toBe(true);
    await pulse.stop();
  });

  it('that has been stopped beats no more, and lets the round under way end', async () => {
    const { pulse, begun, until } = beating();
    pulse.wakeIn(0);
    await until(1);
    pulse.wakeIn(0);
    const stopped = pulse.stop();
    pulse.wakeIn(0);
    begun[0]?.resolve(false);
    await stopped;
    await pulse.untilIdle();
    await pause(AT_ONCE_MS);
    expect(begun).toHaveLength(1);
  });
});
