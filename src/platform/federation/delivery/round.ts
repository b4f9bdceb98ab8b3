import type { CourierLimits, CourierOptions } from './courier.ts';
import { leaseDue, nextDue } from './deliveries.ts';
import type { Desk, Parcel } from './desk.ts';
import { createLetters } from './letters.ts';
import type { NetworkWatch } from './network-watch.ts';
import { type GivenUp, settle, type Tried } from './settle.ts';

export interface RoundOptions extends Omit<CourierOptions, 'limits'> {
  readonly limits: CourierLimits;
  readonly desk: Desk;
  readonly watch: NetworkWatch;
  wakeIn(ms: number): void;
}

/** While our own network seems to be down, so many find out whether it still is, and not more often than this. */
const PROBES = 4;
const QUIET_MS = 60_000;
/** Times of retrying are minutes: there is no need to wake for each of them. */
const SOONEST_MS = 1_000;

interface Exchanged {
  readonly parcels: readonly Parcel[];
  /** Given up, because it has grown too old. */
  readonly old: readonly GivenUp[];
}

/** One exchange with the database: what has been tried is written down, and what is to be tried next is taken. */
export function createRound({ units, db, now, random01, logger, onGone, limits, desk, watch, wakeIn }: RoundOptions) {
  const letters = createLetters();
  let last = '';
  let quietUntil = 0;
  /** There was more than there was room for. */
  let more = false;

  const roomNow = (): number => {
    if (now().getTime() < quietUntil) return 0;
    const room = watch.isDown(now()) ? PROBES - desk.underWay() : limits.batch;
    return Math.max(room - desk.queued(), 0);
  };

  const exchange = async (tried: readonly Tried[], room: number, ours: boolean): Promise<Exchanged> => {
    const { lease, bodies, old } = await units.inUnitOfWork(async (work) => {
      const old = await settle(work, tried, { ours, random01 });
      const lease = await leaseDue(work, { ...limits, room, after: last });
      const numbers = lease.taken.map(({ activity }) => activity);
      return { lease, bodies: await letters(work.tx, numbers), old };
    });
    last = lease.last;
    const parcels = lease.taken.flatMap((delivery) => {
      const letter = bodies.get(delivery.activity);
      return letter ? [{ delivery, letter }] : [];
    });
    return { parcels, old };
  };

  const tell = ({ delivery: { host, inbox }, outcome: { verdict, answer, gone } }: Tried): void => {
    if (verdict === 'failed') logger.info({ host, answer }, 'delivery refused');
    else logger.debug({ host, answer }, verdict === 'delivered' ? 'delivered' : 'delivery put off');
    if (!gone || !onGone) return;
    Promise.resolve()
      .then(() => onGone(inbox))
      .catch((err: unknown) => logger.error({ err, host }, 'an inbox that is gone was not taken out'));
  };

  /** As many as wait for one host grow old together: they are told of in one line. */
  const tellOld = (old: readonly GivenUp[]): void => {
    const alike = Map.groupBy(old, ({ host, answer }) => `${host} ${answer}`);
    for (const [first, ...others] of alike.values()) {
      if (first) logger.info({ ...first, deliveries: others.length + 1 }, 'delivery given up: too old');
    }
  };

  const run = async (): Promise<boolean> => {
    const tried = desk.collect();
    const ours = watch.isDown(now());
    if (ours && tried.some(({ outcome }) => outcome.reach === 'silent')) {
      logger.warn('no server answers: is this node connected?');
      quietUntil = now().getTime() + QUIET_MS;
    }
    const room = roomNow();
    const { parcels, old } = await exchange(tried, room, ours).catch((error: unknown) => {
      desk.putBack(tried);
      throw error;
    });
    for (const each of tried) tell(each);
    tellOld(old);
    // Where there was room for nothing, nothing has been learned of whether there is more.
    more = room > 0 ? parcels.length === room : more && desk.queued() > 0;
    desk.take(parcels);
    if (desk.queued() > 0) return false;
    if (more) wakeIn(limits.gatherMs);
    const next = await nextDue(db, now());
    const nextMs = Math.max(next ? next.getTime() - now().getTime() : limits.lookAgainMs, SOONEST_MS);
    wakeIn(Math.min(nextMs, limits.lookAgainMs));
    return tried.length + parcels.length + desk.underWay() + desk.tried() === 0;
  };

  return {
    /** True when there was nothing to do. */
    run,
    /** Whether the queue has become short, and it is worth asking for more. */
    wantsMore: (): boolean => more && desk.queued() <= limits.batch / 2,
  };
}
