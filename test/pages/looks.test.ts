import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, openBrowser, openWindow } from './browser.ts';
import { openPageNode, PASSPHRASE, type PageNode, settledCollective } from './node.ts';
import { inTouchWithOthers } from './outsiders.ts';

const executablePath = chromiumPath();
const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const FIRST_LOAD_MAX = 60_000;

/** What axe finds wrong on a page (WCAG 2.2 AA and its good practices), in words. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } };
    interface Violation {
      id: string;
      nodes: { html: string }[];
    }
    const found = await axe.run();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
}

const sidewaysBy = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe.skipIf(!executablePath)('the pages in a real browser', () => {
  let browser: Browser;
  let node: PageNode;
  let places: { visitors: string[]; members: string[] };

  beforeAll(async () => {
    browser = await openBrowser(executablePath!);
    node = await openPageNode();
    const made = await settledCollective(node.house);
    const { heard } = await inTouchWithOthers(node.house, made.ana, made.notice);
    places = {
      visitors: [
        '/',
        '/published',
        ...made.published.map((id) => `/published/${id}`),
        `/published/${made.withdrawn}`,
        '/glossary',
        '/language',
        '/sign-in',
        '/recover',
        `/join/${made.invitation}`,
        '/nowhere',
      ],
      members: [
        '/today',
        '/assembly',
        '/memory',
        '/memory/record',
        '/money',
        '/solidarity',
        '/solidarity/followers',
        '/solidarity/strangers',
        `/solidarity/strangers?about=${encodeURIComponent(heard)}`,
        '/solidarity/reports',
        '/solidarity/deliveries',
        '/mandates',
        '/members',
        '/invitations',
        '/me',
        '/proposals/new',
        `/proposals/${made.decided}`,
        `/proposals/${made.voting}`,
        `/proposals/${made.draft}`,
        `/proposals/${made.discussed}`,
        `/proposals/${made.discussed}/vote`,
        `/proposals/${made.draft}/edit`,
        `/proposals/${made.publishing}`,
        '/published',
        ...made.published.map((id) => `/published/${id}`),
        '/notices/new',
        '/notices/new?answers=https%3A%2F%2Ffar.example%2Fnotes%2F1',
        `/published/${made.notice}/edit`,
        `/published/${made.notice}/withdrawal`,
      ],
    };
  });

  afterAll(async () => {
    await browser?.close();
    await node?.[Symbol.asyncDispose]();
  });

  const signIn = async (page: Page, locale: string): Promise<void> => {
    await page.goto(`${node.origin}/sign-in`);
    await page.fill('[name=handle]', 'ana');
    await page.fill('[name=passphrase]', PASSPHRASE);
    await page.click('main button');
    await page.goto(`${node.origin}/me`);
    await page.selectOption('[name=locale]', locale);
    await page.click('form[action="/me/settings"] button');
  };

  // What axe looks at depends on the scheme and the direction; whether something is too wide, on every word.
  it.each([
    ['an old phone, light, English', { width: 360, dark: false }, 'en', true],
    ['a desk, dark, English', { width: 1_280, dark: true }, 'en', true],
    ['an old phone, dark, Arabic', { width: 360, dark: true }, 'ar', true],
    ['a desk, light, Arabic', { width: 1_280, dark: false }, 'ar', false],
    ['an old phone, light, French', { width: 360, dark: false }, 'fr', false],
    ['an old phone, light, Spanish', { width: 360, dark: false }, 'es', false],
  ])(
    'have nothing that axe objects to, and never scroll sideways, on %s',
    async (_where, options, locale, withAxe) => {
      const window = await openWindow(browser, { ...options, scripts: true });
      const page = await window.newPage();
      const found: string[] = [];
      const look = async (path: string): Promise<void> => {
        await page.goto(node.origin + path);
        for (const each of withAxe ? await violations(page) : []) found.push(`${path}: ${each}`);
        const sideways = await sidewaysBy(page);
        if (sideways > 0) found.push(`${path}: scrolls sideways by ${sideways}px`);
      };
      for (const path of places.visitors) await look(path);
      await signIn(page, locale);
      expect(await page.getAttribute('html', 'dir')).toBe(locale === 'ar' ? 'rtl' : 'ltr');
      for (const path of places.members) await look(path);
      await window.close();
      expect(found).toEqual([]);
    },
    120_000,
  );

  it('weigh little: the first load of a page with its stylesheet is under 60 kB, compressed', async () => {
    const window = await openWindow(browser);
    const page = await window.newPage();
    await signIn(page, 'en');
    const weights: Record<string, number> = {};
    for (const path of places.members) {
      const response = await page.goto(node.origin + path);
      const html = gzipSync(await response!.body()).byteLength;
      const href = await page.getAttribute('link[rel=stylesheet]', 'href');
      const css = await (await fetch(node.origin + href)).arrayBuffer();
      weights[path] = html + gzipSync(Buffer.from(css)).byteLength;
    }
    await window.close();
    expect(Object.entries(weights).filter(([, weight]) => weight > FIRST_LOAD_MAX)).toEqual([]);
  }, 60_000);

  it('ask nobody else for anything', async () => {
    const window = await openWindow(browser, { scripts: true });
    const page = await window.newPage();
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(node.origin)) elsewhere.push(request.url());
    });
    for (const path of places.visitors) await page.goto(node.origin + path);
    await window.close();
    expect(elsewhere).toEqual([]);
  });
});
