import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OFFICES } from '../../src/mandates/office.ts';
import { mandates } from '../../src/mandates/schema.ts';
import { holdsPower } from '../../src/mandates/store.ts';
import { type Name, Notebook, PEOPLE } from '../support/authority-model.ts';
import { FIRST_OF_MARCH, type TestHouse, testHouse } from '../support/house.ts';
import { assembly, openVote, vote } from '../support/people.ts';
import { answerOf } from '../support/refusal.ts';

const who = fc.constantFrom(...PEOPLE);
const which = fc.constantFrom(0, 0, 0, 1, 2);

/** Mostly the one whom it concerns. */
const actor = fc.constantFrom('holder' as const, 'holder' as const, 'holder' as const, ...PEOPLE);

const anyStep = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('propose' as const),
      who,
      office: fc.constantFrom('convenor' as const, 'convenor' as const, ...OFFICES),
      holder: fc.constantFrom('self' as const, 'self' as const, ...PEOPLE),
      days: fc.constantFrom(1, 2, 10),
    }),
  },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('accept' as const), who: actor, which }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('lay down' as const), who: actor, which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), who }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('close early' as const), who, which }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 60, 60, 1_440, 10_080) }),
  },
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('wait for a change' as const), milliseconds: fc.constantFrom(-1, 0) }),
  },
);
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;

interface Story {
  readonly house: TestHouse;
  readonly ids: Readonly<Record<Name, string>>;
  readonly notes: Notebook;
}

/** What the notebook says, and what the house answered. */
interface Answers {
  readonly expected: string;
  readonly answer: string;
}

const SKIPPED: Answers = { expected: 'skipped', answer: 'skipped' };

async function take({ house, ids, notes }: Story, step: Step): Promise<Answers> {
  if (step.do === 'wait') return wait({ house, ids, notes }, notes.now + step.minutes * 60_000);
  if (step.do === 'wait for a change') {
    const next = notes.boundaries().find((instant) => instant + step.milliseconds > notes.now);
    return next === undefined ? SKIPPED : wait({ house, ids, notes }, next + step.milliseconds);
  }
  switch (step.do) {
    case 'propose':
      return propose({ house, ids, notes }, step);
    case 'leave': {
      if (notes.present.size === 1) return SKIPPED;
      const answer = await answerOf(house.members.leave({ member: ids[step.who] }, false));
      return { expected: notes.leave(step.who), answer };
    }
    case 'close early': {
      const motion = notes.motions.at(-1 - step.which);
      if (!motion || motion.openedAt === notes.now) return SKIPPED;
      const answer = await answerOf(house.assembly.closeEarly({ member: ids[step.who] }, motion.id));
      const expected = notes.closeEarly(step.who, motion);
      notes.waitUntil(notes.now);
      return { expected, answer };
    }
    case 'accept':
    case 'lay down': {
      const motion = notes.motions.filter(({ mandate }) => typeof mandate === 'object').at(-1 - step.which);
      if (typeof motion?.mandate !== 'object') return SKIPPED;
      const id = await mandateFrom(house, motion.id);
      const name = step.who === 'holder' ? motion.mandate.holder : step.who;
      const member = ids[name];
      return step.do === 'accept'
        ? {
            expected: notes.accept(name, motion.mandate),
            answer: await answerOf(house.mandates.accept({ member }, id)),
          }
        : {
            expected: notes.layDown(name, motion.mandate),
            answer: await answerOf(house.mandates.layDown({ member }, id)),
          };
    }
  }
}

async function wait({ house, notes }: Story, until: number): Promise<Answers> {
  house.clock.set(new Date(until));
  notes.waitUntil(until);
  return SKIPPED;
}

/** Whoever is there votes for it at once; it closes an hour later. */
async function propose({ house, ids, notes }: Story, step: Step & { do: 'propose' }): Promise<Answers> {
  if (!notes.present.has(step.who)) return SKIPPED;
  const { office, days } = step;
  const holder = step.holder === 'self' ? step.who : step.holder;
  const effect = { type: 'mandate.renew', params: { office, holder: ids[holder], days } };
  const id = await openVote(house, ids[step.who], { method: 'simple-majority', effect });
  for (const name of notes.present) await vote(house, ids[name], id, 'yes');
  notes.open(id, step.who, { office, holder, days });
  return SKIPPED;
}

/** The mandate that a decision granted, as a page would show it: whether or not it has been written down. */
const mandateFrom = (house: TestHouse, decision: string): Promise<string> =>
  house.asOf(async (db) => {
    const [row] = await db.select({ id: mandates.id }).from(mandates).where(eq(mandates.sourceId, decision));
    return row?.id ?? expect.unreachable('the notebook has a mandate that the house has not');
  });

async function live(history: readonly Step[]): Promise<void> {
  await using house = await testHouse({ max: 2 });
  const ids = await assembly(house, 'bo', 'cy', 'di');
  const story = { house, ids, notes: new Notebook(FIRST_OF_MARCH) };

  for (const [number, step] of history.entries()) {
    const { expected, answer } = await take(story, step);
    expect(answer, JSON.stringify(step)).toBe(expected);
    const covered = PEOPLE.filter((name) => story.notes.mayAsConvenor(name));
    expect(await offeredToInvite(story), `who is offered to invite after ${JSON.stringify(step)}`).toEqual(covered);
    for (const name of new Set([...covered, PEOPLE[number % PEOPLE.length]!])) {
      const invited = await answerOf(house.members.invite({ member: ids[name] }));
      expect(invited, `${name} invites after ${JSON.stringify(step)}`).toBe(story.notes.invite(name));
    }
  }
}

const offeredToInvite = ({ house, ids }: Story) =>
  house.asOf(async (db, now) => {
    const offers = await Promise.all(PEOPLE.map((name) => holdsPower(db, ids[name], 'invite', now)));
    return PEOPLE.filter((_, number) => offers[number]);
  });

describe('in any history of mandates', () => {
  it('who invites or closes a vote early is covered by a mandate that lives at that instant, and nobody else does', async () => {
    const anyHistory = fc.array(anyStep, { minLength: 30, maxLength: 70, size: 'max' });
    await fc.assert(fc.asyncProperty(anyHistory, live), { numRuns: 6, interruptAfterTimeLimit: 60_000 });
  }, 90_000);
});
