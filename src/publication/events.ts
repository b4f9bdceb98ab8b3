import type { DomainEvent } from '../kernel/event.ts';

type Passed = { publication: string; version: number; kind: string };

export type PublicationPublished = DomainEvent<'publication.published', Passed>;
export type PublicationAmended = DomainEvent<'publication.amended', Passed>;
export type PublicationWithdrawn = DomainEvent<'publication.withdrawn', Passed>;

export type PublicationEvent = PublicationPublished | PublicationAmended | PublicationWithdrawn;

export const publicationPublished = (data: Passed): PublicationPublished => ({ type: 'publication.published', data });
export const publicationAmended = (data: Passed): PublicationAmended => ({ type: 'publication.amended', data });
export const publicationWithdrawn = (data: Passed): PublicationWithdrawn => ({ type: 'publication.withdrawn', data });
