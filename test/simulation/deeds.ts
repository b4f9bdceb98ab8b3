import { Refusal } from '../../src/kernel/refusal.ts';
import type { House } from '../../src/house.ts';
import { isDatabaseUnavailable } from '../../src/platform/database.ts';
import type { Chance } from './chance.ts';
import type { Peers } from './peers.ts';
import type { Processes } from './processes.ts';
import type { Turns } from './turns.ts';
import { HOUR, MINUTE, SECOND, type World } from './world.ts';

export interface DeedsOptions {
  readonly world: World;
  readonly chance: Chance;
  readonly processes: Processes;
  readonly peers: Peers;
  readonly turns: Turns;
  readonly member: string;
  /** Nothing is done after that. */
  readonly until: number;
}

/** No word of a text is ever to be found in a log. */
export const CANARY = 'canary';

export interface Standing {
  readonly host: string;
  readonly verdict: 'keep_out' | 'none';
  readonly at: number;
}

type Act = 'publish' | 'amend' | 'withdraw' | 'remove' | 'keep out';

/** What the collective does: notices, and whom it does not let follow, or does not hear. */
export function createDeeds({ world, chance, processes, peers, turns, member, until }: DeedsOptions) {
  const draws = chance.apart('deeds');
  const notices: { readonly id: string; version: number; withdrawn: boolean }[] = [];
  const published: string[] = [];
  const removed = new Set<string>();
  const standings: Standing[] = [];
  let count = 0;

  /** As a member does it: once more, if there is no answer; and what was done all the same is not done again. */
  const carryOut = (once: string, act: (house: House, actor: { member: string; once: string }) => Promise<void>) => {
    const again = () => world.after(5 * MINUTE, tryIt);
    const tryIt = (): void => {
      const process = processes.atTheDoor(draws);
      if (!process) return void again();
      let isAnswered = false;
      world.after(MINUTE, () => void (isAnswered || again()));
      act(process.house, { member, once }).then(
        () => {
          isAnswered = true;
        },
        (error: unknown) => {
          isAnswered = true;
          if (isDatabaseUnavailable(error) && turns.isAway()) return again();
          if (error instanceof Refusal) return world.tell(`${once}: ${error.code}`);
          world.fault('command', `${once} met a fault: ${error instanceof Error ? error.stack : String(error)}`);
        },
      );
    };
    tryIt();
  };

  const words = (title: string) => ({ title, summary: '', body: `${CANARY} ${count} of ours`, language: 'en' });

  const publish = (): void => {
    const title = `Notice ${count}`;
    carryOut(`publish ${count}`, async ({ publication, federation }, actor) => {
      const id = await publication.publishNotice(actor, words(title));
      world.tell(`we publish ${title}`);
      notices.push({ id, version: 1, withdrawn: false });
      published.push(federation.uris.object(id));
    });
  };

  /** Often the last: it may be on its way at this moment. */
  const anyNotice = () => (draws.maybe(0.5) && notices.at(-1)) || draws.pick(notices);

  const amend = (): void => {
    const notice = anyNotice();
    if (notice.withdrawn) return;
    const text = words(`Notice changed ${count}`);
    carryOut(`amend ${count}`, async ({ publication }, actor) => {
      await publication.amend(actor, notice.id, notice.version, text);
      notice.version += 1;
      world.tell('we amend');
    });
  };

  const withdraw = (): void => {
    const notice = anyNotice();
    notice.withdrawn = true;
    carryOut(`withdraw ${count}`, async ({ publication }, actor) => {
      await publication.withdraw(actor, notice.id);
      world.tell('we withdraw');
    });
  };

  const remove = (): void => {
    carryOut(`remove ${count}`, async (house, actor) => {
      const rows = (await house.db.$client.unsafe(
        `select id, actor from follows_received where state = 'accepted' order by id`,
      )) as unknown as readonly { id: string; actor: string }[];
      if (rows.length === 0) return;
      const follow = draws.pick(rows);
      removed.add(follow.actor);
      await house.peers.removeFollower(actor, follow.id);
      world.tell(`we remove ${follow.actor}`);
    });
  };

  const judge = (host: string, verdict: 'keep_out' | 'none'): void => {
    carryOut(`${verdict} ${host} ${count}`, async (house, actor) => {
      const reason = verdict === 'keep_out' ? 'for a while' : '';
      standings.push({ host, verdict, at: world.now() });
      await house.peers.judge(actor, { subject: 'server', name: host, verdict, reason, reviewOn: null });
      world.tell(`we say ${verdict} of ${host}`);
    });
  };

  const keepOut = (): void => {
    const host = draws.pick([...peers.hosts.keys()]);
    judge(host, 'keep_out');
    world.after(draws.between(HOUR, 60 * HOUR), () => judge(host, 'none'));
  };

  const ACTS: Readonly<Record<Act, () => void>> = { publish, amend, withdraw, remove, 'keep out': keepOut };

  const next = (): void => {
    if (world.now() > until) return;
    count += 1;
    const act = draws.weighted<Act>({ publish: 10, amend: 7, withdraw: 3, remove: 1.5, 'keep out': 1 });
    ACTS[notices.length === 0 ? 'publish' : act]();
    world.after(
      draws.maybe(0.25) ? draws.between(0, draws.pick([SECOND, MINUTE, 5 * MINUTE])) : draws.between(HOUR, 20 * HOUR),
      next,
    );
  };

  return {
    begin: (): void => void world.after(2 * HOUR, next),
    /** Addresses of what has been let out. */
    published,
    removed,
    standings,
    /** Whether a server may have been kept out at some time between these, or things may have looked so. */
    mayBeKeptOut(host: string, from: number, to: number): boolean {
      const said = standings.filter((each) => each.host === host);
      return said.some(
        ({ verdict, at }, index) =>
          verdict === 'keep_out' && at <= to && (said[index + 1]?.at ?? Number.POSITIVE_INFINITY) + 10 * MINUTE >= from,
      );
    },
  };
}

export type Deeds = ReturnType<typeof createDeeds>;
