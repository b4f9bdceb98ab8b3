import { z } from 'zod';
import { Id, Instant } from '../platform/http/api.ts';
import { plainText, renderRemoteHtml } from '../platform/remote-html.ts';
import { displayName } from '../platform/remote-text.ts';
import type { Voice } from './views.ts';
import { accountAddress } from '../platform/federation/remote.ts';

/** Something that somebody elsewhere has said. */
export const VoiceJson = z.object({
  id: z.string(),
  author: z.object({ id: z.string(), address: z.string(), name: z.string().nullable() }),
  publication: Id.nullable(),
  inReplyTo: z.string().nullable(),
  title: z.string().nullable(),
  /** Not to be shown before whoever reads has agreed. */
  warning: z.string().nullable(),
  /** HTML of the same few elements as on our pages. */
  content: z.string().nullable(),
  language: z.string().nullable(),
  url: z.string().nullable(),
  isPublic: z.boolean(),
  publishedAt: Instant,
  updatedAt: Instant,
});

export const voiceJson = (voice: Voice): z.output<typeof VoiceJson> => ({
  id: voice.id,
  author: {
    id: voice.author.id,
    address: accountAddress(voice.author),
    name: displayName(voice.author.name ?? '') || null,
  },
  publication: voice.publication,
  inReplyTo: voice.inReplyTo,
  title: voice.title && plainText(voice.title, 300),
  warning: voice.warning && plainText(voice.warning, 300),
  content: voice.content && renderRemoteHtml(voice.content),
  language: voice.language,
  url: voice.url,
  isPublic: voice.isPublic,
  publishedAt: voice.publishedAt.toISOString(),
  updatedAt: voice.updatedAt.toISOString(),
});
