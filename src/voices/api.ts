import { z } from 'zod';
import { isText } from '../kernel/text.ts';
import type { Reader } from '../platform/database.ts';
import { type ApiApp, type CallerOf, Id, operation } from '../platform/http/api.ts';
import type { AsOf } from '../platform/work.ts';
import { VoiceJson, voiceJson } from './json.ts';
import { heldAuthors, postsBy, type StandingsOf, voicesOn } from './views.ts';
import { accountAddress } from '../platform/federation/remote.ts';

export interface VoicesApiOptions {
  readonly callerOf: CallerOf;
  readonly asOf: AsOf;
  readonly standingsOf: StandingsOf;
  /** Those whom we follow, who have said yes, and who are not kept out. */
  followedAndHeard(db: Reader): Promise<readonly string[]>;
}

const TAG = 'Outside voices';
/** Ids of what others have written are addresses of theirs. */
const noteId = z.string().min(1).max(2_048).refine(isText).optional();
const voices = z.array(VoiceJson);

/** What people elsewhere say, to us and otherwise. */
export function voicesApi(api: ApiApp, options: VoicesApiOptions): void {
  const { callerOf, asOf, standingsOf, followedAndHeard } = options;

  const Voices = z.object({
    voices,
    next: z.string().nullable(),
    held: z.number().int(),
    likes: z.number().int(),
    announces: z.number().int(),
  });
  api.get(
    '/voices',
    {
      schema: {
        ...operation(TAG, 'List what is said from outside to a publication, by those who are let in', Voices),
        querystring: z.object({ publication: Id, after: noteId }),
      },
    },
    async (request) => {
      await callerOf(request);
      const wish = { ...request.query, toMembers: true };
      const view = await asOf((db) => voicesOn(db, standingsOf, wish));
      return { ...view, voices: view.voices.map(voiceJson) };
    },
  );

  const Held = z.object({
    total: z.number().int(),
    authors: z.array(z.object({ id: z.string(), address: z.string(), total: z.number().int(), newest: voices })),
  });
  api.get(
    '/voices/held',
    { schema: operation(TAG, 'List who waits to be let in, with the newest of what they said', Held) },
    async (request) => {
      await callerOf(request);
      const { total, authors } = await asOf((db) => heldAuthors(db, standingsOf));
      return {
        total,
        authors: authors.map(({ author, newest, ...rest }) => ({
          id: author.id,
          address: accountAddress(author),
          total: rest.total,
          newest: newest.map(voiceJson),
        })),
      };
    },
  );

  api.get(
    '/posts',
    {
      schema: {
        ...operation(
          TAG,
          'List what those whom we follow have said, the newest first',
          z.object({ posts: voices, next: z.string().nullable() }),
        ),
        querystring: z.object({ before: noteId }),
      },
    },
    async (request) => {
      await callerOf(request);
      const { posts, next } = await asOf(async (db) => postsBy(db, await followedAndHeard(db), request.query.before));
      return { posts: posts.map(voiceJson), next };
    },
  );
}
