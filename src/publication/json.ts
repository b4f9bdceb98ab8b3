import { z } from 'zod';
import { Id, Instant } from '../platform/http/api.ts';
import { renderMarkdown } from '../platform/markdown.ts';
import { KINDS, type Publication } from './publication.ts';
import type { Ground, PublicationView } from './views.ts';

const FactsJson = z.object({
  number: z.string(),
  method: z.string(),
  outcome: z.string(),
  electorate: z.number().int(),
  cast: z.number().int(),
  counts: z.record(z.string(), z.number().int()),
  decidedAt: Instant,
});

/** A publication in a list. */
export const ListedJson = z.object({
  id: Id,
  kind: z.enum(KINDS),
  title: z.string(),
  summary: z.string(),
  language: z.string(),
  version: z.number().int(),
  publishedAt: Instant,
  changedAt: Instant.nullable(),
  answers: Id.nullable(),
  answersOutside: z.string().nullable(),
  url: z.url(),
});

export const listedJson = (publication: Publication, origin: URL): z.output<typeof ListedJson> => {
  const { id, kind, title, summary, language, version, publishedAt, passedAt, answers, answersOutside } = publication;
  const changedAt = version > 1 ? passedAt.toISOString() : null;
  const url = `${origin.origin}/published/${id}`;
  return {
    id,
    kind,
    title,
    summary,
    language,
    version,
    publishedAt: publishedAt.toISOString(),
    changedAt,
    answers,
    answersOutside,
    url,
  };
};

/** Under what it passed: a decision of the assembly by its number, or a mandate without its holder. */
const GroundJson = z.object({ by: z.enum(['decision', 'mandate']), number: z.string().nullable() });

const groundJson = (ground: Ground): z.output<typeof GroundJson> => ({
  by: ground.by,
  number: ground.by === 'decision' ? ground.number : null,
});

export const PublicationJson = z.object({
  ...ListedJson.shape,
  body: z.string(),
  html: z.string(),
  published: GroundJson,
  changed: GroundJson.nullable(),
  decision: FactsJson.nullable(),
  answeredBy: z.array(Id),
});

export const publicationJson = (view: PublicationView, origin: URL): z.output<typeof PublicationJson> => ({
  ...listedJson(view.publication, origin),
  body: view.publication.body,
  html: renderMarkdown(view.publication.body),
  published: groundJson(view.first.ground),
  changed: view.last ? groundJson(view.last.ground) : null,
  decision: view.publication.facts ? { ...view.publication.facts } : null,
  answeredBy: view.answers.map(({ id }) => id),
});
