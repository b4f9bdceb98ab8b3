import { Sharing } from '../platform/http/components/sharing.tsx';
import type { PageContext } from '../platform/http/context.ts';
import { plainExcerpt } from '../platform/markdown.ts';
import type { Publication } from './publication.ts';

const EXCERPT_MAX = 200;

/** What a publication says, in a line. */
export const excerptOf = ({ summary, body }: Pick<Publication, 'summary' | 'body'>): string =>
  summary === '' ? plainExcerpt(body, EXCERPT_MAX) : plainText(summary, EXCERPT_MAX);

const plainText = (text: string, max: number): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= max ? line : `${line.slice(0, max).toWellFormed()}…`;
};

/** The feed, for whoever reads by feed. */
export function FeedLink({ context }: { context: PageContext }) {
  return (
    <link
      rel="alternate"
      type="application/atom+xml"
      title={context.house.name}
      href={`${context.origin.origin}/published.atom`}
    />
  );
}

interface HeadProps {
  readonly context: PageContext;
  readonly publication: Publication;
  /** The same thing as other servers read it; undefined where this node speaks to none. */
  readonly object: string | undefined;
}

/** Where else it is, and how it shows where it is shared. */
export function PublicationHead({ context, publication, object }: HeadProps) {
  const { id, title, language, publishedAt, passedAt, version } = publication;
  return (
    <>
      <Sharing
        {...{ context, title, language, publishedAt }}
        type="article"
        description={excerptOf(publication)}
        path={`/published/${id}`}
        changedAt={version > 1 ? passedAt : undefined}
      />
      {object && <link rel="alternate" type="application/activity+json" href={object} />}
      <FeedLink context={context} />
    </>
  );
}
