import { OFFICES, type Office } from '../../src/mandates/office.ts';

export const PEOPLE = ['ana', 'bo', 'cy', 'di'] as const;
export type Name = (typeof PEOPLE)[number];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Mandate {
  readonly office: Office;
  readonly holder: Name;
  readonly grantedAt: number;
  readonly endsAt: number;
  acceptedAt: number | undefined;
  endedAt: number | undefined;
}

interface Motion {
  readonly id: string;
  readonly author: Name;
  readonly grants: { readonly office: Office; readonly holder: Name; readonly days: number };
  readonly openedAt: number;
  readonly inFavour: Set<Name>;
  closesAt: number;
  mandate: Mandate | 'open' | 'none';
}

/** Who may do what, kept in a notebook: every mandate with the day on which each thing happened to it. */
export class Notebook {
  readonly motions: Motion[] = [];
  readonly mandates: Mandate[];
  readonly present = new Set<Name>(PEOPLE);
  readonly invited: { readonly by: Name; readonly at: number }[] = [];
  now: number;

  constructor(foundedAt: Date) {
    this.now = foundedAt.getTime();
    const endsAt = this.now + 30 * DAY;
    const founding = { holder: 'ana', grantedAt: this.now, endsAt, acceptedAt: this.now, endedAt: undefined } as const;
    this.mandates = OFFICES.map((office) => ({ ...founding, office }));
  }

  /** Time goes on, and motions that close on the way grant what they grant. */
  waitUntil(instant: number): void {
    this.now = Math.max(this.now, instant);
    const due = this.motions.filter(({ mandate, closesAt }) => mandate === 'open' && closesAt <= this.now);
    due.sort((a, b) => a.closesAt - b.closesAt || (a.id < b.id ? -1 : 1));
    for (const motion of due) motion.mandate = this.grant(motion);
  }

  private grant({ inFavour, grants, closesAt, author }: Motion): Mandate | 'none' {
    const { office, holder, days } = grants;
    if (inFavour.size === 0 || !this.present.has(holder)) return 'none';
    for (const held of this.mandates) {
      if (held.office === office && held.holder === holder && held.endsAt > closesAt) held.endedAt ??= closesAt;
    }
    const acceptedAt = author === holder ? closesAt : undefined;
    const endsAt = closesAt + days * DAY;
    const mandate = { office, holder, grantedAt: closesAt, endsAt, acceptedAt, endedAt: undefined };
    this.mandates.push(mandate);
    return mandate;
  }

  open(id: string, author: Name, grants: Motion['grants']): void {
    const inFavour = new Set(this.present);
    const closesAt = Math.floor(this.now / 60_000) * 60_000 + HOUR;
    this.motions.push({ id, author, grants, openedAt: this.now, inFavour, closesAt, mandate: 'open' });
  }

  leave(who: Name): string {
    if (!this.present.delete(who)) return 'member.not_active';
    for (const mandate of this.mandates) {
      if (mandate.holder === who && mandate.endsAt > this.now) mandate.endedAt ??= this.now;
    }
    for (const motion of this.motions) if (this.now < motion.closesAt) motion.inFavour.delete(who);
    return 'done';
  }

  accept(who: Name, mandate: Mandate): string {
    if (!this.present.has(who)) return 'member.not_active';
    if (mandate.holder !== who) return 'mandate.not_yours';
    if (mandate.acceptedAt !== undefined) return 'mandate.already_accepted';
    if (mandate.endedAt !== undefined) return 'mandate.already_ended';
    if (this.now >= offerEnds(mandate)) return 'mandate.offer_lapsed';
    mandate.acceptedAt = this.now;
    return 'done';
  }

  layDown(who: Name, mandate: Mandate): string {
    if (!this.present.has(who)) return 'member.not_active';
    if (mandate.holder !== who) return 'mandate.not_yours';
    const end = mandate.acceptedAt === undefined ? offerEnds(mandate) : mandate.endsAt;
    if (mandate.endedAt !== undefined || this.now >= end) return 'mandate.already_ended';
    mandate.endedAt = this.now;
    return 'done';
  }

  invite(who: Name): string {
    if (!this.present.has(who)) return 'member.not_active';
    const open = this.invited.filter(({ by, at }) => by === who && this.now < at + 7 * DAY);
    if (open.length >= 30) return 'invitation.too_many_open';
    if (!this.mayAsConvenor(who)) return 'invitation.no_mandate';
    this.invited.push({ by: who, at: this.now });
    return 'done';
  }

  closeEarly(who: Name, motion: Motion): string {
    if (!this.present.has(who)) return 'member.not_active';
    if (this.now >= motion.closesAt) return 'early_closing.not_open';
    if (!this.mayAsConvenor(who)) return 'early_closing.no_mandate';
    motion.closesAt = this.now;
    return 'done';
  }

  mayAsConvenor(who: Name): boolean {
    return this.mandates.some(
      ({ office, holder, acceptedAt, endedAt, endsAt }) =>
        office === 'convenor' &&
        holder === who &&
        acceptedAt !== undefined &&
        endedAt === undefined &&
        this.now < endsAt,
    );
  }

  /** Every instant at which something about a mandate changes by itself. */
  boundaries(): number[] {
    const ofMandates = this.mandates.flatMap((mandate) => [offerEnds(mandate), mandate.endsAt]);
    return [...ofMandates, ...this.motions.map(({ closesAt }) => closesAt)].sort((a, b) => a - b);
  }
}

const offerEnds = ({ grantedAt, endsAt }: Mandate): number => Math.min(grantedAt + 7 * DAY, endsAt);
