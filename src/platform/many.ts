import { type Column, type InferSelectModel, type SQL, sql } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import type { PgTable } from 'drizzle-orm/pg-core';

/**
 * Many rows of a table as one parameter, to insert or to join: the statement is the same for one row and for
 * a hundred, and neither Drizzle nor PostgreSQL has to take it apart anew.
 */
export function rowsOf<Table extends PgTable>(table: Table, rows: readonly Partial<InferSelectModel<Table>>[]): SQL {
  const named = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [snakeCase(name), value])),
  );
  return sql`json_populate_recordset(null::${table}, ${JSON.stringify(named)}::json)`;
}

/** Whether a column has one of these values: as one parameter, for the same reason. */
export const among = (column: Column, values: readonly (string | number)[]): SQL<boolean> =>
  sql<boolean>`${column} = any(${sql.param([...values])})`;

const snakeCased = new Map<string, string>();

function snakeCase(name: string): string {
  const known = snakeCased.get(name) ?? toSnakeCase(name);
  snakeCased.set(name, known);
  return known;
}
