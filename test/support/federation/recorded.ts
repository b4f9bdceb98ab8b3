import { readdirSync, readFileSync } from 'node:fs';
import type { Delivery } from '../../../src/platform/federation/gate.ts';
import { type Json, holderOf, openWorld, type World, type WorldOptions } from './gate-world.ts';

/** A delivery that another server made to an inbox of ours, with the document in which it lists its key. */
export interface Recording {
  readonly name: string;
  readonly recorded: Date;
  readonly delivery: Delivery;
  readonly activity: Json;
  readonly keyId: string;
  /** Where our inbox was then. */
  readonly origin: URL;
  readonly actor: string;
  readonly pem: string;
}

interface Written {
  readonly recorded: string;
  readonly method: string;
  readonly path: string;
  readonly rawHeaders: readonly string[];
  readonly body: string;
  readonly activity: Json;
  readonly keyId: string;
  readonly keyDocument: {
    readonly id: string;
    readonly publicKey: { readonly id: string; readonly publicKeyPem: string };
  };
}

const DIRECTORY = new URL('../../federation/recordings/', import.meta.url);

const read = (name: string): Recording => {
  const { method, path, rawHeaders, body, ...written }: Written = JSON.parse(
    readFileSync(new URL(name, DIRECTORY), 'utf8'),
  );
  const host = rawHeaders[rawHeaders.indexOf('Host') + 1] ?? '';
  return {
    name: name.replace('.json', ''),
    recorded: new Date(written.recorded),
    delivery: { method, path, rawHeaders, body: Buffer.from(body) },
    activity: written.activity,
    keyId: written.keyId,
    origin: new URL(`${host.includes(':') ? 'http' : 'https'}://${host}`),
    actor: written.keyDocument.id,
    pem: written.keyDocument.publicKey.publicKeyPem,
  };
};

export const recordings: readonly Recording[] = readdirSync(DIRECTORY)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map(read);

/** Our server as it was then, at that time unless another is given. */
export function worldOf({ origin, recorded, keyId, actor, pem }: Recording, options: WorldOptions = {}): World {
  const world = openWorld({ origin, allowPrivate: true, at: recorded, ...options });
  world.served.set(keyId, holderOf(actor, keyId, pem));
  return world;
}
