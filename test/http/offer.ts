import { randomBytes } from 'node:crypto';
import { newId } from '../../src/kernel/id.ts';
import { POWERS_OF } from '../../src/mandates/office.ts';
import { insertMandate } from '../../src/mandates/store.ts';
import type { Person } from '../support/web.ts';

/** A mandate that is offered to somebody, as a decision of the assembly would have granted it. */
export async function offerMandate(holder: Person): Promise<string> {
  const { house } = holder.site;
  return house.inUnitOfWork(async ({ tx, now, random }) => {
    const id = newId(random);
    const endsAt = new Date(now.getTime() + 30 * 86_400_000);
    const open = { acceptedAt: null, endedAt: null, endReason: null };
    const source = { source: 'decision', sourceId: newId(random) } as const;
    const times = { grantedAt: now, startsAt: now, endsAt };
    const office = 'publisher';
    await insertMandate(
      tx,
      { id, office, holder: holder.id, powers: POWERS_OF[office], ...source, ...times, ...open },
      randomBytes(16),
    );
    return id;
  });
}
