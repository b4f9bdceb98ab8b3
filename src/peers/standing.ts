import { refusalsOf } from '../kernel/refusal.ts';

/** How this node meets strangers; the setting of whoever runs it. */
export const MODES = ['open', 'quarantine', 'allowlist', 'closed'] as const;
export type Mode = (typeof MODES)[number];

/** What somebody with the mandate has said of an actor or of a server. `none` takes back what was said before. */
export const VERDICTS = ['let_in', 'keep_out', 'none'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Heard: shown where it belongs. Held: kept until somebody lets them in. Kept out: as if they had said nothing. */
export type Standing = 'heard' | 'held' | 'kept_out';

export interface Known {
  readonly actor: Verdict | undefined;
  /** Of the server, or of a domain that it is in: the narrowest that something was said of. */
  readonly server: Verdict | undefined;
  /** Whether we follow them: a mandate has chosen to hear them. */
  readonly followed: boolean;
  /** Accounts that they say they are or were, and that are kept out. */
  readonly keptOutBefore: readonly string[];
}

/**
 * What was said of the actor goes before what was said of their server; silence is judged by the mode.
 * Whoever is kept out does not get in under another name without somebody looking.
 */
export function standingOf({ actor, server, followed, keptOutBefore }: Known, mode: Mode): Standing {
  if (isKeptOut({ actor, server })) return 'kept_out';
  if (actor === 'let_in' || followed) return 'heard';
  if (keptOutBefore.length > 0) return 'held';
  if (server === 'let_in') return 'heard';
  return mode === 'open' ? 'heard' : 'held';
}

/** Whether this alone shuts somebody out. */
export const isKeptOut = ({ actor, server }: Pick<Known, 'actor' | 'server'>): boolean =>
  [actor, server].find((verdict) => verdict !== undefined && verdict !== 'none') === 'keep_out';

/**
 * The names under which a server may have been judged, the narrowest first: itself with its port,
 * without it, and every domain above it. `sub.b.example:8443` is judged with `b.example`.
 */
export function namesOfServer(host: string): readonly string[] {
  const lower = host.toLowerCase().replace(/\.$/, '');
  const name = lower.replace(/:\d+$/, '');
  if (/^[\d.]+$/.test(name) || name.startsWith('[')) return [...new Set([lower, name])];
  const labels = name.split('.');
  const above = labels.map((_label, index) => labels.slice(index).join('.')).filter((each) => each.includes('.'));
  return [...new Set([lower, name, ...above])];
}

/** A review that is due changes nothing by itself: it says that somebody meant to look again. */
export const isReviewDue = (reviewOn: Date | null, now: Date): boolean => reviewOn !== null && reviewOn <= now;

export type StandingRefusal = 'standing.no_mandate' | 'standing.ourselves' | 'standing.reason_needed';
const refusal = refusalsOf<StandingRefusal>();

/** Nobody is shut out without a reason that the others can read. */
export function requireReasoned(verdict: Verdict, reason: string): void {
  if (verdict === 'keep_out' && reason === '') throw refusal('invalid', 'standing.reason_needed', {}, 'reason');
}
