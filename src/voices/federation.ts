import { z } from 'zod';
import { isText } from '../kernel/text.ts';
import { refusalsOf } from '../kernel/refusal.ts';
import type { Reader } from '../platform/database.ts';
import type { Authenticated } from '../platform/federation/gate.ts';
import type { Hear } from '../platform/federation/inbox.ts';
import { isTakenBack, noteTakenBack } from '../platform/federation/received.ts';
import { rememberActor } from '../platform/federation/remote-actors.ts';
import { PUBLIC, type Uris } from '../platform/federation/uris.ts';
import type { Work } from '../platform/work.ts';
import { appreciationHeard, appreciationUndone, voiceChanged, voiceDeleted, voiceHeard } from './events.ts';
import {
  appreciationForUpdate,
  countAnswers,
  emptyNote,
  insertAppreciation,
  insertNote,
  noteById,
  noteForUpdate,
  saveNote,
  undoAppreciation,
} from './store.ts';
import { ANSWERS_MAX, type RemoteNote, supersedes, type VoiceRefusal } from './voice.ts';

const refusal = refusalsOf<VoiceRefusal>();

/** What this capability asks of others. */
export interface VoicesHearing {
  readonly uris: Uris;
  /** Whether something of this id can be read outside. */
  isPublished(db: Reader, publication: string): Promise<boolean>;
  /** Whether we follow them, and they have said yes. */
  isFollowed(db: Reader, actor: string): Promise<boolean>;
  /** Whether they have been shut out: then they are not even held. */
  isKeptOut(db: Reader, actor: string): Promise<boolean>;
}

const NOTE_TYPES = new Set(['Note', 'Article', 'Page', 'Question', 'Event', 'Document', 'Image', 'Video', 'Audio']);
const PUBLIC_NAMES = new Set([PUBLIC, 'as:Public', 'Public']);

const words = (max: number) =>
  z
    .string()
    .refine(isText)
    .transform((text) => text.slice(0, max))
    .nullish()
    .catch(null);
const moment = z.iso.datetime({ offset: true }).nullish().catch(null);

const NoteObject = z.object({
  type: z.union([z.string(), z.array(z.string()).min(1)]),
  inReplyTo: z
    .union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])
    .nullish()
    .catch(null),
  name: words(300),
  summary: words(1_000),
  content: words(64_000),
  contentMap: z.record(z.string(), z.string()).nullish().catch(null),
  published: moment,
  updated: moment,
  url: z.unknown().optional(),
});

/** `Create` and `Update` of something written: an answer to what we published, or a post of somebody we follow. */
export const hearNote =
  (hearing: VoicesHearing): Hear =>
  async (work, message) => {
    const note = await noteIn(work, message, hearing);
    if (!note) return false;
    if (await hearing.isKeptOut(work.tx, note.actor)) return false;
    if (note.publication === null && !(await hearing.isFollowed(work.tx, note.actor))) return false;
    if (await isTakenBack(work.tx, note.actor, note.id)) throw refusal('conflict', 'voice.taken_back');
    const current = await noteForUpdate(work.tx, note.id);
    return current ? change(work, note, current) : write(work, note, message);
  };

async function write(work: Work, note: RemoteNote, { sender }: Authenticated): Promise<boolean> {
  if (note.publication && (await countAnswers(work.tx, note.publication)) >= ANSWERS_MAX) {
    throw refusal('too_many', 'voice.too_many');
  }
  await rememberActor(work, sender);
  if (!(await insertNote(work.tx, note))) {
    const current = await noteForUpdate(work.tx, note.id);
    return current ? change(work, note, current) : false;
  }
  await work.emit(voiceHeard({ note: note.id, publication: note.publication }));
  return true;
}

async function change(work: Work, note: RemoteNote, current: RemoteNote): Promise<boolean> {
  if (current.actor !== note.actor) throw refusal('forbidden', 'voice.not_its_author');
  if (current.deletedAt || !supersedes(note, current)) return true;
  await saveNote(work.tx, note);
  await work.emit(voiceChanged({ note: note.id, publication: current.publication }));
  return true;
}

async function noteIn(work: Work, { activity }: Authenticated, { uris, isPublished }: VoicesHearing) {
  const { object, objectId } = activity;
  if (typeof object === 'string' || objectId === undefined) return undefined;
  const parsed = NoteObject.safeParse(object);
  if (!parsed.success) return undefined;
  const type = [parsed.data.type].flat().find((each) => NOTE_TYPES.has(each));
  if (!type) return undefined;
  const { name, summary, content, contentMap, inReplyTo } = parsed.data;
  // A clock elsewhere may run ahead of ours.
  const written = momentOf(parsed.data.published)?.getTime() ?? Number.POSITIVE_INFINITY;
  const publishedAt = new Date(Math.min(written, work.now.getTime()));
  const updated = momentOf(parsed.data.updated);
  return {
    id: objectId,
    actor: activity.actor,
    type,
    publication: await publicationAnswered(work.tx, inReplyTo ?? undefined, uris, isPublished),
    inReplyTo: inReplyTo?.slice(0, 2_048) ?? null,
    title: name ?? null,
    warning: type === 'Note' ? (summary ?? null) : null,
    content: content ?? Object.values(contentMap ?? {})[0]?.slice(0, 64_000) ?? summary ?? null,
    language: languageOf(content, contentMap),
    url: addressOf(parsed.data.url, activity.actor),
    isPublic: isPublic(activity, object),
    publishedAt,
    updatedAt: updated && updated > publishedAt ? updated : publishedAt,
    receivedAt: work.now,
    deletedAt: null,
  } satisfies RemoteNote;
}

