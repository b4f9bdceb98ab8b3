import type { DomainEvent } from '../kernel/event.ts';

export type CollectiveFounded = DomainEvent<'collective.founded', { collective: string; founder: string }>;
export type CollectiveRenamed = DomainEvent<'collective.renamed', { collective: string; decision: string }>;

export type CollectiveEvent = CollectiveFounded | CollectiveRenamed;

export const collectiveFounded = (data: CollectiveFounded['data']): CollectiveFounded => ({
  type: 'collective.founded',
  data,
});
export const collectiveRenamed = (data: CollectiveRenamed['data']): CollectiveRenamed => ({
  type: 'collective.renamed',
  data,
});
