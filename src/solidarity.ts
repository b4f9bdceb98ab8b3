import type { House } from './house.ts';
import { whoMay } from './mandates/views.ts';
import { handlesOf } from './members/store.ts';
import { Holders } from './peers/parts.tsx';
import { followedAndHeard, standingsOf } from './peers/views.ts';
import type { Reader } from './platform/database.ts';
import type { PageContext } from './platform/http/context.ts';
import { targetViews } from './reported.tsx';
import { countReports } from './reports/views.ts';
import { HeldWords, outsideVoices, Posts } from './voices/pages.tsx';
import { countHeldAuthors, heldAuthors, postsBy, type StandingsOf } from './voices/views.ts';

/** What those who deal with others need of each other. Like `reactions.ts`, this is where they meet. */
export function solidarity({ federation: { mode, uris } }: House) {
  const standings: StandingsOf = (db, actors) => standingsOf(db, actors, mode);
  const keptOutHosts = async (db: Reader, hosts: readonly string[]): Promise<readonly string[]> => {
    const nobodyOn = (host: string): string => `https://${host}/`;
    const standing = await standings(db, hosts.map(nobodyOn));
    return hosts.filter((host) => standing.get(nobodyOn(host)) === 'kept_out');
  };
  return {
    mode,
    uris,
    standingsOf: standings,
    followedAndHeard: (db: Reader) => followedAndHeard(db, mode),
    outsideVoices: outsideVoices({ standingsOf: standings, hears: mode !== 'closed' }),
    whoMay: (db: Reader, power: 'follow' | 'quarantine' | 'deliveries', now: Date) => whoMay(db, power, now, handlesOf),
    countHeld: (db: Reader) => countHeldAuthors(db, standings),

    /** Of whose servers everybody is kept out. */
    keptOutHosts,
    countReports: (db: Reader) => countReports(db, keptOutHosts),
    holders: async (context: PageContext, db: Reader, now: Date) =>
      Holders({ context, who: await whoMay(db, 'quarantine', now, handlesOf), sentence: 'standing.who' }),
    targetViews,

    async posts(context: PageContext, db: Reader, actors: readonly string[], before: string | undefined) {
      const found = await postsBy(db, actors, before);
      return found.posts.length === 0 ? null : Posts({ context, ...found });
    },

    async held(context: PageContext, db: Reader) {
      const { total, authors } = await heldAuthors(db, standings);
      return {
        total,
        accounts: authors.map(({ author: { id, ...rest }, newest, total: said }) => ({
          account: { actor: id, ...rest },
          total: said,
          words: HeldWords({ context, voices: newest }),
        })),
      };
    },
  };
}
