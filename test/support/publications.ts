import { asc } from 'drizzle-orm';
import type { House } from '../../src/house.ts';
import type { Reader } from '../../src/platform/database.ts';
import { leavesOf } from '../../src/platform/record.ts';
import type { Words } from '../../src/publication/publication.ts';
import { publications } from '../../src/publication/schema.ts';
import { decisionOn } from './decisions.ts';
import { type TestHouse, testHouse } from './house.ts';
import { adopt, found, openVote } from './people.ts';

/** Everything that has passed the gate, in the order in which it did. */
export const passages = (db: Reader) =>
  db.select().from(publications).orderBy(asc(publications.passedAt), asc(publications.id), asc(publications.version));

export const noticeWords = (given: Partial<Words> = {}): Words => ({
  title: 'Soup on Thursdays',
  summary: '',
  body: 'At **seven**. Bring a bowl.',
  language: 'en',
  ...given,
});

type Timed = House & { clock: { advance(by: object): void } };
type Effects = 'publish' | 'announce' | 'amend' | 'retract';

/** Lets an assembly adopt something that is carried out by itself. Gives the id of the proposal. */
export async function decide(
  house: Timed,
  members: readonly string[],
  type: Effects,
  params: Readonly<Record<string, string>>,
  given: Parameters<typeof openVote>[2] = {},
): Promise<string> {
  const id = await openVote(house, members[0] ?? '', { ...given, effect: { type, params } });
  await adopt(house, members, id);
  return id;
}

/** What stands about publications on the public record. */
export const publicRecord = async (house: TestHouse) =>
  (await leavesOf(house.db, 'public'))
    .map(({ leaf }) => JSON.parse(leaf))
    .filter(({ kind }) => kind === 'publication')
    .map(({ data }) => data);

/** What the journal tells of publications, in order. */
export const publicationJournal = async (house: TestHouse) => {
  const rows = await house.sql<{ type: string; data: object }[]>`
    select type, data from journal where type like 'publication.%' order by number`;
  return rows.map(({ type, data }) => ({ type, data }));
};

/** How a decision ended, and what became of its effect. */
export const effectOf = async (house: TestHouse, id: string) => {
  const decision = await decisionOn(house.db, id);
  return [decision?.outcome, decision?.effectState, decision?.effectRefusal];
};

/** A house whose founder has let out a notice, which can be answered. */
export async function houseWithNotice(): Promise<{ house: TestHouse; ana: string; notice: string }> {
  const house = await testHouse();
  const ana = await found(house);
  return { house, ana, notice: await house.publication.publishNotice({ member: ana }, noticeWords()) };
}
