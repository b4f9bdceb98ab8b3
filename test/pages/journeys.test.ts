import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, openBrowser, openWindow } from './browser.ts';
import { openPageNode, PASSPHRASE, settledCollective } from './node.ts';

const executablePath = chromiumPath();

describe.skipIf(!executablePath)('without scripts, in a real browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser(executablePath!);
  });
  afterAll(() => browser?.close());

  const submit = (page: Page, label: string) => page.getByRole('button', { name: label, exact: true }).click();

  it('a collective is founded, a neighbour joins, and they decide', async () => {
    await using node = await openPageNode();
    const secret = await node.house.collective.showFoundingLink();
    const ana = await (await openWindow(browser, { width: 360 })).newPage();

    await ana.goto(`${node.origin}/founding/${secret}`);
    await ana.getByLabel('Name', { exact: true }).fill('Harbour Assembly');
    await ana.getByLabel('Address').fill('harbour');
    await ana.getByLabel('Who you are').fill('Those who work in the harbour.');
    await ana.getByLabel('Time zone').selectOption('Europe/Lisbon');
    await ana.getByText('No minimum, to try things out').click();
    await ana.getByLabel('Your name here').fill('ana');
    await ana.getByLabel('Passphrase').fill('too short');
    await submit(ana, 'Found the collective');
    expect(await ana.getByRole('alert').textContent()).toContain('at least 12 characters');
    expect(await ana.getByLabel('Name', { exact: true }).inputValue()).toBe('Harbour Assembly');
    await ana.getByLabel('Passphrase').fill(PASSPHRASE);
    await submit(ana, 'Found the collective');
    expect(await ana.locator('.once code').count()).toBe(10);
    await ana.getByRole('link', { name: 'I have written them down' }).click();
    expect(new URL(ana.url()).pathname).toBe('/today');

    await ana.goto(`${node.origin}/invitations`);
    await submit(ana, 'Make an invitation');
    const link = (await ana.locator('.copy code').textContent()) ?? '';
    const bo = await (await openWindow(browser)).newPage();
    await bo.goto(link);
    await bo.getByLabel('Your name here').fill('bo');
    await bo.getByLabel('Passphrase').fill(PASSPHRASE);
    await submit(bo, 'Join');
    expect(await bo.getByRole('heading', { level: 1 }).textContent()).toBe('Write these codes down');

    await bo.goto(`${node.origin}/proposals/new`);
    await bo.getByLabel('Title', { exact: true }).fill('A bench at the quay');
    await bo.getByLabel('In one or two sentences').fill('We put up a bench.');
    await bo.getByLabel('The text', { exact: true }).fill('Three **planks**.');
    await submit(bo, 'Preview');
    expect(await bo.locator('.preview strong').textContent()).toBe('planks');
    expect(await bo.getByLabel('Title', { exact: true }).inputValue()).toBe('A bench at the quay');
    await submit(bo, 'Save as draft');
    await submit(bo, 'Open for discussion');
    await bo.getByRole('link', { name: 'Open the vote' }).click();
    await submit(bo, 'Open the vote now');

    for (const page of [bo, ana]) {
      await page.goto(`${node.origin}/today`);
      await page.getByRole('link', { name: 'Vote', exact: true }).click();
      await page.locator('label', { hasText: /Agree$/ }).click();
      await submit(page, 'Cast my vote');
      expect(await page.getByRole('status').textContent()).toContain('Your vote counts');
    }
    await submit(ana, 'Close it now');
    expect(await ana.locator('.outcome').textContent()).toContain('Adopted by consensus.');
    expect(await ana.locator('.result').textContent()).toMatch(/Decision \d{4}-001/);
  }, 60_000);

  it('somebody publishes a notice, mends it, and takes it back', async () => {
    await using node = await openPageNode();
    await settledCollective(node.house);
    const ana = await (await openWindow(browser, { width: 360 })).newPage();
    await ana.goto(`${node.origin}/sign-in?next=/published`);
    await ana.getByLabel('Your name here').fill('ana');
    await ana.getByLabel('Passphrase').fill(PASSPHRASE);
    await submit(ana, 'Sign in');
    await ana.getByRole('link', { name: 'Write a notice' }).click();
    await ana.getByLabel('Title').fill('Van');
    await submit(ana, 'Publish it now');
    expect(await ana.getByRole('alert').textContent()).toContain('One thing needs');
    await ana.getByLabel('Title').fill('Van wanted');
    await ana.getByLabel('The notice', { exact: true }).fill('Who has a **van**?');
    await submit(ana, 'Preview');
    expect(await ana.locator('.preview strong').textContent()).toBe('van');
    await submit(ana, 'Publish it now');
    expect(await ana.getByRole('status').textContent()).toContain('It is published.');

    const stranger = await (await openWindow(browser)).newPage();
    await stranger.goto(node.origin);
    await stranger.getByRole('link', { name: 'Van wanted' }).click();
    expect(await stranger.locator('.text strong').textContent()).toBe('van');
    expect(await stranger.getByRole('main').textContent()).not.toContain('ana');

    await ana.getByRole('link', { name: 'Change it', exact: true }).click();
    await ana.getByLabel('Title').fill('Van found');
    await submit(ana, 'Change it for everybody');
    await stranger.reload();
    expect(await stranger.getByRole('heading', { level: 1 }).textContent()).toBe('Van found');
    await ana.getByRole('link', { name: 'Withdraw it', exact: true }).click();
    await submit(ana, 'Withdraw it');
    expect((await stranger.reload())?.status()).toBe(410);
    expect(await stranger.getByRole('heading', { level: 1 }).textContent()).toBe('Withdrawn');
  }, 60_000);

  it('somebody votes with the keyboard alone', async () => {
    await using node = await openPageNode();
    const { voting } = await settledCollective(node.house);
    const page = await (await openWindow(browser)).newPage();
    await page.goto(`${node.origin}/sign-in?next=/proposals/${voting}`);
    const tabTo = async (what: string): Promise<void> => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab');
        if ((await page.locator(`${what}:focus`).count()) > 0) return;
      }
      throw new Error(`the keyboard does not reach ${what}`);
    };
    await tabTo('[name=handle]');
    await page.keyboard.type('bo');
    await tabTo('[name=passphrase]');
    await page.keyboard.type(PASSPHRASE);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/proposals/${voting}`);
    await tabTo('[name=choice]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await tabTo('[name=reason_reservations]');
    await page.keyboard.type('Only if the key goes round.');
    await tabTo('.ballot button');
    await page.keyboard.press('Enter');
    await page.waitForURL('**done=vote_cast**');
    expect(await page.locator('#ballot .notice').textContent()).toContain('Agree with reservations');
  }, 60_000);
});
