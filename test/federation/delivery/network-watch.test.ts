import { describe, expect, it } from 'vitest';
import type { Reach } from '../../../src/platform/federation/delivery/answers.ts';
import { createNetworkWatch } from '../../../src/platform/federation/delivery/network-watch.ts';

const START = new Date('2026-03-01T12:00:00Z').getTime();
const at = (seconds: number) => new Date(START + seconds * 1_000);
const HOUR = 3_600;

/** Reads as `name:reach@seconds`, or with a `!` for a host that has been failing for seven hours. */
function watching(...events: readonly string[]) {
  const watch = createNetworkWatch();
  for (const event of events) {
    const [host = '', rest = ''] = event.split(':');
    const [reach = '', seconds = '0'] = rest.split('@');
    const since = host.endsWith('!') ? at(Number(seconds) - 7 * HOUR) : null;
    watch.begin(host, at(Number(seconds)));
    if (reach !== 'begun') watch.end(host, reach as Reach, since, at(Number(seconds)));
  }
  return watch;
}

describe('our own network is taken for down', () => {
  it('when three hosts are silent and none answers', () => {
    expect(watching('a:silent', 'b:silent').isDown(at(1))).toBe(false);
    expect(watching('a:silent', 'b:silent', 'c:silent').isDown(at(1))).toBe(true);
    expect(watching('a:silent', 'a:silent', 'a:silent').isDown(at(1))).toBe(false);
  });

  it('when hosts that answered before are silent now, and they are more than half of all', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f'].map((host) => `${host}:answered`);
    expect(watching(...before, 'a:silent@5', 'b:silent@5', 'c:silent@5').isDown(at(6))).toBe(false);
    expect(watching(...before, 'a:silent@5', 'b:silent@5', 'c:silent@5', 'd:silent@5').isDown(at(6))).toBe(true);
  });

  it('not while so many have been asked and may still answer', () => {
    const silent = ['a:silent', 'b:silent', 'c:silent'];
    expect(watching('x:begun', 'y:begun', ...silent).isDown(at(1))).toBe(true);
    expect(watching('x:begun', 'y:begun', 'z:begun', ...silent).isDown(at(1))).toBe(false);
  });

  it.each(['answered', 'out_of_order'])('no longer when one has %s since', (reach) => {
    const silent = ['a:silent', 'b:silent', 'c:silent', 'd:silent'];
    expect(watching(...silent, `e:${reach}@1`).isDown(at(2))).toBe(false);
    expect(watching(...silent, `e:${reach}@1`, 'a:silent@2', 'b:silent@2', 'c:silent@2').isDown(at(3))).toBe(true);
  });

  it('by nothing that was more than two minutes ago', () => {
    const watch = watching('a:silent', 'b:silent@60', 'c:silent@110');
    expect(watch.isDown(at(120))).toBe(true);
    expect(watch.isDown(at(121))).toBe(false);
  });

  it('by no host that has been silent for hours, or of which nothing was learned', () => {
    expect(watching('a!:silent', 'b!:silent', 'c!:silent', 'd:silent').isDown(at(1))).toBe(false);
    expect(watching('a:silent', 'b:silent', 'c:silent', 'd!:silent', 'e!:silent', 'f!:silent').isDown(at(1))).toBe(
      true,
    );
    expect(watching('a:unusable', 'b:untold', 'c:unusable', 'd:silent').isDown(at(1))).toBe(false);
  });
});
