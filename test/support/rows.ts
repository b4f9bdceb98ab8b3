import type postgres from 'postgres';

type Rows = readonly Readonly<Record<string, unknown>>[];

const tablesOf = async (sql: postgres.Sql): Promise<string[]> => {
  const rows = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`;
  return rows.map(({ name }) => name);
};

/** How many rows each table has: what a command leaves behind shows here, wherever it is. */
export async function rowCounts(sql: postgres.Sql): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of await tablesOf(sql)) {
    const [row] = await sql<{ total: number }[]>`select count(*)::int as total from ${sql(table)}`;
    counts[table] = row?.total ?? 0;
  }
  return counts;
}

/** Every row of every table, as text: also what was only changed shows here. */
export async function everything(sql: postgres.Sql): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of await tablesOf(sql)) {
    const rows = await sql<{ row: string }[]>`select t::text as row from ${sql(table)} t`;
    all[table] = rows.map(({ row }) => row).sort();
  }
  return all;
}

/** What has been added since, without the tables in which nothing has. */
export function added(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
  return Object.fromEntries(changed.map((table) => [table, (after[table] ?? 0) - (before[table] ?? 0)]));
}

/** A table as it is stored, in a given order: two of these are equal byte for byte. */
export const rowsOf = async (sql: postgres.Sql, table: string, order: string): Promise<Rows> => [
  ...(await sql.unsafe(`select * from ${table} order by ${order}`)),
];
