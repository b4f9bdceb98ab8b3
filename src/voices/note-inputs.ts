import { z } from 'zod';
import { beginningOf, isText } from '../kernel/text.ts';
import type { Message } from '../platform/federation/hearing.ts';
import { PUBLIC } from '../platform/federation/uris.ts';
import type { RemoteNote } from './voice.ts';

const NOTE_TYPES = new Set(['Note', 'Article', 'Page', 'Question', 'Event', 'Document', 'Image', 'Video', 'Audio']);
const PUBLIC_NAMES = new Set([PUBLIC, 'as:Public', 'Public']);

const CONTENT_MAX = 64_000;
const ADDRESS_MAX = 2_048;

const words = (max: number) =>
  z
    .string()
    .refine(isText)
    .transform((text) => beginningOf(text, max))
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
  content: words(CONTENT_MAX),
  contentMap: z
    .record(
      z.string(),
      z.string().transform((text) => beginningOf(text, CONTENT_MAX)),
    )
    .nullish()
    .catch(null),
  published: moment,
  updated: moment,
  url: z.unknown().optional(),
});

/** What somebody has written, before it is known to which publication of ours it belongs. */
export type Said = Omit<RemoteNote, 'publication'>;

/** What a `Create` or an `Update` tells of something written. Undefined where it is about something else. */
export function noteIn({ activity, receivedAt }: Message): Said | undefined {
  const { object, objectId } = activity;
  if (typeof object === 'string' || objectId === undefined) return undefined;
  const parsed = NoteObject.safeParse(object);
  if (!parsed.success) return undefined;
  const type = [parsed.data.type].flat().find((each) => NOTE_TYPES.has(each));
  if (!type) return undefined;
  const { name, summary, content, contentMap, inReplyTo } = parsed.data;
  // A clock elsewhere may run ahead of ours.
  const written = momentOf(parsed.data.published)?.getTime() ?? Number.POSITIVE_INFINITY;
  const publishedAt = new Date(Math.min(written, receivedAt.getTime()));
  const updated = momentOf(parsed.data.updated);
  return {
    id: objectId,
    actor: activity.actor,
    type,
    inReplyTo: inReplyTo === null || inReplyTo === undefined ? null : beginningOf(inReplyTo, ADDRESS_MAX),
    title: name ?? null,
    warning: type === 'Note' ? (summary ?? null) : null,
    content: content ?? Object.values(contentMap ?? {})[0] ?? summary ?? null,
    language: languageOf(content, contentMap),
    url: addressOf(parsed.data.url, activity.actor),
    isPublic: isPublic(activity, object),
    publishedAt,
    updatedAt: updated && updated > publishedAt ? updated : publishedAt,
    receivedAt,
    deletedAt: null,
  };
}

/** The author says in which language by repeating the text in a map. */
function languageOf(content: string | null | undefined, map: Readonly<Record<string, string>> | null | undefined) {
  const [language] =
    Object.entries(map ?? {}).find(([, text]) => text === content) ?? Object.entries(map ?? {})[0] ?? [];
  return language && /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}$/.test(language) ? language : null;
}

/** A page of the same server as its author, or none: a link to somewhere else would lend it their name. */
function addressOf(url: unknown, actor: string): string | null {
  const { origin, protocol } = new URL(actor);
  const candidates = [url].flat().map((each) => {
    const stated: unknown = typeof each === 'object' && each !== null && 'href' in each ? each.href : each;
    return typeof stated === 'string' && stated.length <= ADDRESS_MAX ? URL.parse(stated) : null;
  });
  // A `blob:` has the origin of whoever made it, and a user before the host is there to be mistaken for the host.
  const found = candidates.find(
    (each) => each?.origin === origin && each.protocol === protocol && !each.username && !each.password,
  );
  return found && found.href.length <= ADDRESS_MAX ? found.href : null;
}

function isPublic(activity: Message['activity'], object: Readonly<Record<string, unknown>>): boolean {
  const named = [activity.to, activity.cc, object.to, object.cc].flat();
  return named.some((each) => typeof each === 'string' && PUBLIC_NAMES.has(each));
}

const momentOf = (text: string | null | undefined): Date | undefined => (text ? new Date(text) : undefined);
