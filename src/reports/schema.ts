import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../platform/schema.ts';
import type { Target } from './report.ts';

/** What other servers have reported to us: without a word on who it was there. */
export const reports = pgTable(
  'reports',
  {
    id: text().primaryKey(),
    host: text().notNull(),
    content: text(),
    targets: jsonb().$type<readonly Target[]>().notNull(),
    receivedAt: instant().notNull(),
    settledAt: instant(),
    outcome: text({ enum: ['acted', 'set_aside'] }),
    reason: text(),
    mandate: text(),
  },
  (table) => [
    index('reports_open').on(table.receivedAt, table.id).where(sql`${table.settledAt} is null`),
    index('reports_settled').on(table.settledAt).where(sql`${table.settledAt} is not null`),
    check(
      'reports_settled_with_reason',
      sql`num_nulls(${table.settledAt}, ${table.outcome}, ${table.reason}, ${table.mandate}) in (0, 4)`,
    ),
  ],
);
