import type { SQL } from 'drizzle-orm';

/**
 * The rows of live mandates of a member that cover a power, locked until the transaction ends:
 * `select id from mandates where …`. It stands inside the very statement that writes, so that
 * where no mandate lives, nothing is written; and a mandate cannot end between check and commit.
 */
export type CoverOf = (member: string, power: string, now: Date) => SQL;
