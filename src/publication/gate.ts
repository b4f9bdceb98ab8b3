import { type SQL, sql } from 'drizzle-orm';
import { canonicalJson, type Json, sha256 } from '../kernel/digest.ts';
import { refusalsOf } from '../kernel/refusal.ts';
import type { CoverOf } from '../platform/authority.ts';
import type { Work } from '../platform/work.ts';
import { publicationAmended, publicationPublished, publicationWithdrawn } from './events.ts';
import type { Act, Authority, DecisionFacts, Kind, PublicationRefusal, Words } from './publication.ts';
import { publications } from './schema.ts';

const refusal = refusalsOf<PublicationRefusal>();

/** Something that is about to be known outside, changed there, or taken back. */
export interface Passage extends Words {
  readonly id: string;
  readonly version: number;
  readonly act: Act;
  readonly kind: Kind;
  readonly proposal: string | null;
  readonly answers: string | null;
  readonly answersOutside: string | null;
  readonly facts: DecisionFacts | null;
  readonly publishedAt: Date;
}

/** What the gate asks of others: which rows cover an authority, as a query that stands inside the writing statement. */
export interface Covers {
  readonly coverOf: CoverOf;
  /** `select id from …`: the proposal of this decision, if what it decides is to let something out. */
  decisionCover(decision: string): SQL;
}

const EVENTS = { publish: publicationPublished, amend: publicationAmended, withdraw: publicationWithdrawn } as const;

/**
 * The only way out. One statement asks for the cover and writes: where no live mandate and no
 * decision covers it, nothing is written, and nobody outside ever sees anything that is not
 * written here. What passes is put on the public record, and only then do pages, feeds and other
 * servers hear of it, all in this transaction.
 */
export async function passGate(work: Work, passage: Passage, authority: Authority, covers: Covers): Promise<void> {
  const { tx, now } = work;
  const cover = coverFor(authority, covers, now);
  const { id, version, act, kind, proposal, answers, answersOutside, title, summary, body, language, facts } = passage;
  const rows = await tx.execute<{ decision: string | null; mandate: string | null }>(sql`
    with cover as (${cover})
    insert into ${publications} (id, version, act, kind, proposal, answers, answers_outside, title, summary, body,
      language, facts, decision, mandate, published_at, passed_at)
    select ${id}, ${version}, ${act}, ${kind}, ${proposal}, ${answers}, ${answersOutside}, ${title}, ${summary},
      ${body}, ${language},
      ${facts === null ? null : JSON.stringify(facts)}::jsonb,
      ${authority.by === 'decision' ? sql`cover.id` : sql`null`},
      ${authority.by === 'mandate' ? sql`cover.id` : sql`null`},
      ${passage.publishedAt.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
    from cover returning decision, mandate`);
  const [written] = rows;
  if (!written) {
    throw refusal('forbidden', authority.by === 'mandate' ? 'publication.no_mandate' : 'publication.not_covered');
  }
  await work.record({
    audience: 'public',
    kind: 'publication',
    data: {
      publication: id,
      version,
      act,
      kind,
      words: digestOf(passage),
      facts: facts as unknown as Json,
      ...written,
    },
  });
  await work.emit(EVENTS[act]({ publication: id, version, kind }));
}

function coverFor(authority: Authority, { coverOf, decisionCover }: Covers, now: Date): SQL {
  return authority.by === 'mandate' ? coverOf(authority.member, 'publish', now) : decisionCover(authority.decision);
}

/** SHA-256 over the RFC 8785 form of the words: whoever has them can check that they are what was let out. */
export const digestOf = ({ title, summary, body, language }: Words): string =>
  sha256(canonicalJson({ body, language, summary, title }));
