import type { AssemblyEvent } from './assembly/events.ts';
import { releaseLeaver } from './assembly/reactions.ts';
import type { CollectiveEvent } from './collective/events.ts';
import { type ActorVoice, becomeActor, tellWhoWeAre } from './collective/federation.ts';
import type { MandatesEvent } from './mandates/events.ts';
import { vacateLeaversMandates } from './mandates/reactions.ts';
import type { MembersEvent } from './members/events.ts';
import type { PeersEvent } from './peers/events.ts';
import type { Reactions, Work } from './platform/work.ts';
import type { PublicationEvent } from './publication/events.ts';
import { sendPublication, type Voice } from './publication/federation.ts';
import type { ReportsEvent } from './reports/events.ts';
import type { VoiceChanged, VoiceHeard, VoicesEvent } from './voices/events.ts';
import { forgetVoicesOf, makeRoomForHeld } from './voices/reactions.ts';

/** Everything that can happen on this node. */
export type AppEvent =
  | CollectiveEvent
  | MembersEvent
  | MandatesEvent
  | AssemblyEvent
  | PublicationEvent
  | PeersEvent
  | ReportsEvent
  | VoicesEvent;

type ReactionsTo<Event extends AppEvent> = {
  readonly [Type in Event['type']]: readonly ((work: Work, event: Extract<Event, { type: Type }>) => Promise<void>)[];
};

/** What visitors see has changed: what is kept in memory of it is forgotten after the commit, in every process. */
const refreshPublicPages = async (work: Work): Promise<void> => work.changed('public-pages');

/** What is held, or answers nothing of ours, is seen by no visitor. */
const refreshWhereShown = async (work: Work, { data }: VoiceHeard | VoiceChanged): Promise<void> => {
  if (!data.shown) return;
  work.changed('public-pages');
  work.changed('documents');
};

/** The same of who is let in, and whom we follow. */
const refreshStandings = async (work: Work): Promise<void> => work.changed('standings');

/** The same of what other servers ask for. */
const refreshDocuments = async (work: Work): Promise<void> => work.changed('documents');

/**
 * What follows from what, inside the transaction in which it happened. Every event has a line,
 * also where nothing follows: leaving one out does not compile. `send…` and `tell…` are the only
 * places where something leaves this node by itself.
 */
export const reactionsOf = (voice: Voice & ActorVoice): Reactions => {
  const follows: ReactionsTo<AppEvent> = {
    'collective.founded': [becomeActor(voice), refreshPublicPages],
    'collective.renamed': [tellWhoWeAre(voice), refreshPublicPages],

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

    'publication.published': [sendPublication(voice), refreshPublicPages],
    'publication.amended': [sendPublication(voice), refreshPublicPages],
    'publication.withdrawn': [sendPublication(voice), refreshPublicPages],

    'follower.came': [refreshDocuments],
    'follower.waits': [],
    'follower.left': [refreshDocuments],
    'follower.answered': [refreshDocuments],
    'following.asked': [],
    'following.accepted': [refreshDocuments, refreshStandings],
    'following.ended': [refreshDocuments, refreshStandings],
    'standing.given': [makeRoomForHeld, refreshPublicPages, refreshDocuments, refreshStandings],
    'follow_policy.given': [tellWhoWeAre(voice)],
    'deliveries.retried': [],
    'actor.lost': [refreshPublicPages, refreshDocuments],
    'move.told': [],
    'move.settled': [refreshStandings],
    'block.came': [],
    'block.undone': [],
    'actor.gone': [forgetVoicesOf, refreshPublicPages, refreshDocuments],

    'voice.heard': [refreshWhereShown],
    'voice.changed': [refreshWhereShown],
    'voice.deleted': [refreshPublicPages, refreshDocuments],
    'appreciation.heard': [refreshPublicPages],
    'appreciation.undone': [refreshPublicPages],

    'report.came': [],
    'report.settled': [],
  };
  // The unit of work looks reactions up by the type of the event it has, which the types above have checked.
  return follows as unknown as Reactions;
};
