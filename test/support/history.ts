import fc from 'fast-check';
import { CHOICES_OF, METHODS, type Method } from '../../src/assembly/outcome.ts';
import { wallClockOf } from '../../src/kernel/deadline.ts';
import type { TestHouse } from './house.ts';
import { ballot, newcomer, proposalInput } from './people.ts';
import { answerOf } from './refusal.ts';

/** People are named by number in the order in which they came: 0 is ana, who founded and stays. Votes, the latest first. */
export type Step =
  | { readonly do: 'join' }
  | { readonly do: 'leave'; readonly who: number }
  | {
      readonly do: 'open';
      readonly who: number;
      readonly method: Method;
      readonly minutes: number;
      readonly effect: Wish;
    }
  | { readonly do: 'vote'; readonly who: number; readonly on: number; readonly choice: number }
  | { readonly do: 'all vote'; readonly on: number; readonly choices: readonly number[] }
  | { readonly do: 'close early'; readonly who: number; readonly on: number }
  | { readonly do: 'wait'; readonly milliseconds: number }
  | { readonly do: 'wait for closing'; readonly on: number; readonly milliseconds: number }
  | { readonly do: 'settle' };

/** What a proposal shall bring about: nothing, another name, or a publisher. */
export type Wish = 'none' | 'Quay Council' | 'Harbour Assembly' | number;

const who = fc.nat(8);
const on = fc.constantFrom(0, 0, 0, 1, 1, 2, 3);
/** Most agree; all choices occur: see `choiceOf`. */
const choice = fc.nat(19);

const step = {
  join: fc.record({ do: fc.constant('join' as const) }),
  leave: fc.record({ do: fc.constant('leave' as const), who }),
  open: fc.record({
    do: fc.constant('open' as const),
    who,
    method: fc.constantFrom(...METHODS),
    minutes: fc.integer({ min: 1, max: 3 }),
    effect: fc.oneof(fc.constantFrom('none', 'Quay Council', 'Harbour Assembly'), who),
  }),
  vote: fc.record({ do: fc.constant('vote' as const), who, on, choice }),
  allVote: fc.record({
    do: fc.constant('all vote' as const),
    on,
    choices: fc.array(choice, { minLength: 1, maxLength: 6, size: 'max' }),
  }),
  closeEarly: fc.record({ do: fc.constant('close early' as const), who: fc.constantFrom(0, 0, 1), on }),
  wait: fc.record({ do: fc.constant('wait' as const), milliseconds: fc.constantFrom(1, 999, 29_999, 59_999) }),
  waitForClosing: fc.record({
    do: fc.constant('wait for closing' as const),
    on,
    milliseconds: fc.constantFrom(-1, 0, 1, 60_000),
  }),
  settle: fc.record({ do: fc.constant('settle' as const) }),
};

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: step.join },
  { weight: 2, arbitrary: step.leave },
  { weight: 5, arbitrary: step.open },
  { weight: 6, arbitrary: step.vote },
  { weight: 4, arbitrary: step.allVote },
  { weight: 3, arbitrary: step.closeEarly },
  { weight: 3, arbitrary: step.wait },
  { weight: 3, arbitrary: step.waitForClosing },
  { weight: 3, arbitrary: step.settle },
);

/** Most agree; all choices occur. */
export function choiceOf(method: Method, choice: number): string {
  const choices: readonly string[] = CHOICES_OF[method];
  return choices[choice < 12 ? 0 : choice % choices.length] ?? '';
}

/** One of several, by number, beginning again for a number that is too high: so a history stays one when it is cut. */
export const nth = <T>(all: readonly T[], number: number): T | undefined => all[number % Math.max(all.length, 1)];

/** The same from the last one on. */
export const latest = <T>(all: readonly T[], number: number): T | undefined => nth(all.toReversed(), number);

/** Who and what a house has met so far. */
export interface Acquaintance {
  readonly members: string[];
  readonly proposals: {
    readonly id: string;
    readonly method: Method;
    readonly openedAt: number;
    readonly closesAt: number;
  }[];
}

export const TIME_ZONE = 'Europe/Madrid';

/** The minute at which a vote closes that is opened now, so many minutes from the one that has begun. */
export const closingAfter = (now: number, minutes: number): number => (Math.floor(now / 60_000) + minutes) * 60_000;

/** Asks the house to take one step, and gives its answer. */
export async function take(house: TestHouse, step: Step, known: Acquaintance): Promise<string> {
  const now = house.clock.now().getTime();
  const member = 'who' in step ? nth(known.members, step.who)! : '';
  const proposal = 'on' in step ? latest(known.proposals, step.on) : undefined;
  switch (step.do) {
    case 'join':
      return answerOf(join(house, known));
    case 'leave':
      return member === known.members[0] ? 'skipped' : answerOf(house.members.leave({ member }, step.who % 2 === 0));
    case 'open':
      return answerOf(open(house, member, step, known));
    case 'vote':
      if (!proposal) return 'skipped';
      return cast(house, member, proposal, step.choice);
    case 'all vote': {
      const answers: string[] = [];
      for (const [number, each] of known.members.entries()) {
        if (proposal) answers.push(await cast(house, each, proposal, nth(step.choices, number)!));
      }
      return answers.join(' ');
    }
    case 'close early':
      // Not in the very millisecond of its opening, which no clock that runs gets to.
      if (!proposal || proposal.openedAt === now) return 'skipped';
      return answerOf(house.assembly.closeEarly({ member }, proposal.id));
    case 'wait':
      house.clock.advance(step);
      return 'done';
    case 'wait for closing': {
      const at = (proposal?.closesAt ?? 0) + step.milliseconds;
      if (at > now) house.clock.set(new Date(at));
      return 'done';
    }
    case 'settle':
      return 'done';
  }
}

const cast = (house: TestHouse, member: string, { id, method }: Acquaintance['proposals'][number], choice: number) =>
  answerOf(house.assembly.castVote({ member }, id, ballot(choiceOf(method, choice))));

async function join(house: TestHouse, known: Acquaintance): Promise<void> {
  const { secret } = await house.members.invite({ member: known.members[0]! });
  const { member } = await house.members.join(secret, newcomer(`person-${known.members.length}`));
  known.members.push(member);
}

async function open(house: TestHouse, member: string, step: Step & { do: 'open' }, known: Acquaintance): Promise<void> {
  const openedAt = house.clock.now().getTime();
  const closesAt = closingAfter(openedAt, step.minutes);
  const effect = effectOf(step.effect, known);
  const id = await house.assembly.write({ member }, proposalInput({ method: step.method, effect }));
  await house.assembly.openDiscussion({ member }, id);
  const closes = wallClockOf(new Date(closesAt), TIME_ZONE);
  await house.assembly.openVote({ member }, id, { version: 1, closes });
  known.proposals.push({ id, method: step.method, openedAt, closesAt });
}

function effectOf(wish: Wish, { members }: Acquaintance) {
  if (wish === 'none') return null;
  if (typeof wish === 'string') return { type: 'collective.rename', params: { name: wish } };
  return { type: 'mandate.renew', params: { office: 'publisher', holder: nth(members, wish)!, days: 10 } };
}
