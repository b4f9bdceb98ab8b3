import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytes, instant } from '../platform/schema.ts';
import type { Effect } from './effect.ts';
import type { Tally } from './outcome.ts';
import type { VotingRules } from './rules.ts';

export const proposals = pgTable('proposals', {
  id: text().primaryKey(),
  author: text().notNull(),
  method: text({ enum: ['consensus', 'simple-majority'] }).notNull(),
  effect: jsonb().$type<Effect>(),
  reviewAfterDays: integer().notNull(),
  writtenAt: instant().notNull(),
  discussedFrom: instant(),
  withdrawnAt: instant(),
});

/** Every version of a proposal's text. A new version is a new row; the database refuses to change one. */
export const proposalTexts = pgTable(
  'proposal_texts',
  {
    proposal: text()
      .notNull()
      .references(() => proposals.id),
    version: integer().notNull(),
    author: text().notNull(),
    title: text().notNull(),
    summary: text().notNull(),
    body: text().notNull(),
    language: text().notNull(),
    writtenAt: instant().notNull(),
    salt: bytes().notNull(),
  },
  (table) => [primaryKey({ columns: [table.proposal, table.version] })],
);

export const comments = pgTable(
  'comments',
  {
    id: text().primaryKey(),
    proposal: text()
      .notNull()
      .references(() => proposals.id),
    author: text().notNull(),
    /** Null once its author has taken it back: a tombstone stays. */
    body: text(),
    language: text().notNull(),
    writtenAt: instant().notNull(),
    withdrawnAt: instant(),
  },
  (table) => [
    index('comments_by_proposal').on(table.proposal, table.writtenAt),
    check('comments_withdrawn_are_empty', sql`(${table.withdrawnAt} is null) = (${table.body} is not null)`),
  ],
);

/** What was fixed when the vote opened: text, method, rules, deadline. The roll stands in `electors`. */
export const votings = pgTable(
  'votings',
  {
    proposal: text()
      .primaryKey()
      .references(() => proposals.id),
    textVersion: integer().notNull(),
    method: text({ enum: ['consensus', 'simple-majority'] }).notNull(),
    rules: jsonb().$type<VotingRules>().notNull(),
    openedBy: text().notNull(),
    openedAt: instant().notNull(),
    closesAt: instant().notNull(),
    closesWallClock: text().notNull(),
    closesZone: text().notNull(),
    /** SHA-256 of the sorted pseudonyms of the roll at opening. */
    rollDigest: text().notNull(),
    /** The source of whatever chance its establishing needs. */
    seed: bytes().notNull(),
    /** The mandate under which it was closed early, when everyone had voted. */
    closedEarlyBy: text(),
    /** Set with the decision, so that what is due is found without reading what is over. */
    decidedAt: instant(),
  },
  (table) => [
    index('votings_undecided').on(table.closesAt, table.proposal).where(sql`${table.decidedAt} is null`),
    check('votings_close_after_they_open', sql`${table.closesAt} >= ${table.openedAt}`),
  ],
);

/** The frozen roll of one vote. Who leaves the collective while it is open leaves the roll. */
export const electors = pgTable(
  'electors',
  {
    proposal: text()
      .notNull()
      .references(() => votings.proposal),
    member: text().notNull(),
    leftAt: instant(),
  },
  (table) => [primaryKey({ columns: [table.proposal, table.member] }), index('electors_by_member').on(table.member)],
);

export const votes = pgTable(
  'votes',
  {
    proposal: text().notNull(),
    member: text().notNull(),
    choice: text().notNull(),
    reason: text(),
    principle: text(),
    castAt: instant().notNull(),
    /** How often it was changed. What it was before is kept nowhere. */
    changes: integer().notNull().default(0),
    salt: bytes().notNull(),
  },
  (table) => [primaryKey({ columns: [table.proposal, table.member] })],
);

/** What the assembly decided. Written once, when the closing of a vote is established. */
export const decisions = pgTable(
  'decisions',
  {
    proposal: text()
      .primaryKey()
      .references(() => votings.proposal),
    number: text().notNull().unique(),
    outcome: text({ enum: ['adopted', 'not_adopted', 'quorum_missed', 'blocked'] }).notNull(),
    tally: jsonb().$type<Tally>().notNull(),
    decidedAt: instant().notNull(),
    reviewOn: instant().notNull(),
    /** Of the effect: done, or why it could not be. */
    effectState: text({ enum: ['none', 'executed', 'not_executable'] }).notNull(),
    effectRefusal: text(),
    recordSeq: integer().notNull(),
    recordHash: text().notNull(),
  },
  (table) => [index('decisions_by_time').on(table.decidedAt)],
);
