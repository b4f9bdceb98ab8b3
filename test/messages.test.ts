import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { catalogues } from '../src/messages.ts';
import { LOCALES, type Locale, type Messages } from '../src/platform/i18n.ts';

/** Everything that may speak: all of src but the catalogues themselves. */
const sources: readonly { readonly path: string; readonly text: string }[] = readdirSync('src', {
  recursive: true,
  encoding: 'utf8',
})
  .filter((path) => /\.tsx?$/.test(path) && !path.split('/').includes('messages'))
  .map((path) => ({ path, text: readFileSync(join('src', path), 'utf8') }));

const messagesOf = (locale: Locale): Messages =>
  Object.assign({}, ...catalogues.map((catalogue) => catalogue[locale])) as Messages;
const english = messagesOf('en');
const OTHERS = LOCALES.filter((locale) => locale !== 'en');

/** The parts of an ICU message that matter here, by the numbers that the parser gives them. */
type Element =
  | { readonly type: typeof LITERAL; readonly value: string }
  | { readonly type: 1 | 2 | 3 | 4; readonly value: string }
  | { readonly type: 5 | typeof PLURAL; readonly value: string; readonly options: Readonly<Record<string, Option>> }
  | { readonly type: 7 };
interface Option {
  readonly value: readonly Element[];
}
const LITERAL = 0;
const PLURAL = 6;

const isPlural = (element: Element): element is Extract<Element, { type: 5 | 6 }> => element.type === PLURAL;

function elementsOf(message: string, locale: Locale): readonly Element[] | undefined {
  try {
    return new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }).getAst() as readonly Element[];
  } catch {
    return undefined;
  }
}

/** The elements of a message with all that stands inside its plurals and selects. */
const every = (elements: readonly Element[]): readonly Element[] =>
  elements.flatMap((element) => [
    element,
    ...('options' in element ? Object.values(element.options).flatMap(({ value }) => every(value)) : []),
  ]);

const parametersOf = (message: string, locale: Locale): readonly string[] => [
  ...new Set(
    every(elementsOf(message, locale) ?? [])
      .flatMap((element) => ('value' in element && element.type !== LITERAL ? [element.value] : []))
      .sort(),
  ),
];

interface Use {
  readonly path: string;
  readonly key: string;
}

