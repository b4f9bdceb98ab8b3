import { and, asc, desc, eq, gt, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import type { Mandate } from './mandate.ts';
import type { Office } from './office.ts';
import { mandates } from './schema.ts';

const columns = {
  id: mandates.id,
  office: mandates.office,
  holder: mandates.holder,
  powers: mandates.powers,
  source: mandates.source,
  sourceId: mandates.sourceId,
  grantedAt: mandates.grantedAt,
  startsAt: mandates.startsAt,
  endsAt: mandates.endsAt,
  acceptedAt: mandates.acceptedAt,
  endedAt: mandates.endedAt,
  endReason: mandates.endReason,
};

/** The same rule as `isLive`, as a condition inside the statement that writes. */
const covers = (member: string, power: string, now: Date): SQL => sql`
  ${mandates.holder} = ${member} and ${power} = any(${mandates.powers})
  and ${mandates.acceptedAt} is not null and ${mandates.endedAt} is null
  and ${mandates.startsAt} <= ${now.toISOString()}::timestamptz
  and ${mandates.endsAt} > ${now.toISOString()}::timestamptz`;

/** See `platform/authority.ts`. `for share` keeps the mandate from being ended before this transaction is. */
export const coverOf = (member: string, power: string, now: Date): SQL => sql`
  select ${mandates.id} from ${mandates} where ${covers(member, power, now)}
  order by ${mandates.endsAt} desc limit 1 for share`;

/** Whether a member holds a power now: for what a page offers. What a command may do is asked in the command. */
export async function holdsPower(db: Reader, member: string, power: string, now: Date): Promise<boolean> {
  const rows = await db
    .select({ id: mandates.id })
    .from(mandates)
    .where(covers(member, power, now))
    .limit(1);
  return rows.length > 0;
}

/** Whether this very mandate still lives: an invitation ends with the mandate under which it was made. */
export async function mandateLives(tx: Tx, id: string, now: Date): Promise<boolean> {
  const rows = await tx
    .select({ id: mandates.id })
    .from(mandates)
    .where(
      and(
        eq(mandates.id, id),
        isNull(mandates.endedAt),
        lte(mandates.startsAt, now),
        gt(mandates.endsAt, now),
        sql`${mandates.acceptedAt} is not null`,
      ),
    )
    .for('share');
  return rows.length > 0;
}

export async function insertMandate(tx: Tx, mandate: Mandate, salt: Uint8Array): Promise<void> {
  await tx.insert(mandates).values({ ...mandate, powers: [...mandate.powers], salt });
}

export async function mandateForUpdate(tx: Tx, id: string): Promise<Mandate | undefined> {
  const [row] = await tx.select(columns).from(mandates).where(eq(mandates.id, id)).for('update');
  return row;
}

export async function saveAcceptance(tx: Tx, id: string, acceptedAt: Date): Promise<void> {
  await tx.update(mandates).set({ acceptedAt }).where(eq(mandates.id, id));
}

export async function saveEnd(tx: Tx, id: string, endedAt: Date, endReason: NonNullable<Mandate['endReason']>) {
  await tx.update(mandates).set({ endedAt, endReason }).where(eq(mandates.id, id));
}

/** Those of a member that have neither ended nor run out, locked. */
export const unendedForUpdate = (tx: Tx, holder: string, now: Date, office?: Office): Promise<Mandate[]> =>
  tx
    .select(columns)
    .from(mandates)
    .where(
      and(
        eq(mandates.holder, holder),
        isNull(mandates.endedAt),
        gt(mandates.endsAt, now),
        office ? eq(mandates.office, office) : undefined,
      ),
    )
    .orderBy(asc(mandates.id))
    .for('update');

export async function mandateById(db: Reader, id: string): Promise<Mandate | undefined> {
  const [row] = await db.select(columns).from(mandates).where(eq(mandates.id, id));
  return row;
}

export const allMandates = (db: Reader, limit = 500): Promise<Mandate[]> =>
  db.select(columns).from(mandates).orderBy(desc(mandates.endsAt), asc(mandates.id)).limit(limit);

export const mandatesOf = (db: Reader, holder: string): Promise<Mandate[]> =>
  db.select(columns).from(mandates).where(eq(mandates.holder, holder)).orderBy(desc(mandates.endsAt));
