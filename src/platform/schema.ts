import { bigint, customType, index, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** An instant as this node keeps it: UTC, to the millisecond, as JavaScript's `Date` has it. */
export const instant = () => timestamp({ withTimezone: true, precision: 3, mode: 'date' });

/** A few random bytes, such as the salt of a commitment. */
export const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

/**
 * What has happened inside, for the members of this node. It is not chained and can be
 * erased; it never holds the content of a ballot.
 */
export const journal = pgTable(
  'journal',
  {
    number: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    type: text().notNull(),
    data: jsonb().notNull(),
    happenedAt: instant().notNull(),
  },
  (table) => [index('journal_by_type').on(table.type, table.number)],
);

/**
 * What must never be rewritten: one hash chain for each audience. `leaf` holds the exact
 * bytes that were hashed; persons and their words are in it as salted commitments only.
 * The database refuses UPDATE, DELETE and TRUNCATE (see the migration).
 */
export const records = pgTable(
  'records',
  {
    audience: text({ enum: ['public', 'members'] }).notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    kind: text().notNull(),
    leaf: text().notNull(),
    hash: text().notNull().unique(),
    prev: text().unique(),
    recordedAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.audience, table.seq] })],
);

/** The ids of forms and requests that have been carried out, for as long as they could come again. */
export const submissions = pgTable('submissions', {
  id: text().primaryKey(),
  carriedOutAt: instant().notNull(),
});
