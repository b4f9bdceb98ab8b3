import { expect } from 'vitest';
import type { Page } from './page.ts';

const FORBIDDEN = /^(?:script|img|iframe|object|embed|math|style|base|template|video|audio|xss-tag)$/;

/** A page that shows what others have sent holds nothing that asks anybody for anything, and no link that lies. */
export function expectWhole(page: Page): void {
  const { path } = page;
  expect(page.status, path).toBe(200);
  for (const { name, attributes } of page.tags) {
    expect(name.replace('/', ''), path).not.toMatch(FORBIDDEN);
    for (const attribute of Object.keys(attributes)) {
      expect(attribute, `${path} holds <${name} ${attribute}>`).not.toMatch(
        /^on|^(?:style|src|srcset|srcdoc|formaction|http-equiv)$/,
      );
    }
    if (name === 'a' && /^https?:/.test(attributes.href ?? '') && attributes.rel !== 'license') {
      expect(attributes.rel, path).toMatch(/^nofollow noopener noreferrer(?: ugc)?$/);
      expect(new URL(attributes.href ?? '').username, path).toBe('');
    }
    if (name === 'a') expect(attributes.href, path).toMatch(/^(?:https?:\/\/|\/(?![/\\])|#|\?)/);
    if (name === 'form') expect(attributes.action, path).toMatch(/^\/(?![/\\])/);
  }
}
