import type { Reader } from '../platform/database.ts';
import { isLive } from './mandate.ts';
import { OFFICES, type Office, POWERS_OF, type Power } from './office.ts';
import { allMandates } from './store.ts';

/** Who may do something now, and by which office: shown wherever somebody may not. */
export interface WhoMay {
  readonly office: Office;
  readonly holders: readonly { readonly mandate: string; readonly handle: string | undefined; readonly endsAt: Date }[];
}

export type HandlesOf = (db: Reader, members: readonly string[]) => Promise<ReadonlyMap<string, string>>;

export async function whoMay(db: Reader, power: Power, now: Date, handlesOf: HandlesOf): Promise<WhoMay> {
  const all = await allMandates(db);
  const live = all.filter((mandate) => mandate.powers.includes(power) && isLive(mandate, now));
  const handles = await handlesOf(
    db,
    live.map(({ holder }) => holder),
  );
  return {
    office: officeOf(power),
    holders: live.map(({ id, holder, endsAt }) => ({ mandate: id, handle: handles.get(holder), endsAt })),
  };
}

const officeOf = (power: Power): Office =>
  OFFICES.find((office) => (POWERS_OF[office] as readonly Power[]).includes(power)) as Office;
