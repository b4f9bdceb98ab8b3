import type { PageContext } from '../context.ts';

interface SharingProps {
  readonly context: PageContext;
  readonly type: 'website' | 'article';
  readonly title: string;
  readonly description: string;
  /** Of the page, on this node. */
  readonly path: string;
  /** Of the words, as a BCP 47 tag. */
  readonly language: string;
  readonly publishedAt?: Date;
  readonly changedAt?: Date | undefined;
}

/** The one address of a public page, and how it shows where somebody shares it (ogp.me). */
export function Sharing(props: SharingProps) {
  const { context, type, title, description, language, publishedAt, changedAt } = props;
  const address = `${context.origin.origin}${props.path}`;
  const properties = [
    ['og:type', type],
    ['og:title', title],
    ['og:description', description],
    ['og:url', address],
    ['og:site_name', context.house.name],
    ['og:locale', territoryOf(language)],
    ['article:published_time', publishedAt?.toISOString()],
    ['article:modified_time', changedAt?.toISOString()],
  ].filter(([, content]) => content !== undefined);
  return (
    <>
      <link rel="canonical" href={address} />
      {properties.map(([property, content]) => (
        <meta key={property} property={property} content={content} />
      ))}
    </>
  );
}

/** OpenGraph wants a territory: that in which the language is likely spoken, where its tag names none. */
function territoryOf(tag: string): string {
  const { language, region } = new Intl.Locale(tag).maximize();
  return region ? `${language}_${region}` : language;
}
