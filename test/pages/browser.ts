import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where a Chromium is, if anywhere. `BROWSER_TESTS=required` makes its absence a failure. */
export function chromiumPath(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  const found = named ?? USUAL_PLACES.find((path) => existsSync(path));
  if (!found && process.env.BROWSER_TESTS === 'required') {
    throw new Error('These tests need a Chromium, and none was found. Set CHROMIUM_PATH.');
  }
  if (!found)
    console.warn('SKIPPED: the tests in a real browser. No Chromium was found; set CHROMIUM_PATH to run them.');
  return found;
}

export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });

/** A window as somebody has it: an old phone or a desk, light or dark, with or without scripts. */
export const openWindow = (
  browser: Browser,
  options: { width?: number; dark?: boolean; scripts?: boolean } = {},
): Promise<BrowserContext> =>
  browser.newContext({
    viewport: { width: options.width ?? 1_280, height: 800 },
    colorScheme: options.dark ? 'dark' : 'light',
    javaScriptEnabled: options.scripts ?? false,
    locale: 'en-GB',
  });
