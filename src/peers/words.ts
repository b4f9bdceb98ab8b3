import type { FollowingStatus } from './following.ts';
import type { Mode, Standing, Verdict } from './standing.ts';

interface StateWords {
  readonly key: string;
  readonly mark: string;
  readonly tone: string;
}

/** The keys of the words for each state, with the mark that goes before. */
export const FOLLOWING_WORDS = {
  asked: { key: 'following.status.asked', mark: '⏳', tone: 'warn' },
  following: { key: 'following.status.following', mark: '✓', tone: 'ok' },
  rejected: { key: 'following.status.rejected', mark: '✕', tone: 'stop' },
  undone: { key: 'following.status.undone', mark: '−', tone: 'idle' },
  gone: { key: 'following.status.gone', mark: '−', tone: 'idle' },
} as const satisfies Record<FollowingStatus, StateWords>;

export const VERDICT_WORDS = {
  let_in: { key: 'standing.let_in', mark: '✓', tone: 'ok' },
  keep_out: { key: 'standing.kept_out', mark: '✕', tone: 'stop' },
  none: { key: 'standing.nothing', mark: '−', tone: 'idle' },
} as const satisfies Record<Verdict, StateWords>;

export const STANDING_WORDS = {
  heard: { key: 'standing.now.heard', mark: '✓', tone: 'ok' },
  held: { key: 'standing.now.held', mark: '⏳', tone: 'warn' },
  kept_out: { key: 'standing.now.kept_out', mark: '✕', tone: 'stop' },
} as const satisfies Record<Standing, StateWords>;

/** How this node meets strangers, in a sentence. */
export const MODE_WORDS = {
  open: 'standing.mode.open',
  quarantine: 'standing.mode.quarantine',
  allowlist: 'standing.mode.allowlist',
  closed: 'standing.mode.closed',
} as const satisfies Record<Mode, string>;

/** The offices that hold the powers of these pages. */
export const OFFICE_WORDS: Readonly<Record<string, string>> = {
  publisher: 'office.publisher',
  'node-keeper': 'office.node-keeper',
};

/** Answers after which there is something else to do than to wait, by what they have in common. */
const REFUSED: ReadonlySet<string> = new Set(['401', '403', '451', 'refused']);
const GONE: ReadonlySet<string> = new Set(['404', '410', 'gone', 'not_found']);
const SILENT: ReadonlySet<string> = new Set(['timeout', 'connection', 'dns', 'tls', 'status', '408', '425', '429']);

/** What to do next about something that has not arrived, by the last answer to it. */
export function adviceOn(answer: string | null, over: boolean) {
  if (answer === 'fault') return 'delivery.do.fault';
  if (answer !== null && REFUSED.has(answer)) return 'delivery.do.refused';
  if (answer !== null && GONE.has(answer)) return 'delivery.do.gone';
  if (answer === '413') return 'delivery.do.too_large';
  if (!over) return 'delivery.do.wait';
  const isSilent = answer === null || SILENT.has(answer) || /^5\d\d$/.test(answer);
  return isSilent ? 'delivery.do.silent' : 'delivery.do.not_understood';
}
