import type { DecisionFacts, Words } from './publication.ts';

type Say = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** For each method, the sentence in which its counts are told. */
const SENTENCES: Readonly<Record<string, string>> = {
  consensus: 'telling.consensus',
  'simple-majority': 'telling.simple-majority',
};

/**
 * A decision in words for everybody: what it was about, and how it was counted. Numbers only, no
 * names and nobody's reasons: those are for members, until their authors choose otherwise.
 */
export function tellDecision(
  say: Say,
  { number, method, electorate, cast, counts }: DecisionFacts,
  { title, summary, language }: Pick<Words, 'title' | 'summary' | 'language'>,
): Words {
  const counted = Object.fromEntries(
    Object.entries(counts).map(([choice, count]) => [choice.replaceAll('-', '_'), count]),
  );
  const sentence = say(SENTENCES[method] ?? 'telling.adopted', { electorate, cast, ...counted });
  return {
    title: say('telling.title', { number, title }),
    summary: '',
    body: `${plain(summary)}\n\n${sentence}`,
    language,
  };
}

/** The summary is plain text on one line; nothing in it is to be read as markup. */
const plain = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>#|~&]/g, (character) => `\\${character}`)
    // What would begin a list.
    .replace(/^(\d{0,9})([-+.)])/, (_, digits, mark) => `${digits}\\${mark}`);
