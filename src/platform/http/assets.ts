import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../kernel/refusal.ts';
import { acceptsGzip } from './context.ts';

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly bytes: Buffer;
  readonly zipped: Buffer;
}

const TYPES = { 'style.css': 'text/css; charset=utf-8', 'mark.svg': 'image/svg+xml' } as const;
export type AssetName = keyof typeof TYPES;

const assets = new Map<AssetName, Asset>();

/** Read when first asked for and kept: there are two, and they are small. */
function asset(name: AssetName): Asset {
  const known = assets.get(name);
  if (known) return known;
  const bytes = readFileSync(new URL(`./assets/${name}`, import.meta.url));
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const path = `/assets/${digest}/${name}`;
  const created = { path, type: TYPES[name], bytes, zipped: gzipSync(bytes, { level: 9 }) };
  assets.set(name, created);
  return created;
}

/** The address of a file of ours, which changes with its content, so that it can be kept for a year. */
export const assetPath = (name: AssetName): string => asset(name).path;

export function serveAssets(app: FastifyInstance): void {
  app.get('/assets/:digest/:name', async (request, reply) => {
    const { name } = request.params as { name: string };
    if (!Object.hasOwn(TYPES, name)) throw new Refusal('missing', 'request.not_found');
    const { path, type, bytes, zipped } = asset(name as AssetName);
    if (request.url !== path) throw new Refusal('missing', 'request.not_found');
    const zip = acceptsGzip(request.headers['accept-encoding']);
    if (zip) reply.header('content-encoding', 'gzip');
    return reply
      .type(type)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('vary', 'Accept-Encoding')
      .send(zip ? zipped : bytes);
  });
}
