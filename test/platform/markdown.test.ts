import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainExcerpt } from '../../src/platform/markdown.ts';

describe('the excerpt of a text', () => {
  it.each`
    text                                              | excerpt
    ${'Three *planks* and **two** barrels.'}          | ${'Three planks and two barrels.'}
    ${'# Why\n\nIt is **cold**,\nand `wet`.'}         | ${'Why It is cold, and wet.'}
    ${'- one\n- two\n\n> three'}                      | ${'one two three'}
    ${'[the kitchen](https://x.example/) is <b>open'} | ${'the kitchen is <b>open'}
    ${'| a | b |\n|---|---|\n| c | d |'}              | ${'a b c d'}
    ${'```\nx = 1\n```'}                              | ${'x = 1'}
    ${''}                                             | ${''}
  `('is its words without marks: $text', ({ text, excerpt }) => {
    expect(plainExcerpt(text, 200)).toBe(excerpt);
  });

  it('is cut at a word where there is one, and says that it goes on', () => {
    expect(plainExcerpt('one two three', 9)).toBe('one two…');
    expect(plainExcerpt('one two', 7)).toBe('one two');
    expect(plainExcerpt('x'.repeat(20), 9)).toBe(`${'x'.repeat(9)}…`);
  });

  it('is one line of text, no longer than was asked for, whatever it is of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 100 }), (text, max) => {
        const excerpt = plainExcerpt(text.toWellFormed(), max);
        expect(excerpt.length).toBeLessThanOrEqual(max + 1);
        expect(excerpt).not.toMatch(/\n/);
        expect(excerpt.isWellFormed()).toBe(true);
      }),
    );
  });
});
