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
