import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Everything that reads what strangers have written. */
const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
  /^(?:platform\/(?:federation|http)\/.*|platform\/(?:remote-|markdown)[^/]*|kernel\/.*|peers\/.*|voices\/.*|reports\/.*|publication\/.*)\.tsx?$/.test(
    path,
  ),
);

const LITERAL =
  /(?<=(?:^|[=(,:?&|[])\s*)\/(?![/*])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)(?=[\s,;.)\]])/g;

const expressions = SOURCES.flatMap((path) =>
  readFileSync(`src/${path}`, 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(?:\*|\/\/|\/\*)/.test(line))
    .flatMap((line) => [...line.matchAll(LITERAL)])
    .map(([literal, pattern = '', flags = '']) => ({ path, literal, pattern, flags })),
);

/** What an expression takes for the same thing again and again, and then does not get what it waits for. */
const PIECES = [
  ...[
    ' ',
    '\t',
    '.',
    ',',
    '/',
    '<',
    '<a',
    '<a ',
    '<p',
    '&',
    '"',
    '=',
    ':',
    ';',
    '-',
    '_',
    '@',
    '(',
    '[',
    '\\',
    '0',
    '1',
  ],
  ...[
    'a',
    'Z',
    'é',
    'a.',
    'a/',
    'a-',
    'a@',
    '1.',
    ' a',
    'a=',
    ' a="',
    '\\"',
    '…',
    '\u200d',
    '\u0301',
    '\u0301a',
    '😀',
    '\n',
  ],
];
const LENGTH = 100_000;
/** A square of the length would be ten thousand million steps: half a minute on a fast machine, and the line is milliseconds. */
const ENOUGH_MS = 5_000;

const strings = PIECES.flatMap((piece) => {
  const many = piece.repeat(LENGTH / piece.length);
  return [`${many}!\u0000`, `<a${many}\u0000`, `/${many}\u0000`];
});

describe('an expression that reads what strangers have written', () => {
  it('was found', () => {
    expect(expressions.length).toBeGreaterThan(50);
    expect(expressions.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['platform/remote-html.ts', 'platform/federation/cavage.ts', 'platform/remote-links.ts']),
    );
  });

  it.each(expressions.map((each) => [`${each.literal} in ${each.path}`, each] as const))(
    'takes time by the length of what it reads, not by its square: %s',
    (_name, { pattern, flags }) => {
      const begun = performance.now();
      const sticky = flags.includes('y');
      for (const text of strings) {
        const expression = new RegExp(pattern, sticky || flags.includes('g') ? flags : `${flags}g`);
        if (sticky) for (let count = 0; count < 3 && expression.exec(text); count += 1);
        else for (const _found of text.matchAll(expression));
        if (performance.now() - begun > ENOUGH_MS) break;
      }
      expect(performance.now() - begun).toBeLessThan(ENOUGH_MS);
    },
  );
});
