import { decide, noticeWords, passages } from '../support/publications.ts';
import { openAssembly, type Person, type Site } from '../support/web.ts';
import type { Page } from './page.ts';

export const ORIGIN = 'https://port.example';

/** What the assembly of these tests has decided to publish. */
export const STRIKE = {
  title: 'Rent strike from January',
  summary: 'From January nobody pays more than last year.',
  body: '## Why\n\nThree letters, each with **twelve** more. See [the kitchen](/published).',
};

/** A site with everything that can be read at an address: by their ids. */
export interface PublishedSite {
  readonly site: Site;
  readonly ana: Person;
  readonly bo: Person;
  /** The ids of all three members. */
  readonly everyone: readonly string[];
  /** What was decided, the text that came out of it, and the note about the decision. */
  readonly proposal: string;
  readonly strike: string;
  readonly decision: string;
  /** Under a mandate: one that stands, and one that was withdrawn. */
  readonly notice: string;
  readonly withdrawn: string;
}

export async function publishedSite(): Promise<PublishedSite> {
  const { site, ana, bo, cleo } = await openAssembly({}, 'bo', 'cleo');
  const { house } = site;
  const everyone = [ana.id, bo.id, cleo.id];
  const proposal = await decide(house, everyone, 'publish', { what: 'proposal' }, STRIKE);
  const out = await passages(house.db);
  const idOf = (kind: string) => out.find((each) => each.kind === kind)?.id ?? '';
  house.clock.advance({ minutes: 10 });
  const actor = { member: ana.id };
  const notice = await house.publication.publishNotice(actor, noticeWords());
  const slip = noticeWords({ title: 'A slip', body: 'Wrong.' });
  const withdrawn = await house.publication.publishNotice(actor, slip);
  house.clock.advance({ minutes: 10 });
  await house.publication.withdraw(actor, withdrawn);
  const about = { proposal, strike: idOf('proposal'), decision: idOf('decision') };
  return { site, ana, bo, everyone, ...about, notice, withdrawn };
}

/** What a page says of itself to programs: its links by what they are, and its properties. */
export function headOf(page: Page) {
  const links = page.tags.filter(({ name }) => name === 'link').map(({ attributes }) => attributes);
  const metas = page.tags.filter(({ name }) => name === 'meta').map(({ attributes }) => attributes);
  return {
    link: (rel: string, type?: string) => links.find((each) => each.rel === rel && each.type === type)?.href,
    property: (name: string) => metas.find(({ property }) => property === name)?.content,
    description: metas.find(({ name }) => name === 'description')?.content,
    title: /<title>([^<]*)<\/title>/.exec(page.html)?.[1],
  };
}
