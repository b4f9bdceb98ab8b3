import type { DomainEvent } from '../kernel/event.ts';

/** Something reached us from outside, or was taken back there; only its address stands in the journal, and whether it shows. */
export type VoiceHeard = DomainEvent<'voice.heard', { note: string; publication: string | null; shown: boolean }>;
export type VoiceChanged = DomainEvent<'voice.changed', { note: string; publication: string | null; shown: boolean }>;
export type VoiceDeleted = DomainEvent<'voice.deleted', { note: string; publication: string | null }>;
export type AppreciationHeard = DomainEvent<'appreciation.heard', { publication: string; kind: string }>;
export type AppreciationUndone = DomainEvent<'appreciation.undone', { publication: string; kind: string }>;

export type VoicesEvent = VoiceHeard | VoiceChanged | VoiceDeleted | AppreciationHeard | AppreciationUndone;

const event =
  <Event extends VoicesEvent>(type: Event['type']) =>
  (data: Event['data']): Event =>
    ({ type, data }) as Event;

export const voiceHeard = event<VoiceHeard>('voice.heard');
export const voiceChanged = event<VoiceChanged>('voice.changed');
export const voiceDeleted = event<VoiceDeleted>('voice.deleted');
export const appreciationHeard = event<AppreciationHeard>('appreciation.heard');
export const appreciationUndone = event<AppreciationUndone>('appreciation.undone');
