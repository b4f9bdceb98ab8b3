import { afterEach, describe, expect, it } from 'vitest';
import { createTurns } from '../../src/platform/federation/fair-turns.ts';
import { failureOf, namesFor, testFetch } from '../support/federation/asking.ts';
import { type Answer, startPeer } from '../support/federation/peer.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});
const kept = <T extends AsyncDisposable>(each: T): T => {
  open.push(each);
  return each;
};

const never = new AbortController().signal;

/** Takes turns and notes down who has got theirs, in order. */
function turns(limits: { perHost: number; inAll: number }) {
  const take = createTurns(limits);
  const called: string[] = [];
  const release = new Map<string, () => void>();
  return {
    called,
    take,
    ask(host: string, name: string, signal = never): Promise<string> {
      return failureOf(
        take(host, signal).then((end) => {
          called.push(name);
          release.set(name, end);
        }),
      );
    },
    async end(name: string): Promise<void> {
      await new Promise(setImmediate);
      release.get(name)?.();
      await new Promise(setImmediate);
    },
  };
}

describe('turns', () => {
  it('are for so many at one host, and for so many in all', async () => {
    const { ask, called } = turns({ perHost: 2, inAll: 3 });
    for (const [host, name] of ['a1', 'a2', 'a3', 'b1', 'b2'].map((each) => [each[0] ?? '', each] as const))
      void ask(host, name);
    await new Promise(setImmediate);
    expect(called).toEqual(['a1', 'a2', 'b1']);
  });

  it('go round among hosts, and within one to who came first', async () => {
    const { ask, end, called } = turns({ perHost: 1, inAll: 1 });
    for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) void ask(name[0] ?? '', name);
    for (const name of ['a1', 'a2', 'b1', 'c1', 'a3', 'b2']) await end(name);
    expect(called).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
  });

  it('of one host are not kept from others by those who wait for a slow one', async () => {
    const { ask, end, called } = turns({ perHost: 1, inAll: 2 });
    for (const name of ['a1', 'a2', 'a3', 'b1', 'b2']) void ask(name[0] ?? '', name);
    await end('b1');
    await end('b2');
    expect(called).toEqual(['a1', 'b1', 'b2']);
  });

  it('are given back once, however often that is said', async () => {
    const { ask, end, called } = turns({ perHost: 1, inAll: 1 });
    for (const name of ['a1', 'a2', 'a3']) void ask('a', name);
    await end('a1');
    await end('a1');
    expect(called).toEqual(['a1', 'a2']);
  });

  it('are not for who has given up waiting, and then pass to the next', async () => {
    const { ask, end, called } = turns({ perHost: 1, inAll: 1 });
    const patience = new AbortController();
    void ask('a', 'a1');
    const gaveUp = ask('a', 'a2', patience.signal);
    void ask('a', 'a3');
    patience.abort();
    expect(await gaveUp).toBe('unreachable overloaded');
    await end('a1');
    expect(called).toEqual(['a1', 'a3']);
    expect(await ask('b', 'b1', patience.signal)).toBe('unreachable overloaded');
  });

  it('are refused at once to the 33rd who would wait for one host, and not to others', async () => {
    const { ask } = turns({ perHost: 1, inAll: 2 });
    void ask('a', 'running');
    for (let each = 0; each < 32; each += 1) void ask('a', `waiting ${each}`);
    expect(await ask('a', 'too many')).toBe('unreachable overloaded');
    expect(await ask('b', 'b1')).toBe('none');
  });

  it('are refused at once to the 1,025th who would wait for any', async () => {
    const { ask } = turns({ perHost: 1, inAll: 1 });
    void ask('a', 'running');
    for (let each = 0; each < 1_024; each += 1) void ask(`host ${each % 64}`, `waiting ${each}`);
    expect(await ask('another', 'too many')).toBe('unreachable overloaded');
  });

  it('leave nothing behind: all can be taken again', async () => {
    const { take } = turns({ perHost: 2, inAll: 3 });
    for (let round = 0; round < 100; round += 1) {
      const jobs = Array.from({ length: 20 }, async (_, at) => {
        const release = await take(`host ${at % 3}`, never);
        await new Promise(setImmediate);
        release();
      });
      await Promise.all(jobs);
    }
    const releases = await Promise.all(['a', 'a', 'b'].map((host) => take(host, never)));
    expect(releases).toHaveLength(3);
  });
});

describe('requests at the same time', () => {
  /** Servers that answer all at once: when as many have come as may, or when no more come. */
  async function crowd() {
    const counts = { most: 0, expected: 0 };
    const held: (() => void)[] = [];
    let quiet: NodeJS.Timeout | undefined;
    const answer: Answer = (_request, response) => {
      held.push(() => response.end());
      counts.most = Math.max(counts.most, held.length);
      clearTimeout(quiet);
      const ms = held.length >= counts.expected ? 20 : 500;
      quiet = setTimeout(() => held.splice(0).forEach((end) => void end()), ms);
    };
    const ports = [kept(await startPeer(answer)).port, kept(await startPeer(answer)).port];
    return { counts, ports };
  }

  it.each([
    [3, 'to one host, whatever its port', ['a.test']],
    [7, 'in all', ['a.test', 'b.test', 'c.test', 'd.test']],
  ])('are %i at the most %s, and all of them are answered', async (expected, _where, hosts) => {
    const { counts, ports } = await crowd();
    counts.expected = expected;
    const names = namesFor(Object.fromEntries(hosts.map((host) => [host, ['127.0.0.1']])));
    const ask = kept(testFetch({ ...names, limits: { perHost: 3, inAll: 7 } }));
    const urls = hosts.flatMap((host) => ports.map((port) => `http://${host}:${port}/`));
    const answers = await Promise.all(Array.from({ length: 24 }, (_, at) => ask.get(urls[at % urls.length] ?? '')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(counts.most).toBe(expected);
  });

  it('wait within their time, and the one too many not at all', async () => {
    const there = kept(await startPeer(() => {}));
    const ask = kept(testFetch({ limits: { perHost: 1, totalMs: 80 } }));
    const answers = Array.from({ length: 34 }, () => failureOf(ask.get(there.origin)));
    expect(await answers[33]).toBe('unreachable overloaded');
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^unreachable (timeout|overloaded)$/);
    expect(there.connections).toBeLessThanOrEqual(2);
  });
});
