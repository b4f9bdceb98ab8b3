import fc from 'fast-check';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderRemoteHtml } from '../../src/platform/remote-html.ts';
import { ATTACKS, remoteHtml } from '../support/remote-html.ts';
import { chromiumPath, openBrowser, openWindow } from './browser.ts';

const executablePath = chromiumPath();

describe.skipIf(!executablePath)('HTML from outside, as a browser reads it', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser(executablePath!);
  });
  afterAll(() => browser?.close());

  /** What a browser makes of each, within a page of ours: the HTML of the tree, and whatever should not be there. */
  const readAll = async (shown: readonly string[]) => {
    const window = await openWindow(browser, { scripts: true });
    const page = await window.newPage();
    const found = await page.evaluate(
      (all) =>
        all.map((html) => {
          const text = `<!doctype html><body><main><div id="within">${html}</div><i id="after"></i></main>`;
          const read = new DOMParser().parseFromString(text, 'text/html');
          const within = read.getElementById('within')!;
          const elements = [...within.querySelectorAll('*')];
          const attributes = elements.flatMap((each) =>
            each.getAttributeNames().map((name) => `${each.localName} ${name}`),
          );
          return {
            html: within.innerHTML.replaceAll('&nbsp;', '\u00a0'),
            names: [...new Set(elements.map((each) => each.localName))],
            attributes: [...new Set(attributes)],
            isAlone:
              read.getElementById('after')?.previousElementSibling === within &&
              read.querySelector('main')?.childNodes.length === 2,
          };
        }),
      shown,
    );
    await window.close();
    return found;
  };

  it('holds nothing but what is on the list, ends where it should, and is the tree that it looks like', async () => {
    const samples = [...ATTACKS, ...fc.sample(remoteHtml, { numRuns: 1_000, seed: 2_026 })];
    const shown = samples.map(renderRemoteHtml);
    const found = await readAll(shown);
    expect(found).toHaveLength(samples.length);
    const names = new Set('p br strong b em i u del s ul ol li blockquote code pre a span'.split(' '));
    const attributes = new Set(['a href', 'a rel', 'a class', 'span class']);
    for (const [index, read] of found.entries()) {
      expect(
        read.names.filter((name) => !names.has(name)),
        samples[index],
      ).toEqual([]);
      expect(
        read.attributes.filter((each) => !attributes.has(each)),
        samples[index],
      ).toEqual([]);
      expect(read.isAlone, samples[index]).toBe(true);
      expect(read.html, samples[index]).toBe(shown[index]!.replaceAll('<pre>\n', '<pre>'));
    }
  });
});
