import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSite, type Site } from '../support/web.ts';

interface Operation {
  readonly security?: readonly object[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly summary?: string;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

describe('the description of the API', () => {
  let site: Site;
  let document: Document;
  beforeAll(async () => {
    site = await openSite();
    const answer = await site.app.inject({ url: '/api/openapi.json', headers: { host: site.origin.host } });
    document = answer.json();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  it('is a valid OpenAPI document', async () => {
    expect(await new Validator().validate(structuredClone(document) as never)).toMatchObject({ valid: true });
  });

  it('describes every route of the API, and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routes = site.routes
      .filter(({ url, method }) => url.startsWith('/api/v1/') && method !== 'HEAD')
      .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(described.sort()).toEqual([...new Set(routes)].sort());
    expect(described.length).toBeGreaterThan(30);
  });

  it('says of each what it does, how it refuses, and that it needs a token where it does', async () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        expect(operation.summary, path).toBeTruthy();
        expect(Object.keys(operation.responses), path).toContain('4XX');
        const answer = await site.app.inject({
          method: method.toUpperCase() as 'GET',
          url: path.replaceAll(/\{\w+\}/g, 'a'.repeat(26)),
          headers: { host: site.origin.host },
        });
        if (operation.security && operation.security.length > 0) expect(answer.statusCode, path).toBe(401);
        else expect([400, 404, 415], `${method} ${path}`).toContain(answer.statusCode);
      }
    }
  });
});