const literalsIn = (part: string): string[] =>
  [...part.matchAll(/(['"])([^'"\n]+)\1/g)].map(([, , literal]) => literal!);

/** Every key is written out somewhere, so that it can be searched for. These are the ways in which it is used. */
const uses: readonly Use[] = sources.flatMap(({ path, text }) =>
  [
    // t('…'), rich('…'), t(own ? '…' : '…')
    ...calls(text, /(?<![\w$])(?:t|rich)\(/g).map(([first]) => first),
    // refusal('kind', '…'), new Refusal('kind', open ? '…' : '…')
    ...calls(text, /(?<![\w$])(?:refusal|Refusal)\(/g).map(([, second]) => second),
    // plain(503, '…')
    ...calls(text, /(?<![\w$])plain\(/g).map(([, second]) => second),
    // type SomeRefusal = '…' | '…'
    ...[...text.matchAll(/type \w*Refusal =([^;]+);/g)].map(([, union]) => union),
    // code: '…', and the words of statuses, choices, fields and effects
    ...[...text.matchAll(/\b(?:code|help|key|label|meaning|reason|sentence): ('[^'\n]+')/g)].map(
      ([, literal]) => literal,
    ),
    // title="…", where a component says it
    ...[...text.matchAll(/ title=("[a-z_]+\.[a-z_.]+")/g)].map(([, literal]) => literal),
    // const SOME_KEYS = { … }
    ...[...text.matchAll(/const [A-Z_]*(?:KEYS|WORDS|SENTENCES|TERMS|OFFICES)\b[^;]*;/g)].map(([table]) =>
      table.replaceAll(/'[^'\n]+'(?=:)/g, ''),
    ),
    // { one: '…', another: '…' }: nothing but keys
    ...[...text.matchAll(/\{(?:\s*(?!type\b)\w+: '[a-z][\w-]*\.[\w.-]+',?)+\s*\}/g)].map(([table]) => table),
    // return '…', in a function that gives a key
    ...[...text.matchAll(/function \w*Key\([\s\S]*?\n\}/g)].map(([body]) => body),
  ]
    .flatMap((part) => literalsIn(part ?? ''))
    .filter((literal) => /^[a-z][\w-]*(\.[\w-]+)+$/.test(literal))
    .concat(noticesIn(text))
    .map((key) => ({ path, key })),
);

/** `?done=vote_cast` is told as `notice.vote_cast` on the page that it leads to. */
function noticesIn(text: string): string[] {
  const written = [...text.matchAll(/\?done=([a-z_]+)/g)].map(([, code]) => code!);
  const chosen = [...text.matchAll(/\?done=\$\{([^}]+)\}/g)].flatMap(([, choice]) => literalsIn(choice!));
  return [...written, ...chosen].map((code) => `notice.${code}`);
}

/** The arguments of every call that begins with the pattern, as they are written. */
function calls(text: string, begin: RegExp): string[][] {
  return [...text.matchAll(begin)].map(({ index, 0: opening }) => argumentsFrom(text, index + opening.length));
}

function argumentsFrom(text: string, start: number): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at]!;
    if ('([{'.includes(char)) depth += 1;
    if (depth === 0 && ',)'.includes(char)) {
      found.push(text.slice(from, at));
      from = at + 1;
      if (char === ')') return found;
    }
    if (')]}'.includes(char)) depth -= 1;
  }
  return found;
}

describe('the keys of messages', () => {
  it('stand in one catalogue each', () => {
    const all = catalogues.flatMap(({ en }) => Object.keys(en));
    expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([]);
  });

  it('have a sentence wherever they are used', () => {
    const missing = uses.filter(({ key }) => !Object.hasOwn(english, key)).map(({ path, key }) => `${path}: ${key}`);
    expect([...new Set(missing)]).toEqual([]);
  });

  it('are used wherever they have a sentence', () => {
    const everything = sources.map(({ text }) => text).join('\n');
    const noticed = new Set(uses.map(({ key }) => key).filter((key) => key.startsWith('notice.')));
    const isUsed = (key: string): boolean =>
      key.startsWith('notice.') ? noticed.has(key) : everything.includes(`'${key}'`) || everything.includes(`"${key}"`);
    expect(Object.keys(english).filter((key) => !isUsed(key))).toEqual([]);
  });

  it.each([
    ['said', 'assembly.lede'],
    ['said one way or another', 'ballot.change'],
    ['said with elements in it', 'proposal.by'],
    ['refused by a rule', 'ballot.closed'],
    ['refused by a command', 'early_closing.no_mandate'],
    ['declared as a refusal', 'mandate.offer_lapsed'],
    ['wrong with a field', 'field.too_short'],
    ['wrong in our own way', 'handle.invalid'],
    ['kept in a table', 'record.kind.decision.effect'],
    ['kept in a table of tables', 'choice.block.reason'],
    ['kept in a table with a name of its own', 'timeline.next.count'],
    ['kept in a list of pairs', 'glossary.quorum.text'],
    ['told after a redirect', 'notice.vote_opened'],
    ['told after a redirect, one way or another', 'notice.vote_changed'],
  ])('are found where something is %s', (_how, key) => {
    expect(uses.map((use) => use.key)).toContain(key);
  });
});

describe.each(LOCALES)('the messages in %s', (locale) => {
  const messages = Object.entries(messagesOf(locale));

  it('can all be read as ICU messages', () => {
    const broken = messages.filter(([, message]) => elementsOf(message, locale) === undefined).map(([key]) => key);
    expect(broken).toEqual([]);
  });

  it('name the same parameters as in English', () => {
    const differing = messages
      .map(([key, message]) => [key, parametersOf(message, locale), parametersOf(english[key] ?? '', 'en')] as const)
      .filter(([, own, source]) => own.join() !== source.join())
      .map(([key, own, source]) => `${key}: {${own}}, in English {${source}}`);
    expect(differing).toEqual([]);
  });

  it('hold neither an ASCII apostrophe, which ICU takes for an escape, nor markup', () => {
    const LESS_THAN_APART = / < /g;
    const wrong = messages.filter(([, message]) => /['<]/.test(message.replaceAll(LESS_THAN_APART, '')));
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  it('have a form for each way in which the language counts', () => {
    const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    // Spanish and French have "many" for round millions, which no collective counts: "other" serves.
    const needed = locale === 'ar' ? categories : categories.filter((category) => category !== 'many');
    const wanting = messages.flatMap(([key, message]) =>
      every(elementsOf(message, locale) ?? [])
        .filter(isPlural)
        .flatMap(({ options }) => needed.filter((category) => !Object.hasOwn(options, category)))
        .map((category) => `${key}: ${category}`),
    );
    expect(wanting).toEqual([]);
  });
});

it('counts in six ways in Arabic', () => {
  expect(new Intl.PluralRules('ar').resolvedOptions().pluralCategories).toHaveLength(6);
});

/** What reads the same in English, and rightly so. */
const SAME_WORDS: Readonly<Partial<Record<Locale, readonly string[]>>> = {
  es: ['Actor', 'No', '{time} UTC'],
  fr: ['Consensus', 'Discussion', 'Invitations', 'Publication', 'Quorum', 'Version', 'version {version}', '{time} UTC'],
};

describe.each(OTHERS)('the translation into %s', (locale) => {
  const same = Object.entries(messagesOf(locale)).filter(([key, message]) => {
    const words = every(elementsOf(message, locale) ?? []).map((element) =>
      element.type === LITERAL ? element.value : '',
    );
    return message === english[key] && /\p{L}/u.test(words.join(''));
  });
  const allowed = SAME_WORDS[locale] ?? [];

  it('repeats no English sentence', () => {
    expect(same.filter(([, message]) => !allowed.includes(message))).toEqual([]);
  });

  it('is excused for no words that differ', () => {
    expect(allowed.filter((words) => !same.some(([, message]) => message === words))).toEqual([]);
  });
});
