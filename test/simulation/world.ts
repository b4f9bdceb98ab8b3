import { createHash } from 'node:crypto';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** When every simulation begins. */
export const BEGIN = Date.parse('2026-03-01T12:00:00Z');

interface Event {
  readonly at: number;
  readonly number: number;
  job: (() => void) | undefined;
}

/** Something that must not be. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly check: string;
  constructor(check: string, what: string) {
    super(`${check}: ${what}`);
    this.check = check;
  }
}

const TRACE_KEPT = 60;

/** Virtual time, and whatever is to happen in it: by time, and at one time in the order in which it was planned. */
export interface World {
  /** Milliseconds, as of a clock. */
  now(): number;
  date(): Date;
  /** Plans a job. What is returned calls it off. */
  at(time: number, job: () => void): () => void;
  after(ms: number, job: () => void): () => void;
  /** Goes on to the next event that is due before then. False when there is none. */
  step(before: number): boolean;
  /** Writes a line of history. */
  tell(line: string): void;
  /** Notes that something must not be; the simulation ends with it. */
  fault(check: string, what: string): void;
  readonly faults: readonly Fault[];
  readonly happened: number;
  readonly planned: number;
  last(): readonly string[];
  /** The same for two histories only if they are the same. */
  digest(): string;
}

export function createWorld(): World {
  const events = createEvents();
  const history = createHash('sha256');
  const lines: string[] = [];
  const faults: Fault[] = [];
  let now = BEGIN;
  let number = 0;
  let happened = 0;

  const world: World = {
    now: () => now,
    date: () => new Date(now),
    at(time, job) {
      number += 1;
      const event: Event = { at: Math.max(Math.ceil(time), now), number, job };
      events.add(event);
      return () => {
        event.job = undefined;
      };
    },
    after: (ms, job) => world.at(now + ms, job),
    step(before) {
      for (;;) {
        const next = events.first();
        if (!next || next.at > before) return false;
        events.removeFirst();
        if (!next.job) continue;
        now = next.at;
        happened += 1;
        next.job();
        return true;
      }
    },
    tell(line) {
      const text = `${stamp(now)} ${line}`;
      history.update(text);
      lines.push(text);
      if (lines.length > 2 * TRACE_KEPT) lines.splice(0, TRACE_KEPT);
      if (process.env.SIMULATION_TRACE) process.stderr.write(`${text}\n`);
    },
    fault(check, what) {
      world.tell(`FAULT ${check}: ${what}`);
      faults.push(new Fault(check, what));
    },
    faults,
    get happened() {
      return happened;
    },
    get planned() {
      return events.size();
    },
    last: () => lines.slice(-TRACE_KEPT),
    digest: () => history.copy().digest('hex').slice(0, 12),
  };
  return world;
}

/** A time as day, hour, minute, second of the simulation. */
function stamp(at: number): string {
  const since = at - BEGIN;
  const part = (unit: number, of: number) => String(Math.floor(since / unit) % of).padStart(2, '0');
  return `${Math.floor(since / DAY)}d ${part(HOUR, 24)}:${part(MINUTE, 60)}:${(since % MINUTE) / SECOND}`;
}

/** A heap: the earliest is at the top, and of two at one time the one that was planned first. */
function createEvents() {
  const heap: Event[] = [];
  const isBefore = (one: Event, other: Event) =>
    one.at < other.at || (one.at === other.at && one.number < other.number);
  const swap = (one: number, other: number) => {
    [heap[one], heap[other]] = [heap[other]!, heap[one]!];
  };
  return {
    size: () => heap.length,
    first: (): Event | undefined => heap[0],
    add(event: Event): void {
      let place = heap.push(event) - 1;
      while (place > 0) {
        const above = (place - 1) >> 1;
        if (!isBefore(heap[place]!, heap[above]!)) break;
        swap(place, above);
        place = above;
      }
    },
    removeFirst(): void {
      const last = heap.pop();
      if (!last || heap.length === 0) return;
      heap[0] = last;
      for (let place = 0; ; ) {
        let least = place;
        for (const below of [2 * place + 1, 2 * place + 2]) {
          if (below < heap.length && isBefore(heap[below]!, heap[least]!)) least = below;
        }
        if (least === place) break;
        swap(place, least);
        place = least;
      }
    },
  };
}
