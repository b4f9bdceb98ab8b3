import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../platform/schema.ts';

/** The collective of this node: one row, from the day of its founding. */
export const collectives = pgTable(
  'collectives',
  {
    only: boolean().primaryKey().default(true),
    id: text().notNull(),
    handle: text().notNull(),
    name: text().notNull(),
    summary: text().notNull(),
    locale: text({ enum: ['en', 'es', 'fr', 'ar'] }).notNull(),
    languages: text().array().notNull(),
    timeZone: text().notNull(),
    /** Kept for good: everything that is ever published will carry it. */
    origin: text().notNull(),
    /** How long a vote stays open at least. Becomes part of the ruleset when there is one. */
    votingAtLeastSeconds: integer().notNull(),
    foundedAt: instant().notNull(),
  },
  (table) => [check('collectives_only_one', sql`${table.only}`)],
);

/** The digest of the founding link that was shown last; it is gone once the collective is founded. */
export const foundingLinks = pgTable(
  'founding_links',
  {
    only: boolean().primaryKey().default(true),
    digest: text().notNull(),
    shownAt: instant().notNull(),
  },
  (table) => [check('founding_links_only_one', sql`${table.only}`)],
);
