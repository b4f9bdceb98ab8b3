import { buildApp } from '../app.ts';
import type { Config } from '../config.ts';
import { buildHouse } from '../house.ts';
import { systemClock } from '../kernel/clock.ts';
import { systemRandom } from '../kernel/random.ts';
import { federationOf } from '../node.ts';
import { openDatabase } from '../platform/database.ts';
import { nodeKeyOf } from '../platform/federation/node-key.ts';
import { softwareVersion } from '../platform/version.ts';
import { say } from './terminal.ts';

export const help = `kunveno openapi

Prints the OpenAPI document of this node's API. Needs no database.`;

/** The document is made from the routes; a database is named but never asked, and nothing is signed. */
export async function openapi(config: Config): Promise<number> {
  const db = openDatabase({ url: config.DATABASE_URL ?? 'postgres://localhost/unused' });
  const federation = federationOf(config, nodeKeyOf(new Uint8Array(32), systemRandom));
  const house = buildHouse({ db, clock: systemClock, random: systemRandom, origin: config.origin, federation });
  const app = await buildApp({ house, version: softwareVersion() });
  const response = await app.inject({ url: '/api/openapi.json', headers: { host: config.origin.host } });
  say(JSON.stringify(response.json(), null, 2));
  await app.close();
  await db.close();
  return 0;
}
