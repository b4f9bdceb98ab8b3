/** What an outsider has written, as its author's server has sent it. */
export interface RemoteNote {
  readonly id: string;
  readonly actor: string;
  readonly type: string;
  readonly publication: string | null;
  readonly inReplyTo: string | null;
  readonly title: string | null;
  readonly warning: string | null;
  readonly content: string | null;
  readonly language: string | null;
  readonly url: string | null;
  readonly isPublic: boolean;
  readonly publishedAt: Date;
  readonly updatedAt: Date;
  readonly receivedAt: Date;
  readonly deletedAt: Date | null;
}

export type VoiceRefusal = 'voice.not_its_author' | 'voice.taken_back' | 'voice.too_many';

/** How many answers one publication takes. */
export const ANSWERS_MAX = 10_000;

/** So many of them may be there before those who have not been let in must leave the rest to others. */
export const ANSWERS_WITH_HELD_MAX = 5_000;

/** How much those who are held may write, all under one domain together, until somebody has decided about anybody. */
export const HELD_OF_DOMAIN_MAX = 1_000;

/** How somebody elsewhere stands with us. */
export interface Acquaintance {
  readonly standing: 'heard' | 'held' | 'kept_out';
  /** We follow them, and they have said yes. */
  readonly followed: boolean;
}

/** What there is around something that has just been said. */
export interface Around {
  readonly author: Acquaintance;
  /** Its author has taken it back before it came. */
  readonly isTakenBack: boolean;
  readonly current: RemoteNote | undefined;
  /** Answers to the same publication, and what those who are held have written under the same domain. */
  readonly answers: number;
  readonly heldOfDomain: number;
}

export type Fate = 'write' | 'change' | 'known' | 'ignored' | VoiceRefusal;

/** What becomes of something that somebody says, or changes in what they have said. */
export function fateOf(note: RemoteNote, { author, isTakenBack, current, answers, heldOfDomain }: Around): Fate {
  if (author.standing === 'kept_out') return 'ignored';
  if (note.publication === null && !author.followed) return 'ignored';
  if (isTakenBack) return 'voice.taken_back';
  if (current && current.actor !== note.actor) return 'voice.not_its_author';
  if (current) return current.deletedAt || !supersedes(note, current) ? 'known' : 'change';
  const isHeld = author.standing === 'held';
  if (note.publication !== null && answers >= (isHeld ? ANSWERS_WITH_HELD_MAX : ANSWERS_MAX)) return 'voice.too_many';
  return isHeld && heldOfDomain >= HELD_OF_DOMAIN_MAX ? 'voice.too_many' : 'write';
}

/**
 * Of two versions of a note the later one counts, in whatever order they come. Of two with one
 * time, the one whose text sorts later: everyone who has both ends with the same.
 */
export function supersedes(
  next: Pick<RemoteNote, 'updatedAt' | 'content'>,
  current: Pick<RemoteNote, 'updatedAt' | 'content'>,
): boolean {
  const [a, b] = [next.updatedAt.getTime(), current.updatedAt.getTime()];
  return a === b ? (next.content ?? '') > (current.content ?? '') : a > b;
}
