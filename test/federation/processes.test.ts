import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/platform/database.ts';
import { RemoteFailure } from '../../src/platform/federation/remote.ts';
import { hearOtherProcesses } from '../../src/platform/signals.ts';
import { storeActor } from '../support/federation/actors.ts';
import { activity, AS2, cavage, newPair, newPeer, type Peer, pemOf } from '../support/federation/gate-world.ts';
import { ORIGIN, type TestHouse, testHouse } from '../support/house.ts';
import { hearAll } from '../support/outsiders.ts';
import { found } from '../support/people.ts';

/** One of two processes of a node takes messages in, the other hears them; neither can ask anybody anything. */
let doors: TestHouse;
let worker: TestHouse;
let ears: ReturnType<typeof connect>;
const before = newPeer('https://a.test/u/eve');
const renewed = newPair();
const after: Peer = { ...before, privateKey: renewed.privateKey };

beforeAll(async () => {
  const asked = async (): Promise<never> => {
    throw new RemoteFailure('unreachable', 'no_network');
  };
  const federation = { openNetwork: () => Object.assign(asked, { close: async () => {} }) };
  doors = await testHouse({ federation });
  worker = await testHouse({ federation, database: { ...doors, db: doors.db } });
  ears = connect(doors.address, 1);
  await hearOtherProcesses(ears, doors.signals);
  await found(doors);
  await storeActor(doors, before.holder.actor);
});
afterAll(async () => {
  await ears.end();
  await doors[Symbol.asyncDispose]();
});

const sentBy = async (by: Peer, message: object) => {
  const date = doors.clock.now();
  return doors.federation.gate.examine(cavage({ ...message }, { by, host: ORIGIN.host, date }));
};
const like = (number: number) => activity('Like', `${ORIGIN.origin}/objects/x`, { id: `https://a.test/l/${number}` });

describe('several processes of one node', () => {
  it('believe a key no more that its owner has changed before another of them', async () => {
    expect(await sentBy(before, like(1))).toMatchObject({ ok: true });
    const { id, inbox } = before.holder.actor;
    const publicKey = { id: before.keyId, owner: id, publicKeyPem: pemOf(renewed.publicKey) };
    const told = {
      '@context': AS2,
      id,
      type: 'Person',
      inbox,
      outbox: `${id}/outbox`,
      preferredUsername: 'eve',
      publicKey,
    };
    const verdict = await sentBy(before, activity('Update', told, { id: 'https://a.test/u/1' }));
    if (!verdict.ok) return expect.unreachable(verdict.code);
    expect(await doors.inbox.take(verdict.message)).toBe('taken');
    await hearAll(worker);
    // From what is stored: its origin is not asked.
    await expect.poll(async () => (await sentBy(after, like(2))).ok, { timeout: 10_000 }).toBe(true);
    expect(await sentBy(before, like(3))).toMatchObject({ ok: false });
  });
});
