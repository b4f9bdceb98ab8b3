import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../platform/schema.ts';

/**
 * What others have written: answers to what we published, and posts of those we follow. The text
 * is kept as it came and cleaned each time it is shown. Once deleted by its author only its id stays.
 */
export const remoteNotes = pgTable(
  'remote_notes',
  {
    id: text().primaryKey(),
    actor: text().notNull(),
    type: text().notNull(),
    /** The publication of ours that it answers, directly or through another answer. */
    publication: text(),
    inReplyTo: text(),
    title: text(),
    warning: text(),
    content: text(),
    language: text(),
    url: text(),
    isPublic: boolean().notNull(),
    /** The newest word of its author about when it was written or changed: the later one counts. */
    publishedAt: instant().notNull(),
    updatedAt: instant().notNull(),
    receivedAt: instant().notNull(),
    deletedAt: instant(),
  },
  (table) => [
    index('remote_notes_by_publication').on(table.publication, table.publishedAt),
    index('remote_notes_by_actor').on(table.actor, table.publishedAt),
    check('remote_notes_deleted_are_empty', sql`${table.deletedAt} is null or ${table.content} is null`),
  ],
);

/** Likes and announcements of what we published. Who liked it is kept to count it once, and shown to nobody. */
export const appreciations = pgTable(
  'appreciations',
  {
    /** The id of the activity. */
    id: text().primaryKey(),
    kind: text({ enum: ['like', 'announce'] }).notNull(),
    actor: text().notNull(),
    publication: text().notNull(),
    receivedAt: instant().notNull(),
    undoneAt: instant(),
  },
  (table) => [index('appreciations_by_publication').on(table.publication, table.kind)],
);

/**
 * What bounds how much is taken: how much has been written under one publication, and from one domain by people
 * who were held, since somebody last decided who is let in.
 */
export const voiceTotals = pgTable(
  'voice_totals',
  {
    subject: text({ enum: ['publication', 'domain'] }).notNull(),
    name: text().notNull(),
    total: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.name] })],
);
