import { decisionOn } from './assembly/decision-store.ts';
import { wordsOfMethod } from './assembly/words.ts';
import { collective } from './collective/store.ts';
import type { House } from './house.ts';
import { holdsPower } from './mandates/store.ts';
import { whoMay } from './mandates/views.ts';
import { handlesOf } from './members/store.ts';
import type { Reader } from './platform/database.ts';
import { solidarity } from './solidarity.ts';

/** What the pages of what is public need of others. Like `reactions.ts`, this is where they meet. */
export function publishing(house: House) {
  const { mode, uris } = house.federation;
  return {
    numberOf,
    wordsOfMethod,
    holdsPower,
    collective,
    objectOf: mode === 'closed' ? undefined : uris.object,
    outsideVoices: solidarity(house).outsideVoices,
    publishers: async (db: Reader, now: Date) => (await whoMay(db, 'publish', now, handlesOf)).holders,
  };
}

/** The number of a decision, by which everybody may know it. */
export const numberOf = async (db: Reader, decision: string) => (await decisionOn(db, decision))?.number;
