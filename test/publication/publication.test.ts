import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogues } from '../../src/messages.ts';
import { createI18n, LOCALES } from '../../src/platform/i18n.ts';
import { renderMarkdown } from '../../src/platform/markdown.ts';
import {
  isStanding,
  type Publication,
  requireAmendable,
  requireStanding,
  requireVersion,
  requireWithin,
} from '../../src/publication/publication.ts';
import { tellDecision } from '../../src/publication/telling.ts';
import { unescaped } from '../http/page.ts';
import { refusal } from '../support/refusal.ts';

const NOTICE: Publication = {
  id: 'a'.repeat(26),
  version: 1,
  act: 'publish',
  kind: 'notice',
  proposal: null,
  answers: null,
  answersOutside: null,
  title: 'Soup',
  summary: '',
  body: 'At seven.',
  language: 'en',
  facts: null,
  decision: null,
  mandate: 'm'.repeat(26),
  publishedAt: new Date('2026-03-01T12:00:00Z'),
  passedAt: new Date('2026-03-01T12:00:00Z'),
};
const OF_THE_ASSEMBLY: Publication = { ...NOTICE, decision: 'd'.repeat(26), mandate: null };
const byMandate = { by: 'mandate', member: 'ana' } as const;
const byDecision = { by: 'decision', decision: 'd'.repeat(26) } as const;

describe('a publication', () => {
  it.each`
    act           | stands
    ${'publish'}  | ${true}
    ${'amend'}    | ${true}
    ${'withdraw'} | ${false}
  `('stands after the act “$act”: $stands', ({ act, stands }) => {
    expect(isStanding({ act })).toBe(stands);
    const check = () => requireStanding({ ...NOTICE, act });
    if (stands) expect(check).not.toThrow();
    else expect(check).toThrow(refusal('publication.withdrawn', { kind: 'gone' }));
  });

  it('that never was is missing, which is not the same as withdrawn', () => {
    expect(() => requireStanding(undefined)).toThrow(refusal('publication.not_found', { kind: 'missing' }));
  });

  it.each`
    first              | authority     | within
    ${NOTICE}          | ${byMandate}  | ${true}
    ${NOTICE}          | ${byDecision} | ${true}
    ${OF_THE_ASSEMBLY} | ${byMandate}  | ${false}
    ${OF_THE_ASSEMBLY} | ${byDecision} | ${true}
  `('is changed by whom it may be: $authority.by, $within', ({ first, authority, within }) => {
    const check = () => requireWithin([first], authority);
    if (within) expect(check).not.toThrow();
    else expect(check).toThrow(refusal('publication.of_the_assembly', { kind: 'forbidden' }));
  });

  it.each`
    changed
    ${{ title: 'Soup, and bread' }}
    ${{ summary: 'Come.' }}
    ${{ body: 'At eight.' }}
    ${{ language: 'fr' }}
  `('is changed by other words: $changed', ({ changed }) => {
    expect(() => requireAmendable(NOTICE, { ...NOTICE, ...changed })).not.toThrow();
  });

  it('is not changed by the same words', () => {
    expect(() => requireAmendable(NOTICE, { ...NOTICE })).toThrow(refusal('publication.same_words'));
  });

  it('that tells how something was decided is never put in other words', () => {
    const told = { ...OF_THE_ASSEMBLY, kind: 'decision' } as const;
    expect(() => requireAmendable(told, { ...told, body: 'More.' })).toThrow(
      refusal('publication.only_decisions_tell'),
    );
  });

  it('is changed by whoever has read it as it stands', () => {
    expect(() => requireVersion({ ...NOTICE, version: 3 }, 3)).not.toThrow();
    for (const version of [1, 2, 4]) {
      const check = () => requireVersion({ ...NOTICE, version: 3 }, version);
      expect(check).toThrow(refusal('publication.changed_meanwhile', { kind: 'conflict' }));
    }
  });
});

const speak = createI18n(catalogues);
const FACTS = {
  number: '2026-041',
  outcome: 'adopted',
  electorate: 31,
  cast: 26,
  decidedAt: '2026-03-01T12:00:00.000Z',
};
const BALLOTS = {
  consensus: { agree: 20, reservations: 3, stand_aside: 2, block: 0, abstain: 1 },
  'simple-majority': { yes: 17, no: 5, abstain: 4 },
  'some-later-method': { first: 9 },
};
const told = { title: 'A bench', summary: 'We put up a bench.', language: 'en' };

describe.each(LOCALES)('a decision told in %s', (locale) => {
  it.each(Object.entries(BALLOTS))('by %s, says its number and how it was counted', (method, counts) => {
    const { title, summary, body, language } = tellDecision(speak(locale).t, { ...FACTS, method, counts }, told);
    expect(title).toContain('2026-041');
    expect(title).toContain('A bench');
    expect([summary, language]).toEqual(['', 'en']);
    expect(body).toMatch(/^We put up a bench\.\n\n/);
    const numbers = [
      31,
      26,
      ...(method === 'some-later-method' ? [] : Object.values(counts).filter((each) => each > 0)),
    ];
    const said = body.match(/\d+/g)?.map(Number) ?? [];
    expect(said.sort()).toEqual(numbers.sort());
    expect(body).not.toMatch(/[{}]|telling\./);
  });
});

describe('the summary of a decision that is told', () => {
  it('stays plain text, whatever stands in it', () => {
    const { t } = speak('en');
    const facts = { ...FACTS, method: 'consensus', counts: BALLOTS.consensus };
    const letter = fc.constantFrom(...'a1 \t\n\\`*_{}[]()<>#|~!&;=+-.:', '    ', '\n\n', '&lt;', '1. ', '- ', '---');
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 30 }), (letters) => {
        const summary = letters.join('').trim();
        fc.pre(summary !== '');
        const { body } = tellDecision(t, facts, { ...told, summary });
        const [, said = ''] = /^<p>(.*)<\/p>\n<p>/.exec(renderMarkdown(body)) ?? [];
        expect(unescaped(said)).toBe(summary.replaceAll(/\s+/g, ' '));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a notice that the assembly has put into its own words since', () => {
  it('is the assembly’s from then on', () => {
    const passages = [{ decision: null }, { decision: 'd' }, { decision: null }];
    expect(() => requireWithin(passages, { by: 'mandate', member: 'ana' })).toThrow('publication.of_the_assembly');
    expect(() => requireWithin(passages, { by: 'decision', decision: 'e' })).not.toThrow();
    expect(() => requireWithin([{ decision: null }], { by: 'mandate', member: 'ana' })).not.toThrow();
  });
});
