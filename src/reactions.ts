import type { AssemblyEvent } from './assembly/events.ts';
import { releaseLeaver } from './assembly/reactions.ts';
import type { CollectiveEvent } from './collective/events.ts';
import type { MandatesEvent } from './mandates/events.ts';
import { vacateLeaversMandates } from './mandates/reactions.ts';
import type { MembersEvent } from './members/events.ts';
import type { Reactions, Work } from './platform/work.ts';

/** Everything that can happen on this node. */
export type AppEvent = CollectiveEvent | MembersEvent | MandatesEvent | AssemblyEvent;

type ReactionsTo<Event extends AppEvent> = {
  readonly [Type in Event['type']]: readonly ((work: Work, event: Extract<Event, { type: Type }>) => Promise<void>)[];
};

/** What visitors see has changed: pages kept in memory are forgotten after the commit, in every process. */
const refreshPublicPages = async (work: Work): Promise<void> => work.changed('public-pages');

/**
 * What follows from what, inside the transaction in which it happened. Every event has a line,
 * also where nothing follows: leaving one out does not compile.
 */
const follows: ReactionsTo<AppEvent> = {
  'collective.founded': [refreshPublicPages],
  'collective.renamed': [refreshPublicPages],

  'member.joined': [],
  'member.left': [vacateLeaversMandates, releaseLeaver],
  'member.recovered': [],
  'passphrase.changed': [],
  'invitation.made': [],
  'invitation.withdrawn': [],
  'token.made': [],
  'token.revoked': [],

  'mandate.granted': [],
  'mandate.accepted': [],
  'mandate.ended': [],

  'proposal.written': [],
  'proposal.edited': [],
  'discussion.opened': [],
  'proposal.withdrawn': [],
  'comment.written': [],
  'comment.withdrawn': [],
  'vote.opened': [refreshPublicPages],
  'vote.cast': [],
  'vote.closed_early': [refreshPublicPages],
  'decision.established': [refreshPublicPages],
};

/** The unit of work looks reactions up by the type of the event it has, which the types above have checked. */
export const reactions: Reactions = follows as unknown as Reactions;
