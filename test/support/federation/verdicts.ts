import { expect } from 'vitest';
import type { Authenticated, Delivery } from '../../../src/platform/federation/gate.ts';
import { openWorld, type World } from './gate-world.ts';

/** Let in. */
export async function passes(delivery: Delivery, world: World = openWorld()): Promise<Authenticated> {
  const verdict = await world.examine(delivery);
  expect(verdict).toMatchObject({ ok: true });
  if (!verdict.ok) throw new Error(verdict.code);
  return verdict.message;
}

/** Refused by what it says, without a question to anyone. */
export async function refusedUnasked(delivery: Delivery, status: number, code: string, world: World = openWorld()) {
  expect(await world.examine(delivery)).toMatchObject({ ok: false, status, code });
  expect(world.fetched).toEqual([]);
}

/** Refused since the key, which has been asked for, proves nothing. */
export async function refusedByKey(delivery: Delivery, world: World = openWorld()): Promise<void> {
  expect(await world.examine(delivery)).toMatchObject({ ok: false, status: 401, code: 'sig_invalid' });
  expect(world.fetched).toHaveLength(1);
}
