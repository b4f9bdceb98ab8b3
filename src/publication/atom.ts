import { escaped, wireHtml } from '../platform/federation/wire-html.ts';
import type { Publication } from './publication.ts';

export const ATOM_TYPE = 'application/atom+xml; charset=utf-8';

/** How many publications a feed holds. */
export const FEED_MAX = 20;

/** Whose feed it is. */
export interface FeedOwner {
  readonly origin: string;
  readonly name: string;
  readonly summary: string;
  readonly locale: string;
  readonly foundedAt: Date;
}

/**
 * A feed of what stands (RFC 4287), newest first, and of what was withdrawn, which feed readers are
 * told to forget (RFC 6721).
 */
export function atomFeed(
  { origin, name, summary, locale, foundedAt }: FeedOwner,
  items: readonly Publication[],
  withdrawn: readonly Pick<Publication, 'id' | 'passedAt'>[],
): string {
  const passed = [...items, ...withdrawn].map(({ passedAt }) => passedAt.getTime());
  const updated = new Date(Math.max(foundedAt.getTime(), ...passed));
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="${xml(locale)}">`,
    `<id>${xml(origin)}/published.atom</id>`,
    `<title>${xml(name)}</title>`,
    `<subtitle>${xml(summary)}</subtitle>`,
    `<updated>${updated.toISOString()}</updated>`,
    `<link rel="self" type="application/atom+xml" href="${xml(origin)}/published.atom"/>`,
    `<link rel="alternate" type="text/html" href="${xml(origin)}/published"/>`,
    `<author><name>${xml(name)}</name><uri>${xml(origin)}/</uri></author>`,
    ...items.map((item) => entryOf(item, origin)),
    ...withdrawn.map(
      ({ id, passedAt }) => `<at:deleted-entry ref="${xml(origin)}/objects/${id}" when="${passedAt.toISOString()}"/>`,
    ),
    '</feed>',
    '',
  ].join('\n');
}

/** Its id is that by which other servers know it, and never changes. */
function entryOf(
  { id, kind, title, summary, body, language, publishedAt, passedAt }: Publication,
  origin: string,
): string {
  return [
    `<entry xml:lang="${xml(language)}">`,
    `<id>${xml(origin)}/objects/${id}</id>`,
    `<title>${xml(title)}</title>`,
    `<published>${publishedAt.toISOString()}</published>`,
    `<updated>${passedAt.toISOString()}</updated>`,
    `<link rel="alternate" type="text/html" href="${xml(origin)}/published/${id}"/>`,
    `<category term="${kind}"/>`,
    ...(summary === '' ? [] : [`<summary>${xml(summary)}</summary>`]),
    `<content type="html">${xml(wireHtml(body, origin))}</content>`,
    '</entry>',
  ].join('\n');
}

/** Text that XML 1.0 can hold: some control characters it cannot, even escaped. */
const xml = (text: string): string =>
  escaped(text.toWellFormed().replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd'));
