import { newId } from '../kernel/id.ts';
import { isText, tidy } from '../kernel/text.ts';
import type { Reader } from '../platform/database.ts';
import type { Hear } from '../platform/federation/hearing.ts';
import type { JsonRecord } from '../platform/federation/ld-context.ts';
import { idIn, resourceId } from '../platform/federation/resource-id.ts';
import type { Uris } from '../platform/federation/uris.ts';
import { legible } from '../platform/remote-text.ts';
import { reportCame } from './events.ts';
import { CONTENT_MAX, requireRoom, type Target, TARGETS_MAX } from './report.ts';
import { countOpen, insertReport } from './store.ts';

/** What this capability asks of others. */
export interface ReportsHearing {
  readonly uris: Uris;
  readonly allowPrivate: boolean;
  publishedAmong(db: Reader, publications: readonly string[]): Promise<ReadonlySet<string>>;
  /** Which of these ids are those of words, or of people with words, that stand under something of ours. */
  onOurPages(db: Reader, ids: readonly string[]): Promise<{ notes: ReadonlySet<string>; authors: ReadonlySet<string> }>;
}

/** How many things one report may name before the rest is not read. */
const NAMED_MAX = 500;

/**
 * `Flag`: somebody elsewhere reports the collective, something of ours, or something that stands on our
 * pages. Servers send it as themselves, so that nobody learns who it was. What is about others is nothing
 * to us. It is kept for people to look at; nothing follows from it by itself.
 */
export const hearReport =
  (hearing: ReportsHearing): Hear =>
  async (work, { activity, receivedAt }) => {
    const targets = await targetsIn(work.tx, namedIn(activity.raw, hearing), hearing);
    if (targets.length === 0) return false;
    const { host } = new URL(activity.actor);
    requireRoom(await countOpen(work.tx, host));
    const id = newId(work.random);
    await insertReport(work.tx, { id, host, targets, content: contentIn(activity.raw), receivedAt });
    await work.emit(reportCame({ report: id }));
    return true;
  };

function namedIn({ object }: JsonRecord, { allowPrivate }: ReportsHearing): readonly string[] {
  const named = [object].flat().slice(0, NAMED_MAX);
  return [...new Set(named.flatMap((each) => resourceId(idIn(each), { allowPrivate }) ?? []))];
}

async function targetsIn(db: Reader, ids: readonly string[], hearing: ReportsHearing): Promise<readonly Target[]> {
  const { uris, publishedAmong, onOurPages } = hearing;
  const ours = new Map(ids.map((id) => [id, uris.publicationOf(id)]));
  const published = await publishedAmong(
    db,
    [...ours.values()].filter((id) => id !== undefined),
  );
  const { notes, authors } = await onOurPages(db, ids);
  const targets = ids.flatMap((id): Target[] => {
    const publication = ours.get(id);
    if (id === uris.actor) return [{ kind: 'collective' }];
    if (publication && published.has(publication)) return [{ kind: 'publication', id: publication }];
    if (notes.has(id)) return [{ kind: 'note', id }];
    return authors.has(id) ? [{ kind: 'account', id }] : [];
  });
  return targets.slice(0, TARGETS_MAX);
}

/** Text, whatever stands in it: it is never read as anything else. */
function contentIn({ content }: JsonRecord): string | null {
  if (typeof content !== 'string' || !isText(content)) return null;
  return tidy(legible(content.slice(0, CONTENT_MAX))) || null;
}
