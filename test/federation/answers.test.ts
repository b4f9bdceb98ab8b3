import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STATUS } from '../../src/platform/federation/refused.ts';
import { answersInFederationMd } from '../support/federation/answers.ts';

const FEDERATION = 'src/platform/federation/';
const source = (name: string): string => readFileSync(FEDERATION + name, 'utf8');

/** What keeps a key from being had for good: found wherever a failure is made on the way to it. */
const foundOfKeys = new Set(
  readdirSync(FEDERATION)
    .filter((name) => /^(?:addresses|guarded-agents|http-exchange|safe-fetch|remote-.*)\.ts$/.test(name))
    .flatMap((name) => [...source(name).matchAll(/(?:RemoteFailure\('invalid', |\b(?:invalid|unfit)\()'([a-z_]+)'/g)])
    .map(([, code = '']) => code),
);

/** What the door itself says, besides what the gate says. */
const foundAtTheDoor = [
  ...source('inbox-routes.ts').matchAll(
    /refuse\(reply, (\d{3}), '([a-z_]+)'|'[a-z]+\.[a-z_]+': '([a-z_]+)'|\?\? '([a-z_]+)'/g,
  ),
].map(([, , code, word, otherwise]) => code ?? word ?? otherwise ?? '');

const { answers, codes } = (() => {
  const told = answersInFederationMd();
  return { answers: told, codes: new Set([...told.keys()].map((each) => each.split(' ')[1])) };
})();

describe('whoever is refused', () => {
  it.each(Object.entries(STATUS).filter(([code]) => code !== 'ignored'))(
    'can read why, in FEDERATION.md: %s with %i',
    (code, status) => {
      expect(answers.get(`${status} ${code}`)?.length ?? 0).toBeGreaterThan(10);
    },
  );

  it.each([...foundOfKeys].filter((code) => code !== 'address'))(
    'can read what was wrong about the key: %s',
    (code) => {
      expect(answers.has(`401 ${code}`)).toBe(true);
    },
  );

  it.each(foundAtTheDoor)('can read what the door says: %s', (code) => {
    expect(codes.has(code)).toBe(true);
  });

  it('reads of nothing that is never said', () => {
    const said = new Set<string | undefined>([...Object.keys(STATUS), ...foundOfKeys, ...foundAtTheDoor]);
    expect([...codes].filter((code) => !said.has(code))).toEqual([]);
  });

  it('is told of in a table that was found at all', () => {
    expect([foundOfKeys.size, foundAtTheDoor.length]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(foundOfKeys.size).toBeGreaterThan(15);
    expect(foundAtTheDoor).toEqual(expect.arrayContaining(['busy', 'id_reuse', 'unavailable', 'bad_request']));
  });
});
