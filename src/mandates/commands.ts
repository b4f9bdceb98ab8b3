import { commitment, SALT_BYTES } from '../kernel/digest.ts';
import { newId } from '../kernel/id.ts';
import { refusalsOf } from '../kernel/refusal.ts';
import type { ActingAs, Actor, Work } from '../platform/work.ts';
import { mandateAccepted, mandateEnded, mandateGranted } from './events.ts';
import { canEnd, layDown, type Mandate, type MandateRefusal, requireAcceptable, termEnd } from './mandate.ts';
import { FOUNDING_TERM_DAYS, OFFICES, type Office, POWERS_OF } from './office.ts';
import { insertMandate, mandateForUpdate, saveAcceptance, saveEnd, unendedForUpdate } from './store.ts';

const refusal = refusalsOf<MandateRefusal>();

export const mandatesCommands = (actingAs: ActingAs) => ({
  accept: (actor: Actor, id: string) =>
    actingAs(actor, async (work) => {
      const mandate = await known(work, id);
      requireAcceptable(mandate, actor.member, work.now);
      await saveAcceptance(work.tx, id, work.now);
      await work.record({ audience: 'members', kind: 'mandate.accepted', data: { mandate: id } });
      await work.emit(mandateAccepted({ mandate: id }));
    }),

  layDown: (actor: Actor, id: string) =>
    actingAs(
      actor,
      async (work) => {
        const mandate = await known(work, id);
        await end(work, mandate, layDown(mandate, actor.member, work.now));
      },
      'alone',
    ),
});

export type MandatesCommands = ReturnType<typeof mandatesCommands>;

/** A founder holds every office for thirty days: long enough to gather, too short to get used to it. */
export async function grantFoundingMandates(work: Work, founder: string, collective: string): Promise<void> {
  for (const office of OFFICES) {
    const source = { source: 'founding', sourceId: collective } as const;
    await grant(work, { office, holder: founder, days: FOUNDING_TERM_DAYS, ...source, accepted: true });
  }
}

export interface Renewal {
  readonly office: Office;
  readonly holder: string;
  readonly days: number;
}

/**
 * The effect of a decision to fill an office for another term. What the same person holds of it
 * ends with the new term; what others hold of it goes on. Who proposed themselves has accepted.
 */
export async function renewMandate(work: Work, renewal: Renewal, decision: string, accepted: boolean): Promise<void> {
  const holding = await unendedForUpdate(work.tx, renewal.holder, work.now, renewal.office);
  for (const mandate of holding.filter((each) => canEnd(each, work.now))) await end(work, mandate, 'superseded');
  await grant(work, { ...renewal, source: 'decision', sourceId: decision, accepted });
}

/** Who leaves holds nothing any more, from that instant. */
export async function vacateMandates(work: Work, holder: string): Promise<void> {
  const holding = await unendedForUpdate(work.tx, holder, work.now);
  for (const mandate of holding.filter((each) => canEnd(each, work.now))) await end(work, mandate, 'vacated');
}

interface Grant extends Renewal {
  readonly source: Mandate['source'];
  readonly sourceId: string;
  readonly accepted: boolean;
}

async function grant(work: Work, { office, holder, days, source, sourceId, accepted }: Grant): Promise<void> {
  const id = newId(work.random);
  const salt = work.random.bytes(SALT_BYTES);
  const endsAt = termEnd(work.now, days);
  const powers = POWERS_OF[office];
  const unended = { endedAt: null, endReason: null, acceptedAt: accepted ? work.now : null };
  const times = { grantedAt: work.now, startsAt: work.now, endsAt, ...unended };
  await insertMandate(work.tx, { id, office, holder, powers, source, sourceId, ...times }, salt);
  await work.record({
    audience: 'members',
    kind: 'mandate.granted',
    data: {
      mandate: id,
      office,
      powers: [...powers],
      holder: commitment(salt, holder),
      source,
      source_id: sourceId,
      starts_at: work.now.toISOString(),
      ends_at: endsAt.toISOString(),
      accepted,
    },
  });
  await work.emit(mandateGranted({ mandate: id, office, source: sourceId }));
}

async function end(work: Work, mandate: Mandate, reason: NonNullable<Mandate['endReason']>): Promise<void> {
  await saveEnd(work.tx, mandate.id, work.now, reason);
  await work.record({ audience: 'members', kind: 'mandate.ended', data: { mandate: mandate.id, reason } });
  await work.emit(mandateEnded({ mandate: mandate.id, reason }));
}

async function known(work: Work, id: string): Promise<Mandate> {
  const mandate = await mandateForUpdate(work.tx, id);
  if (!mandate) throw refusal('missing', 'mandate.not_found');
  return mandate;
}
