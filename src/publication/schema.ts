import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../platform/schema.ts';
import { ACTS, type DecisionFacts, KINDS } from './publication.ts';

/**
 * What has passed the gate: a row for each passage, none of which is ever changed. Whatever is
 * visible from outside is read from here and from nowhere else. Each row names the decision or
 * the mandate that covers it; the database holds it to a decision that was adopted.
 */
export const publications = pgTable(
  'publications',
  {
    id: text().notNull(),
    version: integer().notNull(),
    act: text({ enum: ACTS }).notNull(),
    kind: text({ enum: KINDS }).notNull(),
    /** The proposal whose text it is, or whose decision it tells. */
    proposal: text(),
    /** Another publication which this one belongs to and answers. */
    answers: text(),
    /** Something elsewhere that it answers, by its id there. */
    answersOutside: text(),
    title: text().notNull(),
    summary: text().notNull(),
    body: text().notNull(),
    language: text().notNull(),
    /** Of a decision, what can be counted and checked. */
    facts: jsonb().$type<DecisionFacts>(),
    decision: text(),
    mandate: text(),
    /** When it came out first, and when this passage was. */
    publishedAt: instant().notNull(),
    passedAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.version] }),
    index('publications_by_time').on(table.publishedAt),
    index('publications_by_proposal').on(table.proposal),
    check('publications_are_covered', sql`(${table.decision} is null) <> (${table.mandate} is null)`),
    check('publications_begin_once', sql`(${table.act} = 'publish') = (${table.version} = 1)`),
  ],
);