/** An answer to an answer belongs to the same publication. Nothing is fetched to find out. */
async function publicationAnswered(
  db: Reader,
  inReplyTo: string | undefined,
  uris: Uris,
  isPublished: VoicesHearing['isPublished'],
): Promise<string | null> {
  if (inReplyTo === undefined) return null;
  const own = uris.publicationOf(inReplyTo);
  const publication = own ?? (await noteById(db, inReplyTo))?.publication;
  return publication && (await isPublished(db, publication)) ? publication : null;
}

/** The author says in which language by repeating the text in a map. */
function languageOf(content: string | null | undefined, map: Readonly<Record<string, string>> | null | undefined) {
  const [language] =
    Object.entries(map ?? {}).find(([, text]) => text === content) ?? Object.entries(map ?? {})[0] ?? [];
  return language && /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}$/.test(language) ? language : null;
}

/** A page of the same server as its author, or none: a link to somewhere else would lend it their name. */
function addressOf(url: unknown, actor: string): string | null {
  const candidates = [url].flat().map((each) => {
    if (typeof each === 'string') return each;
    return typeof each === 'object' && each !== null && 'href' in each ? each.href : undefined;
  });
  const found = candidates.find(
    (each) => typeof each === 'string' && URL.parse(each)?.origin === new URL(actor).origin,
  );
  return typeof found === 'string' ? found.slice(0, 2_048) : null;
}

function isPublic(activity: Authenticated['activity'], object: Readonly<Record<string, unknown>>): boolean {
  const named = [activity.to, activity.cc, object.to, object.cc].flat();
  return named.some((each) => typeof each === 'string' && PUBLIC_NAMES.has(each));
}

const momentOf = (text: string | null | undefined): Date | undefined => (text ? new Date(text) : undefined);

/** `Delete` by its author. What has not come yet does not come any more. */
export const hearDeleted: Hear = async (work, { activity }) => {
  const { objectId } = activity;
  if (objectId === undefined || objectId === activity.actor) return false;
  const note = await noteForUpdate(work.tx, objectId);
  if (note && note.actor !== activity.actor) throw refusal('forbidden', 'voice.not_its_author');
  await noteTakenBack(work, activity.actor, objectId);
  if (!note || note.deletedAt) return true;
  await emptyNote(work.tx, objectId, work.now);
  await work.emit(voiceDeleted({ note: objectId, publication: note.publication }));
  return true;
};

const KIND_OF = { Like: 'like', Announce: 'announce' } as const;

/** `Like` and `Announce` of something of ours. Whatever is inside them is not read. */
export const hearAppreciation =
  ({ uris, isPublished, isKeptOut }: VoicesHearing): Hear =>
  async (work, { activity, sender }) => {
    const publication = activity.objectId === undefined ? undefined : uris.publicationOf(activity.objectId);
    if (!publication || !(await isPublished(work.tx, publication))) return false;
    if (await isKeptOut(work.tx, activity.actor)) return false;
    if (await isTakenBack(work.tx, activity.actor, activity.id)) throw refusal('conflict', 'voice.taken_back');
    const kind = KIND_OF[activity.type as keyof typeof KIND_OF];
    await rememberActor(work, sender);
    const row = { id: activity.id, kind, actor: activity.actor, publication, receivedAt: work.now };
    if (!(await insertAppreciation(work.tx, row))) return true;
    await work.emit(appreciationHeard({ publication, kind }));
    return true;
  };

/** `Undo` of a like or an announcement, by its id or with it inside. */
export const hearUndoneAppreciation: Hear = async (work, { activity }) => {
  const { object, objectId } = activity;
  const type = typeof object === 'string' ? undefined : object.type;
  if (objectId === undefined || (type !== undefined && type !== 'Like' && type !== 'Announce')) return false;
  const found = await appreciationForUpdate(work.tx, objectId);
  if (found && found.actor !== activity.actor) throw refusal('forbidden', 'voice.not_its_author');
  await noteTakenBack(work, activity.actor, objectId);
  if (!found || found.undoneAt) return true;
  await undoAppreciation(work.tx, objectId, work.now);
  await work.emit(appreciationUndone({ publication: found.publication, kind: found.kind }));
  return true;
};
