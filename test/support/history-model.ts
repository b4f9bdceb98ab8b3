import type { Method } from '../../src/assembly/outcome.ts';
import { choiceOf, closingAfter, latest, nth, type Step, type Wish } from './history.ts';
import { referenceOutcome } from './reference-count.ts';

interface Person {
  readonly name: number;
  leftAt: number;
  leftIn: number;
}

interface Vote {
  readonly method: Method;
  readonly effect: Wish;
  readonly openedAt: number;
  /** As all were told when it opened. */
  readonly announcedFor: number;
  closesAt: number;
  /** In which step somebody closed it early: at one instant, what came first still came first. 0 if nobody did. */
  closedIn: number;
  readonly roll: Set<Person>;
  readonly ballots: Map<Person, string>;
  /** For an effect that names somebody. */
  readonly named: Person | undefined;
}

export interface Expected {
  readonly vote: number;
  readonly number: string;
  readonly outcome: string;
  readonly cast: number;
  readonly electorate: number;
  readonly effect: string;
}

const NEVER = Number.POSITIVE_INFINITY;
const THIRD = { numerator: 1, denominator: 3 };
/** The first instant of 2027 in Madrid. */
const NEW_YEAR = Date.UTC(2026, 11, 31, 23);

/**
 * An assembly as one would play it with slips of paper on a table. Nothing is ever established here:
 * whoever asks what was decided goes through the votes that are closed, from the first to the last.
 */
export class AssemblyOnPaper {
  readonly people: Person[] = [{ name: 0, leftAt: NEVER, leftIn: NEVER }];
  readonly votes: Vote[] = [];
  now: number;
  private steps = 0;

  constructor(now: Date) {
    this.now = now.getTime();
  }

  /** What the house must answer. */
  take(step: Step): string {
    this.steps += 1;
    if (step.do === 'settle') return 'done';
    const vote = 'on' in step ? latest(this.votes, step.on) : undefined;
    const person = 'who' in step ? nth(this.people, step.who)! : this.people[0]!;
    switch (step.do) {
      case 'wait':
        this.now += step.milliseconds;
        return 'done';
      case 'wait for closing':
        this.now = Math.max(this.now, (vote?.announcedFor ?? 0) + step.milliseconds);
        return 'done';
      case 'join':
        this.people.push({ name: this.people.length, leftAt: NEVER, leftIn: NEVER });
        return 'done';
      case 'leave':
        return person.name === 0 ? 'skipped' : this.leave(person);
      case 'open':
        return this.open(person, step);
      case 'vote':
        return vote ? this.vote(person, vote, step.choice) : 'skipped';
      case 'all vote':
        if (!vote) return '';
        return this.people.map((each) => this.vote(each, vote, nth(step.choices, each.name)!)).join(' ');
      case 'close early':
        return vote && vote.openedAt < this.now ? this.closeEarly(person, vote) : 'skipped';
    }
  }

  private leave(person: Person): string {
    if (person.leftAt !== NEVER) return 'member.not_active';
    person.leftAt = this.now;
    person.leftIn = this.steps;
    for (const vote of this.votes.filter(({ closesAt }) => this.now < closesAt)) {
      vote.roll.delete(person);
      vote.ballots.delete(person);
    }
    return 'done';
  }

  private open(person: Person, { method, minutes, effect }: Step & { do: 'open' }): string {
    if (person.leftAt !== NEVER) return 'member.not_active';
    const closesAt = closingAfter(this.now, minutes);
    const roll = new Set(this.people.filter(({ leftAt }) => leftAt === NEVER));
    const named = typeof effect === 'number' ? nth(this.people, effect) : undefined;
    this.votes.push({
      method,
      openedAt: this.now,
      effect,
      announcedFor: closesAt,
      closesAt,
      closedIn: 0,
      roll,
      ballots: new Map(),
      named,
    });
    return 'done';
  }

  private vote(person: Person, vote: Vote, choice: number): string {
    if (person.leftAt !== NEVER) return 'member.not_active';
    if (this.now >= vote.closesAt) return 'ballot.closed';
    if (!vote.roll.has(person)) return 'ballot.not_on_roll';
    vote.ballots.set(person, choiceOf(vote.method, choice));
    return 'done';
  }

  private closeEarly(person: Person, vote: Vote): string {
    if (person.leftAt !== NEVER) return 'member.not_active';
    if (this.now >= vote.closesAt) return 'early_closing.not_open';
    if (vote.ballots.size < vote.roll.size) return 'early_closing.not_everyone';
    if (person.name !== 0) return 'early_closing.no_mandate';
    vote.closesAt = this.now;
    vote.closedIn = this.steps;
    return 'done';
  }

  /** All that has been decided by now, in the order of closing; the ids order what closes together. */
  decided(ids: readonly string[]): Expected[] {
    const idOf = (vote: Vote) => ids[this.votes.indexOf(vote)] ?? '';
    const closed = this.votes.filter(({ closesAt }) => closesAt <= this.now);
    closed.sort((a, b) => a.closesAt - b.closesAt || a.closedIn - b.closedIn || (idOf(a) < idOf(b) ? -1 : 1));
    const ofYear = new Map<number, number>();
    let name = 'Harbour Assembly';
    return closed.map((vote) => {
      const year = vote.closesAt < NEW_YEAR ? 2026 : 2027;
      ofYear.set(year, (ofYear.get(year) ?? 0) + 1);
      const outcome = referenceOutcome(vote.method, [...vote.ballots.values()], vote.roll.size, THIRD);
      const effect = outcome === 'adopted' ? effectOf(vote, name) : 'none';
      if (effect === 'executed' && typeof vote.effect === 'string') name = vote.effect;
      return {
        vote: this.votes.indexOf(vote),
        number: `${year}-${String(ofYear.get(year)).padStart(3, '0')}`,
        outcome,
        cast: vote.ballots.size,
        electorate: vote.roll.size,
        effect,
      };
    });
  }
}

function effectOf(vote: Vote, name: string): string {
  if (vote.effect === 'none') return 'none';
  if (vote.named) return hadLeft(vote.named, vote) ? 'mandate.holder_gone' : 'executed';
  return vote.effect === name ? 'collective.same_name' : 'executed';
}

const hadLeft = ({ leftAt, leftIn }: Person, { closesAt, closedIn }: Vote): boolean =>
  leftAt < closesAt || (leftAt === closesAt && leftIn < closedIn);
