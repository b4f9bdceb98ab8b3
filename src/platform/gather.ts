/**
 * Lets many callers share one piece of work: whoever comes while a round is under way is in the next
 * one. `job` gets what has been gathered, in order, and answers for each in the same order. Where it
 * fails for several, each is tried by itself, so that none fails for what another has sent; unless
 * `isEverybodys` says that the fault would meet all of them.
 */
export function createGatherer<Item, Answer>(
  job: (items: readonly Item[]) => Promise<readonly Answer[]>,
  { most, isEverybodys }: { readonly most: number; isEverybodys(error: unknown): boolean },
) {
  interface Waiting extends PromiseWithResolvers<Answer> {
    readonly item: Item;
  }
  const waiting: Waiting[] = [];
  let isAtWork = false;

  const answer = async (round: readonly Waiting[]): Promise<void> => {
    try {
      const answers = await job(round.map(({ item }) => item));
      for (const [index, { resolve }] of round.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      if (round.length === 1 || isEverybodys(error)) for (const { reject } of round) reject(error);
      else for (const one of round) await answer([one]);
    }
  };

  const work = async (): Promise<void> => {
    isAtWork = true;
    while (waiting.length > 0) await answer(waiting.splice(0, most));
    isAtWork = false;
  };

  return {
    add(item: Item): Promise<Answer> {
      const turn = Promise.withResolvers<Answer>();
      waiting.push({ ...turn, item });
      if (!isAtWork) void work();
      return turn.promise;
    },
    /** How many wait for a round to begin. */
    waiting: (): number => waiting.length,
    isAtWork: (): boolean => isAtWork,
  };
}
