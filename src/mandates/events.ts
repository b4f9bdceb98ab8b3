import type { DomainEvent } from '../kernel/event.ts';

export type MandateGranted = DomainEvent<'mandate.granted', { mandate: string; office: string; source: string }>;
export type MandateAccepted = DomainEvent<'mandate.accepted', { mandate: string }>;
export type MandateEnded = DomainEvent<'mandate.ended', { mandate: string; reason: string }>;

export type MandatesEvent = MandateGranted | MandateAccepted | MandateEnded;

export const mandateGranted = (data: MandateGranted['data']): MandateGranted => ({ type: 'mandate.granted', data });
export const mandateAccepted = (data: MandateAccepted['data']): MandateAccepted => ({ type: 'mandate.accepted', data });
export const mandateEnded = (data: MandateEnded['data']): MandateEnded => ({ type: 'mandate.ended', data });
