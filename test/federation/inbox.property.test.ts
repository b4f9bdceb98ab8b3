import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGate } from '../../src/platform/federation/gate.ts';
import { createRemoteKeys } from '../../src/platform/federation/remote-keys.ts';
import { cavage, newPeer, type Peer } from '../support/federation/gate-world.ts';
import { ACTORS, anyHistory, messageOf, type Sent, type State, stateAfter } from '../support/federation/inbox-model.ts';
import { ORIGIN, type TestHouse, testHouse } from '../support/house.ts';
import { hearAll } from '../support/outsiders.ts';
import { found } from '../support/people.ts';

const peers: readonly Peer[] = ACTORS.map((actor) => newPeer(actor));
let house: TestHouse;
let publications: string[];

beforeAll(async () => {
  house = await testHouse({ max: 10 });
  const ana = { member: await found(house) };
  const words = { title: 'A notice', summary: '', body: 'of ours', language: 'en' };
  const ids = [await house.publication.publishNotice(ana, words), await house.publication.publishNotice(ana, words)];
  publications = ids.map((id) => house.federation.uris.object(id));
});
afterAll(() => house[Symbol.asyncDispose]());

/** A gate before this house, in a world in which everybody serves their key. */
const gateOf = () =>
  createGate({
    origin: ORIGIN,
    allowPrivate: false,
    now: () => house.clock.now(),
    limits: { messages: 1_000_000 },
    keys: createRemoteKeys({
      fetchKey: async (keyId) => peers.find((peer) => peer.keyId === keyId)?.holder ?? expect.unreachable(),
      stored: async () => undefined,
      now: () => house.clock.now(),
      limits: { fetchesPerHost: 1_000 },
    }),
  });

async function deliver(gate: ReturnType<typeof gateOf>, { deed, signer, owner }: Sent): Promise<number> {
  const { keyId, privateKey } = peers[signer ?? deed.who] ?? expect.unreachable();
  const message = messageOf(deed, publications, owner);
  const delivery = cavage(message, { by: { keyId, privateKey }, host: ORIGIN.host, date: house.clock.now() });
  const verdict = await gate.examine(delivery);
  if (!verdict.ok) return verdict.status;
  return (await house.inbox.take(verdict.message)) === 'reused' ? 409 : 202;
}

async function stateOf(): Promise<State> {
  await hearAll(house);
  const followers = await house.sql<{ actor: string }[]>`
    select distinct actor from follows_received where state = 'accepted' order by actor`;
  const notes = await house.sql<{ id: string; content: string }[]>`
    select id, content from remote_notes where deleted_at is null`;
  const appreciations = await house.sql<{ kind: string; actor: string; publication: string }[]>`
    select distinct kind, actor, publication from appreciations where undone_at is null`;
  const { uris } = house.federation;
  return {
    followers: followers.map(({ actor }) => actor),
    notes: Object.fromEntries(notes.map(({ id, content }) => [id, content])),
    appreciations: appreciations
      .map(({ kind, actor, publication }) => `${kind} ${actor} ${uris.object(publication)}`)
      .sort(),
  };
}

const forget = async () => {
  for (const table of [
    'follows_received',
    'remote_notes',
    'appreciations',
    'received',
    'waiting_messages',
    'voice_totals',
    'undone_activities',
    'remote_actors',
    'deliveries',
  ]) {
    await house.sql`delete from ${house.sql(table)}`;
  }
};

describe('whatever others send, however often and in whatever order', () => {
  it('ends in the state that a plain model says, whoever is heard together', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.infiniteStream(fc.boolean()), async (history, pauses) => {
        await forget();
        const gate = gateOf();
        for (const sent of history) {
          if (pauses.next().value) await hearAll(house);
          const status = await deliver(gate, sent);
          expect(status, JSON.stringify(sent)).toBeLessThan(500);
          const forged = sent.signer !== undefined && sent.signer !== sent.deed.who;
          if (forged) expect([401, 403]).toContain(status);
        }
        expect(await stateOf()).toEqual(stateAfter(history, publications));
      }),
      { numRuns: 60 },
    );
  });

  it('ends in the same state when all of it arrives at once', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        await forget();
        const gate = gateOf();
        const statuses = await Promise.all(history.map((sent) => deliver(gate, sent)));
        expect(Math.max(...statuses)).toBeLessThan(500);
        expect(await stateOf()).toEqual(stateAfter(history, publications));
      }),
      { numRuns: 60 },
    );
  });

  it('answers each follow that it accepts once, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        await forget();
        await house.sql`delete from activities where not listed`;
        const gate = gateOf();
        for (const sent of history) await deliver(gate, sent);
        await hearAll(house);
        const [counted] = await house.sql<{ accepts: number; follows: number; deliveries: number }[]>`
          select (select count(*)::int from activities where type = 'Accept') as accepts,
            (select count(*)::int from follows_received) as follows,
            (select count(*)::int from deliveries) as deliveries`;
        expect(counted?.accepts).toBe(counted?.follows);
        expect(counted?.deliveries).toBe(counted?.follows);
      }),
      { numRuns: 15 },
    );
  });
});

describe('many copies of one message at once', () => {
  it('have one effect', async () => {
    await forget();
    const gate = gateOf();
    const sent: Sent = { deed: { do: 'follow', who: 2, thing: 0, bare: false }, signer: undefined, owner: undefined };
    const statuses = await Promise.all(Array.from({ length: 20 }, () => deliver(gate, sent)));
    expect(new Set(statuses)).toEqual(new Set([202]));
    await hearAll(house);
    const [row] = await house.sql`select count(*)::int as follows, (select count(*)::int from received) as received
      from follows_received`;
    expect(row).toEqual({ follows: 1, received: 1 });
  });

  it('are told apart from another message under the same id, which is refused', async () => {
    await forget();
    const gate = gateOf();
    const like = (on: number): Sent => ({
      deed: { do: 'like', who: 2, thing: 0, on, bare: false },
      signer: undefined,
      owner: undefined,
    });
    const message = { ...messageOf(like(0).deed, publications), object: publications[1] };
    expect(await deliver(gate, like(0))).toBe(202);
    const { keyId, privateKey } = peers[2] ?? expect.unreachable();
    const verdict = await gate.examine(
      cavage(message, { by: { keyId, privateKey }, host: ORIGIN.host, date: house.clock.now() }),
    );
    expect(verdict.ok && (await house.inbox.take(verdict.message))).toBe('reused');
    expect((await stateOf()).appreciations).toEqual([`like ${ACTORS[2]} ${publications[0]}`]);
  });
});
