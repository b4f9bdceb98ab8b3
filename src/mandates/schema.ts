import { sql } from 'drizzle-orm';
import { check, index, pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, instant } from '../platform/schema.ts';

/**
 * The only source of power beyond being a member. Whether a mandate lives is computed from
 * these columns and the time: there is no status column, and none that says "admin".
 */
export const mandates = pgTable(
  'mandates',
  {
    id: text().primaryKey(),
    office: text({ enum: ['convenor', 'publisher', 'node-keeper'] }).notNull(),
    holder: text().notNull(),
    powers: text().array().notNull(),
    /** By what it was granted: the founding, or the decision with this id. */
    source: text({ enum: ['founding', 'decision'] }).notNull(),
    sourceId: text().notNull(),
    grantedAt: instant().notNull(),
    startsAt: instant().notNull(),
    endsAt: instant().notNull(),
    acceptedAt: instant(),
    endedAt: instant(),
    endReason: text({ enum: ['declined', 'resigned', 'vacated', 'superseded'] }),
    /** For the commitment to the holder in the record. */
    salt: bytes().notNull(),
  },
  (table) => [
    index('mandates_by_holder').on(table.holder, table.endsAt),
    check('mandates_end_after_they_start', sql`${table.endsAt} > ${table.startsAt}`),
    check('mandates_grant_something', sql`cardinality(${table.powers}) > 0`),
    check('mandates_end_for_a_reason', sql`(${table.endedAt} is null) = (${table.endReason} is null)`),
  ],
);
