/**
 * The offices that a new node needs from its first day. Each is a bundle of powers; whoever
 * holds one holds nothing else. More offices come as data when the
 * assembly writes its own mandates.
 */
export const OFFICES = ['convenor', 'publisher', 'node-keeper'] as const;
export type Office = (typeof OFFICES)[number];

export const POWERS_OF = {
  /** Invites; may close a vote early when everyone has voted. */
  convenor: ['invite', 'close_early'],
  /** Publishes notices, follows others, in the collective's name. */
  publisher: ['publish', 'follow'],
  /** Looks after deliveries, quarantine, reports and keys. */
  'node-keeper': ['deliveries', 'quarantine', 'flags', 'keys'],
} as const satisfies Readonly<Record<Office, readonly string[]>>;

export type Power = (typeof POWERS_OF)[Office][number];

export const FOUNDING_TERM_DAYS = 30;

/** The longest term for which an office may be renewed in one decision. */
export const TERM_DAYS_MAX = 365;
export const TERM_DAYS_USUAL = 90;
