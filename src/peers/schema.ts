import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../platform/schema.ts';

/** Follows that have reached us. Whoever has one that is accepted and not undone is a follower. */
export const followsReceived = pgTable(
  'follows_received',
  {
    /** The id of the activity, as its sender gave it. */
    id: text().primaryKey(),
    actor: text().notNull(),
    state: text({ enum: ['pending', 'accepted', 'rejected', 'undone'] }).notNull(),
    askedAt: instant().notNull(),
    settledAt: instant(),
    /** The mandate under which somebody accepted, rejected or removed it; null where it happened by itself. */
    mandate: text(),
  },
  (table) => [
    index('follows_received_by_actor').on(table.actor),
    index('follows_received_standing').on(table.state, table.askedAt),
  ],
);

/** Whom we follow. A row for each time we asked; what they answered and how it ended stands in it. */
export const followsSent = pgTable(
  'follows_sent',
  {
    id: text().primaryKey(),
    actor: text().notNull(),
    /** The id of the activity as it went out. */
    activity: text().notNull().unique(),
    mandate: text().notNull(),
    askedAt: instant().notNull(),
    acceptedAt: instant(),
    endedAt: instant(),
    ending: text({ enum: ['rejected', 'undone', 'gone'] }),
  },
  (table) => [
    index('follows_sent_by_actor').on(table.actor),
    check('follows_sent_ending', sql`(${table.endedAt} is null) = (${table.ending} is null)`),
  ],
);

/** Which strangers are let in and which are kept out, an actor or a whole server; the newest row counts. */
export const standings = pgTable(
  'standings',
  {
    id: text().primaryKey(),
    subject: text({ enum: ['actor', 'server'] }).notNull(),
    /** The id of the actor, or the host of the server. */
    name: text().notNull(),
    verdict: text({ enum: ['let_in', 'keep_out', 'none'] }).notNull(),
    reason: text().notNull(),
    reviewOn: instant(),
    mandate: text().notNull(),
    givenAt: instant().notNull(),
  },
  (table) => [index('standings_by_name').on(table.name, table.givenAt)],
);

/** Whether follows wait for somebody to accept them: the newest row counts. */
export const followPolicies = pgTable('follow_policies', {
  id: text().primaryKey(),
  approves: boolean().notNull(),
  mandate: text().notNull(),
  givenAt: instant().notNull(),
});

/**
 * Accounts that have told us that they are another one now, each with the last that it told of, until the
 * other one's server has been asked, and what came of it.
 */
export const accountMoves = pgTable(
  'account_moves',
  {
    actor: text().primaryKey(),
    target: text().notNull(),
    toldAt: instant().notNull(),
    attempts: integer().notNull().default(0),
    nextAt: instant().notNull(),
    settledAt: instant(),
    outcome: text({ enum: ['confirmed', 'denied', 'unreached'] }),
  },
  (table) => [
    index('account_moves_due').on(table.nextAt).where(sql`${table.settledAt} is null`),
    check('account_moves_settled', sql`(${table.settledAt} is null) = (${table.outcome} is null)`),
  ],
);

/** Accounts that want nothing to do with us, as they have told; and whether they have taken it back. */
export const blocksReceived = pgTable('blocks_received', {
  actor: text().primaryKey(),
  /** The id of the activity that told of it last. */
  activity: text().notNull(),
  blockedAt: instant().notNull(),
  undoneAt: instant(),
});
