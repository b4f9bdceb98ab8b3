import type postgres from 'postgres';

/**
 * Makes commands with the id `once` wait just after they have begun, as a slow network or a busy server
 * would: another transaction holds their place among the submissions until it is released.
 */
export async function holdUp(sql: postgres.Sql, member: string, once: string): Promise<() => Promise<void>> {
  const connection = await sql.reserve();
  await connection`begin`;
  await connection`insert into submissions (id, carried_out_at) values (${`${member} ${once}`}, now())`;
  return async () => {
    await connection`rollback`;
    connection.release();
  };
}

/** Until so many commands wait for other transactions. */
export async function untilSomebodyWaits(sql: postgres.Sql, many = 1): Promise<void> {
  for (;;) {
    const [row] = await sql<{ waiting: number }[]>`
      select count(*)::int as waiting from pg_locks where not granted and locktype in ('transactionid', 'tuple')`;
    if (row && row.waiting >= many) return;
  }
}
