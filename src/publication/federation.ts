import type { Json } from '../kernel/digest.ts';
import { newId } from '../kernel/id.ts';
import type { Reader } from '../platform/database.ts';
import { OBJECT_CONTEXT } from '../platform/federation/contexts.ts';
import { storeDocument } from '../platform/federation/documents.ts';
import { type JsonObject, secondsOf, withProof } from '../platform/federation/integrity-proof.ts';
import type { KeyRing } from '../platform/federation/key-ring.ts';
import { cancelAbout } from '../platform/federation/delivery/deliveries.ts';
import { handOver, type Recipient } from '../platform/federation/outgoing.ts';
import { PUBLIC, type Uris } from '../platform/federation/uris.ts';
import { escaped, wireHtml } from '../platform/federation/wire-html.ts';
import type { Work } from '../platform/work.ts';
import type { PublicationEvent } from './events.ts';
import type { Publication } from './publication.ts';
import { passagesOf } from './store.ts';

/** Somebody elsewhere who is answered: they are named, and told. */
export interface Author extends Recipient {
  readonly id: string;
  /** As people write it: `@user@host`. */
  readonly address: string;
}

/** What is needed to speak to others: addresses, keys, and who listens. */
export interface Voice {
  readonly uris: Uris;
  readonly keys: KeyRing;
  /** The inboxes of everyone who follows the collective. */
  audience(db: Reader): Promise<readonly Recipient[]>;
  /** Who has said something elsewhere, if that has reached us. */
  authorOf(db: Reader, id: string): Promise<Author | undefined>;
}

/**
 * What passed the gate goes to the followers, in the same transaction: `Create`, `Update`, or
 * `Delete` with a tombstone. The document and the activity are stored as the bytes that are sent.
 */
export const sendPublication =
  ({ uris, keys, audience, authorOf }: Voice) =>
  async (work: Work, { data }: PublicationEvent): Promise<void> => {
    const passages = await passagesOf(work.tx, data.publication);
    const publication = passages[data.version - 1];
    if (!publication) throw new Error('a passage that is not there');
    const key = await keys.proofKey(work.tx, 'collective');
    const { act, answersOutside } = publication;
    const answered = answersOutside ? await authorOf(work.tx, answersOutside) : undefined;
    const object = act === 'withdraw' ? tombstoneOf(publication, uris) : objectOf(publication, uris, answered);
    const proven = withProof(object, key, work.now);
    await storeDocument(work, proven, act === 'withdraw' ? 410 : 200);
    const activity = withProof(activityOf(publication, proven, uris, newId(work.random), answered), key, work.now);
    const about = uris.object(publication.id);
    // Whoever could not be reached until now is not told what has been withdrawn meanwhile.
    if (act === 'withdraw') await cancelAbout(work, about);
    await handOver(work, {
      sender: 'collective',
      activity,
      about,
      listed: true,
      recipients: [...(await audience(work.tx)), ...(answered ? [answered] : [])],
    });
  };

/**
 * The public form of a publication. One `type` that everybody knows, one owner as a string, text
 * complete for readers who know nothing of us, and what is ours in properties of its own: an
 * `Article` for a proposal, a `Note` for a decision or a notice.
 */
export function objectOf(publication: Publication, uris: Uris, answered?: Author): JsonObject {
  const { id, kind, answers, answersOutside } = publication;
  const thread = uris.thread(answers ?? id);
  return {
    '@context': OBJECT_CONTEXT,
    id: uris.object(id),
    type: kind === 'proposal' ? 'Article' : 'Note',
    attributedTo: uris.actor,
    to: [PUBLIC],
    cc: copiesFor(uris, answered),
    ...textOf(publication, uris),
    mediaType: 'text/html',
    source: { content: publication.body, mediaType: 'text/markdown' },
    published: secondsOf(publication.publishedAt),
    ...(publication.version > 1 ? { updated: updatedAt(publication) } : {}),
    url: uris.page(id),
    ...(answers ? { inReplyTo: uris.object(answers) } : {}),
    // The thread of something elsewhere is not ours to name.
    ...(answersOutside ? { inReplyTo: answersOutside } : { context: thread, conversation: thread }),
    replies: uris.replies(id),
    tag: answered ? [{ type: 'Mention', href: answered.id, name: answered.address }] : [],
    attachment: [],
    'asm:kind': KIND_NAMES[kind],
    'asm:node': uris.actor,
    ...factsOf(publication),
  };
}

const copiesFor = (uris: Uris, answered: Author | undefined): string[] => [
  uris.followers,
  ...(answered ? [answered.id] : []),
];

const KIND_NAMES = { proposal: 'asm:GovernanceProposal', decision: 'asm:Decision', notice: 'asm:Notice' } as const;

/** An `Article` has a title and a summary that stand alone; a `Note` begins with its title, since notes have none. */
function textOf({ kind, title, summary, body, language }: Publication, { origin }: Uris): JsonObject {
  const html = wireHtml(body, origin);
  if (kind === 'proposal') {
    const brief = `<p>${escaped(summary)}</p>`;
    return {
      name: title,
      nameMap: { [language]: title },
      summary: brief,
      summaryMap: { [language]: brief },
      content: html,
      contentMap: { [language]: html },
    };
  }
  const content = title === '' ? html : `<p><strong>${escaped(title)}</strong></p>${html}`;
  return { content, contentMap: { [language]: content } };
}

/** What a machine can count again. */
function factsOf({ kind, facts }: Publication): JsonObject {
  if (!facts) return {};
  const decided: { [key: string]: Json } = {
    'asm:number': facts.number,
    'asm:process': facts.method,
    'asm:outcome': facts.outcome,
    'asm:electorate': facts.electorate,
    'asm:cast': facts.cast,
    'asm:counts': Object.fromEntries(Object.entries(facts.counts).map(([choice, count]) => [`asm:${choice}`, count])),
    'asm:decidedAt': facts.decidedAt,
  };
  if (kind === 'decision') return { 'asm:result': decided };
  return { 'asm:proposal': { 'asm:stage': 'decided', ...decided } };
}

/** Strictly later than the time of publication, which some servers insist on, also within one second. */
function updatedAt({ publishedAt, passedAt, version }: Publication): string {
  const earliest = publishedAt.getTime() + (version - 1) * 1_000;
  return secondsOf(new Date(Math.max(passedAt.getTime(), earliest)));
}

export const tombstoneOf = (publication: Publication, uris: Uris): JsonObject => ({
  '@context': OBJECT_CONTEXT,
  id: uris.object(publication.id),
  type: 'Tombstone',
  formerType: publication.kind === 'proposal' ? 'Article' : 'Note',
  attributedTo: uris.actor,
  published: secondsOf(publication.publishedAt),
  deleted: secondsOf(publication.passedAt),
});

const ACTIVITY_TYPES = { publish: 'Create', amend: 'Update', withdraw: 'Delete' } as const;

function activityOf(
  publication: Publication,
  object: JsonObject,
  uris: Uris,
  id: string,
  answered?: Author,
): JsonObject {
  return {
    '@context': OBJECT_CONTEXT,
    id: uris.activity(id),
    type: ACTIVITY_TYPES[publication.act],
    actor: uris.actor,
    to: [PUBLIC],
    cc: copiesFor(uris, answered),
    published: secondsOf(publication.passedAt),
    object,
  };
}
