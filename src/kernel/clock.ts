/** The only source of "now". It reaches the unit of work and the readers; rules are handed a `Date`. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
