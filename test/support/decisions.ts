import { eq } from 'drizzle-orm';
import { decisions } from '../../src/assembly/schema.ts';
import type { Reader } from '../../src/platform/database.ts';

/** A decision as it is written down, or as it would be where `db` is what `asOf` gives. */
export async function decisionOn(db: Reader, proposal: string) {
  const [row] = await db.select().from(decisions).where(eq(decisions.proposal, proposal));
  return row;
}
