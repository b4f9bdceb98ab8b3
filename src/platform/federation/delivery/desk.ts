import { setTimeout as pause } from 'node:timers/promises';
import type { Timers } from '../../timers.ts';
import type { Outcome } from './answers.ts';
import type { Letter } from './attempt.ts';
import type { Leased } from './deliveries.ts';
import { createPlaces, type PlaceLimits } from './places.ts';
import type { Tried } from './settle.ts';

export interface Parcel {
  readonly delivery: Leased;
  readonly letter: Letter;
}

export interface DeskOptions {
  readonly limits: PlaceLimits & {
    /** What is left of a lease must be enough for an attempt; it is not begun otherwise. */
    readonly attemptMs: number;
  };
  now(): Date;
  /** Never throws. */
  attempt(parcel: Parcel): Promise<Outcome>;
  /** Something has been begun, or has ended. */
  onProgress(): void;
  readonly timers?: Timers | undefined;
}

/** What one process has in hand: what it has taken, what is on its way, and what is to be written down. */
export function createDesk({ limits, now, attempt, onProgress, timers }: DeskOptions) {
  const places = createPlaces(limits, timers);
  const queue: Parcel[] = [];
  const underWay = new Set<Parcel>();
  let tried: Tried[] = [];
  let closed = false;
  let onEmpty: () => void = () => {};

  const send = async (parcel: Parcel): Promise<void> => {
    const leave = places.occupy(goOn);
    underWay.add(parcel);
    const outcome = await attempt(parcel);
    leave();
    // What was abandoned meanwhile has been given back.
    if (underWay.delete(parcel)) tried.push({ delivery: parcel.delivery, outcome });
    if (underWay.size === 0) onEmpty();
    goOn();
  };
  const goOn = (): void => {
    begin();
    onProgress();
  };
  const begin = (): void => {
    while (!closed && places.isFree()) {
      const parcel = queue.shift();
      if (!parcel) break;
      if (parcel.delivery.leasedUntil.getTime() - now().getTime() >= limits.attemptMs) void send(parcel);
    }
  };

  return {
    queued: (): number => queue.length,
    underWay: (): number => underWay.size,
    tried: (): number => tried.length,
    take(parcels: readonly Parcel[]): void {
      queue.push(...parcels);
      begin();
    },
    /** Hands over what is to be written down. */
    collect(): readonly Tried[] {
      const all = tried;
      tried = [];
      return all;
    },
    /** What could not be written down is kept for another time. */
    putBack(all: readonly Tried[]): void {
      tried = [...all, ...tried];
    },
    /** Begins nothing more, and waits for what is on its way, for so long. */
    async close(waitMs: number): Promise<void> {
      closed = true;
      const empty = Promise.withResolvers<void>();
      onEmpty = empty.resolve;
      if (underWay.size > 0) await Promise.race([empty.promise, pause(waitMs, undefined, { ref: false })]);
    },
    /** Gives up whatever has come to no end. */
    abandon(): readonly Leased[] {
      const left = [...queue.splice(0), ...underWay].map(({ delivery }) => delivery);
      underWay.clear();
      return left;
    },
  };
}

export type Desk = ReturnType<typeof createDesk>;
