import { describe, expect, it } from 'vitest';
import { createGatherer } from '../../src/platform/gather.ts';

/** A job that waits until it is told to go on, and keeps what it was given. */
function slowJob(answer: (item: string) => string | Error = (item) => item.toUpperCase()) {
  const rounds: (readonly string[])[] = [];
  const turns: PromiseWithResolvers<void>[] = [];
  const job = async (items: readonly string[]): Promise<readonly string[]> => {
    rounds.push(items);
    const turn = Promise.withResolvers<void>();
    turns.push(turn);
    await turn.promise;
    return items.map((item) => {
      const given = answer(item);
      if (given instanceof Error) throw given;
      return given;
    });
  };
  const goOn = async (): Promise<void> => {
    turns.shift()?.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { job, rounds, goOn };
}

const never = () => false;

describe('those who come while a round is under way', () => {
  it('are together in the next one, in the order in which they came, and each gets their own answer', async () => {
    const { job, rounds, goOn } = slowJob();
    const gatherer = createGatherer(job, { most: 10, isEverybodys: never });
    const answers = ['a', 'b', 'c'].map((item) => gatherer.add(item));
    expect([rounds, gatherer.waiting()]).toEqual([[['a']], 2]);
    await goOn();
    expect(rounds).toEqual([['a'], ['b', 'c']]);
    await goOn();
    expect(await Promise.all(answers)).toEqual(['A', 'B', 'C']);
  });

  it('are never more than so many in one round', async () => {
    const { job, rounds, goOn } = slowJob();
    const gatherer = createGatherer(job, { most: 2, isEverybodys: never });
    const answers = ['a', 'b', 'c', 'd'].map((item) => gatherer.add(item));
    for (let round = 0; round < 3; round += 1) await goOn();
    expect(rounds).toEqual([['a'], ['b', 'c'], ['d']]);
    expect(await Promise.all(answers)).toEqual(['A', 'B', 'C', 'D']);
  });
});

describe('a round that fails', () => {
  const fault = new Error('no');

  it('is tried for each by itself, so that only whoever brought the fault is told of it', async () => {
    const { job, rounds, goOn } = slowJob((item) => (item === 'bad' ? fault : item));
    const gatherer = createGatherer(job, { most: 10, isEverybodys: never });
    const answers = ['first', 'good', 'bad', 'fine'].map((item) => gatherer.add(item));
    const settled = Promise.allSettled(answers);
    for (let round = 0; round < 5; round += 1) await goOn();
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(rounds).toEqual([['first'], ['good', 'bad', 'fine'], ['good'], ['bad'], ['fine']]);
  });

  it("is not tried again where the fault is everybody's", async () => {
    const { job, rounds, goOn } = slowJob(() => fault);
    const gatherer = createGatherer(job, { most: 10, isEverybodys: (error) => error === fault });
    const settled = Promise.allSettled(['a', 'b', 'c'].map((item) => gatherer.add(item)));
    for (let round = 0; round < 2; round += 1) await goOn();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(rounds).toEqual([['a'], ['b', 'c']]);
  });

  it('keeps nobody from coming after it', async () => {
    let isBroken = true;
    const gatherer = createGatherer(async (items: readonly string[]) => (isBroken ? Promise.reject(fault) : items), {
      most: 10,
      isEverybodys: never,
    });
    await expect(gatherer.add('a')).rejects.toThrow('no');
    isBroken = false;
    expect(await gatherer.add('b')).toBe('b');
  });
});
