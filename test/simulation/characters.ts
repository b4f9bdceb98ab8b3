import type { Chance } from './chance.ts';
import { BEGIN, DAY, HOUR, MINUTE, SECOND } from './world.ts';

/** What a server does with a request. What is not an answer comes to nothing, by the time or at once. */
export type Manner =
  | { readonly do: 'answer'; readonly status: number; readonly afterMs?: number; readonly retryAfter?: number }
  | { readonly do: 'slowly' | 'never' | 'reset' | 'garbage' }
  | { readonly do: 'connection' | 'dns' | 'tls' };

export interface Window {
  readonly from: number;
  readonly to: number;
  readonly manner: Manner;
}

/** How a server is by itself, and the times at which it is otherwise: all of it drawn before anything happens. */
export interface Character {
  readonly name: Name;
  readonly latencyMs: number;
  readonly windows: readonly Window[];
  /** Understands only this signature. */
  readonly dialect: 'cavage' | 'rfc9421' | undefined;
  /** From then on nothing is there any more: it says so, or not. */
  readonly goneFrom: number;
}

const WEIGHTS = {
  healthy: 20,
  slow: 5,
  mute: 2,
  flapping: 5,
  away: 5,
  moody: 6,
  stubborn: 4,
  busy: 4,
  breaking: 2,
  picky: 3,
  gone: 2,
  vanished: 2,
  doubting: 2,
};
export type Name = keyof typeof WEIGHTS;

export const WELL: Manner = { do: 'answer', status: 202 };
const REFUSALS = [301, 400, 401, 403, 404, 408, 413, 422, 429, 500, 502, 503, 504] as const;
const STUBBORN = [301, 400, 401, 403, 404, 413, 500] as const;

export function drawCharacter(chance: Chance, days: number, name: Name = chance.weighted(WEIGHTS)): Character {
  const end = BEGIN + days * DAY;
  const goneFrom = BEGIN + chance.between(0.2, 0.6) * days * DAY;
  return {
    name,
    latencyMs: Math.round(chance.between(4, 300)),
    windows: WINDOWS[name](chance, end, goneFrom),
    dialect: name === 'picky' ? chance.pick(['cavage', 'rfc9421', 'rfc9421'] as const) : undefined,
    goneFrom: name === 'gone' || name === 'vanished' ? goneFrom : Number.POSITIVE_INFINITY,
  };
}

type Draw = (chance: Chance, end: number, goneFrom: number) => Window[];

const always =
  (manner: (chance: Chance) => Manner): Draw =>
  (chance) => [{ from: 0, to: Number.POSITIVE_INFINITY, manner: manner(chance) }];

/** Times that come again and again, each so long, with so much between them. */
const nowAndThen =
  (length: readonly [number, number], between: readonly [number, number], manner: (chance: Chance) => Manner): Draw =>
  (chance, end) => {
    const windows: Window[] = [];
    for (let at = BEGIN + chance.between(...between); at < end; ) {
      const to = at + chance.between(...length);
      windows.push({ from: at, to, manner: manner(chance) });
      at = to + chance.between(...between);
    }
    return windows;
  };

const answers = (status: number): Manner => ({ do: 'answer', status });
const silence = (chance: Chance): Manner => ({
  do: chance.pick(['connection', 'connection', 'dns', 'never'] as const),
});

const WINDOWS: Readonly<Record<Name, Draw>> = {
  healthy: nowAndThen([MINUTE, 2 * HOUR], [5 * DAY, 20 * DAY], silence),
  slow: always(() => ({ do: 'slowly' })),
  mute: always(() => ({ do: 'never' })),
  flapping: nowAndThen([10 * MINUTE, 8 * HOUR], [20 * MINUTE, 12 * HOUR], silence),
  away: (chance, end) => {
    const from = BEGIN + chance.between(0.05, 0.4) * (end - BEGIN);
    return [{ from, to: from + chance.between(4 * DAY, 8.5 * DAY), manner: silence(chance) }];
  },
  moody: nowAndThen([10 * MINUTE, 30 * HOUR], [2 * HOUR, 3 * DAY], (chance) => answers(chance.pick(REFUSALS))),
  stubborn: always((chance) => answers(chance.pick(STUBBORN))),
  busy: nowAndThen([HOUR, 20 * HOUR], [6 * HOUR, 4 * DAY], (chance) => ({
    do: 'answer',
    status: chance.pick([429, 503]),
    retryAfter: chance.pick([0, 30, 600, 3_600, 3_600, 7_200, 100_000]),
  })),
  breaking: nowAndThen([HOUR, 30 * HOUR], [HOUR, 2 * DAY], (chance) => ({
    do: chance.pick(['reset', 'garbage', 'tls'] as const),
  })),
  picky: () => [],
  gone: (_chance, _end, from) => [{ from, to: Number.POSITIVE_INFINITY, manner: answers(410) }],
  vanished: (chance, _end, from) => [{ from, to: Number.POSITIVE_INFINITY, manner: silence(chance) }],
  doubting: nowAndThen([MINUTE, 3 * HOUR], [HOUR, DAY], (chance) => ({
    do: 'answer',
    status: 500,
    afterMs: chance.between(0, 5 * SECOND),
  })),
};

export const mannerAt = ({ windows }: Character, at: number): Manner =>
  windows.find(({ from, to }) => from <= at && at < to)?.manner ?? WELL;

const SILENT = new Set(['connection', 'dns', 'never']);

/** Nothing reaches it, and nothing comes of what does. */
export const isSilent = ({ do: deed }: Manner): boolean => SILENT.has(deed);

/** Since when it has been silent without a break, at this time. */
export const silentSince = (character: Character, at: number): number | undefined =>
  character.windows.find(({ from, to, manner }) => from <= at && at < to && isSilent(manner))?.from;

/** It takes whatever is sent to it in all of this time. */
export const isWellThroughout = ({ windows }: Character, from: number, to: number): boolean =>
  windows.every((window) => window.to <= from || window.from >= to || isWell(window.manner));

const isWell = (manner: Manner): boolean =>
  manner.do === 'slowly' || (manner.do === 'answer' && manner.status >= 200 && manner.status <= 299);
