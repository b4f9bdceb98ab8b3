import type { Mode } from './peers/standing.ts';
import { standingsOf } from './peers/views.ts';
import type { Reader } from './platform/database.ts';
import type { Uris } from './platform/federation/uris.ts';
import { isStanding } from './publication/publication.ts';
import { answersTo, publicationById, standing } from './publication/store.ts';
import { answersOn } from './voices/store.ts';
import type { RemoteNote } from './voices/voice.ts';

const FEATURED = 4;

/** What stands at the top of our profile elsewhere: the newest that is not an answer to something else. */
export async function featured(db: Reader, uris: Uris): Promise<string[]> {
  const newest = await standing(db, FEATURED * 3);
  return newest
    .filter(({ answers }) => answers === null)
    .slice(0, FEATURED)
    .map(({ id }) => uris.object(id));
}

/** Answers from outside that anyone may see: public, and by somebody who is heard. */
async function heardAnswers(db: Reader, publication: string, mode: Mode): Promise<RemoteNote[]> {
  const notes = (await answersOn(db, publication)).filter(({ isPublic }) => isPublic);
  const standing = await standingsOf(
    db,
    notes.map(({ actor }) => actor),
    mode,
  );
  return notes.filter(({ actor }) => standing.get(actor) === 'heard');
}

/** Ids of the answers to a publication: ours first, then those from outside. Undefined where nothing stands. */
export async function repliesTo(db: Reader, id: string, uris: Uris, mode: Mode): Promise<string[] | undefined> {
  const publication = await publicationById(db, id);
  if (!publication || !isStanding(publication)) return undefined;
  const ours = await answersTo(db, id);
  const direct = (await heardAnswers(db, id, mode)).filter(({ inReplyTo }) => inReplyTo === uris.object(id));
  return [...ours.map((each) => uris.object(each.id)), ...direct.map((each) => each.id)];
}

/** Everything in the thread that a publication begins, in order (FEP-f228). Undefined where nothing stands. */
export async function threadOf(db: Reader, id: string, uris: Uris, mode: Mode): Promise<string[] | undefined> {
  const root = await publicationById(db, id);
  if (!root || !isStanding(root) || root.answers !== null) return undefined;
  const ours = [root, ...(await answersTo(db, id))];
  const said = await Promise.all(ours.map((each) => heardAnswers(db, each.id, mode)));
  const members = [
    ...ours.map((each) => ({ id: uris.object(each.id), at: each.publishedAt })),
    ...said.flat().map((each) => ({ id: each.id, at: each.publishedAt })),
  ];
  return members.sort((a, b) => a.at.getTime() - b.at.getTime()).map((each) => each.id);
}
