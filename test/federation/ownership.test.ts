import { describe, expect, it } from 'vitest';
import {
  A,
  activity,
  B,
  bob,
  cavage,
  create,
  eve,
  type Json,
  newPeer,
  note,
  openWorld,
  rfc9421,
  US,
} from '../support/federation/gate-world.ts';
import { passes, refusedUnasked } from '../support/federation/verdicts.ts';

const ours = `${US}/u/coop`;
const mallory = newPeer(`${A}/u/mallory`);

describe('a message', () => {
  it.each<[string, Json, number, string]>([
    ['has an id of another server', create({ id: `${B}/a/77` }), 403, 'id_origin_mismatch'],
    ['has an id of another port', create({ id: 'https://a.test:8443/a/1' }), 403, 'id_origin_mismatch'],
    ['has an id of a part of its server', create({ id: 'https://x.a.test/a/1' }), 403, 'id_origin_mismatch'],
    ['has an actor of another server', create({ id: `${B}/a/1`, actor: bob.id }), 403, 'key_origin_mismatch'],
    ['has an actor of ours', create({ id: `${A}/a/1`, actor: ours }), 403, 'own_origin'],
    ['is all ours', create({ id: `${US}/a/1`, actor: ours }), 403, 'own_origin'],
    ['has an id of ours', create({ id: `${US}/a/1` }), 403, 'own_origin'],
  ])('is refused when it %s', async (_what, message, status, code) => {
    await refusedUnasked(cavage(message), status, code);
    await refusedUnasked(rfc9421(message), status, code);
  });

  it('is refused when its key is of ours', async () => {
    const key = { ...eve, keyId: `${ours}#main-key` };
    await refusedUnasked(cavage(create(), { by: key }), 403, 'own_origin');
  });

  it('of another server is accepted after somebody has sent its id before', async () => {
    const world = openWorld();
    const genuine = create({ id: `${B}/a/77`, actor: bob.id, object: note({ id: `${B}/n/7`, attributedTo: bob.id }) });
    expect(await world.examine(cavage(create({ id: `${B}/a/77` })))).toMatchObject({ ok: false });
    await passes(cavage(genuine, { by: bob }), world);
  });

  it('is refused when another actor of the same server has signed it', async () => {
    const world = openWorld();
    world.served.set(mallory.keyId, mallory.holder);
    const verdict = await world.examine(cavage(create(), { by: mallory }));
    expect(verdict).toMatchObject({ status: 401, code: 'actor_key_mismatch' });
  });

  it('is signed by whom its HTTP signature says, and by no other signature in it', async () => {
    const linked = {
      type: 'RsaSignature2017',
      creator: bob.keyId,
      created: '2026-11-22T09:00:00Z',
      signatureValue: 'AAAA',
    };
    const proof = {
      type: 'DataIntegrityProof',
      verificationMethod: bob.keyId,
      expires: '2020-01-01T00:00:00Z',
      domain: 'x',
    };
    const bobs = create({ id: `${B}/a/1`, actor: bob.id, signature: linked, proof });
    await refusedUnasked(cavage(bobs), 403, 'key_origin_mismatch');
    await passes(cavage(create({ signature: linked, proof })));
  });
});

describe('what is created or changed', () => {
  it.each<[string, Json, number, string]>([
    ['is of another server', { id: `${B}/n/9`, attributedTo: bob.id }, 403, 'object_origin_mismatch'],
    ['is of another server by its id', { id: `${B}/n/1` }, 403, 'object_origin_mismatch'],
    ['is of ours', { id: `${US}/n/1` }, 403, 'object_origin_mismatch'],
    ['is by somebody of another server', { attributedTo: bob.id }, 403, 'owner_mismatch'],
    ['is by somebody else of this one', { attributedTo: mallory.id }, 403, 'owner_mismatch'],
    ['is by one of us', { attributedTo: ours }, 403, 'owner_mismatch'],
    ['is by an object of that id', { attributedTo: { id: bob.id } }, 403, 'owner_mismatch'],
    ['is by nobody', { attributedTo: undefined }, 400, 'owner_required'],
    ['is by nothing', { attributedTo: null }, 400, 'owner_required'],
    ['is by a number', { attributedTo: 1 }, 400, 'owner_required'],
    ['is by a number in words', { attributedTo: '1' }, 400, 'owner_required'],
    ['is by an empty list', { attributedTo: [] }, 400, 'owner_required'],
    ['is by two', { attributedTo: [eve.id, ours] }, 400, 'owner_required'],
    ['is by an id written otherwise', { attributedTo: 'https://A.test/u/eve' }, 400, 'owner_required'],
  ])('is refused when it %s', async (_what, changed, status, code) => {
    for (const type of ['Create', 'Update']) {
      await refusedUnasked(cavage(activity(type, note(changed))), status, code);
    }
  });

  it('may be by an object that bears the id of the actor', async () => {
    await passes(cavage(create({ object: note({ attributedTo: { id: eve.id, type: 'Person' } }) })));
  });

  it('may be the actor, by itself', async () => {
    const self = { id: eve.id, type: 'Person', preferredUsername: 'eve' };
    await passes(cavage(activity('Update', self)));
    await passes(cavage(activity('Update', { ...self, attributedTo: eve.id })));
    await refusedUnasked(cavage(activity('Update', { ...self, attributedTo: bob.id })), 403, 'owner_mismatch');
    await refusedUnasked(cavage(activity('Update', { ...self, id: mallory.id })), 400, 'owner_required');
    await refusedUnasked(cavage(activity('Update', { ...self, id: bob.id })), 403, 'object_origin_mismatch');
    const tombstone = { id: `${new URL(eve.id).origin}/notes/1`, type: 'Tombstone' };
    await passes(cavage(activity('Update', tombstone)));
    await refusedUnasked(cavage(activity('Update', { ...tombstone, attributedTo: bob.id })), 403, 'owner_mismatch');
    const bobs = { ...tombstone, id: `${new URL(bob.id).origin}/notes/1` };
    await refusedUnasked(cavage(activity('Update', bobs)), 403, 'object_origin_mismatch');
    await refusedUnasked(cavage(activity('Create', self)), 400, 'owner_required');
  });
});

describe('what is taken back', () => {
  const like = (changed: Json = {}): Json => ({
    id: `${A}/l/1`,
    type: 'Like',
    actor: eve.id,
    object: `${US}/n/1`,
    ...changed,
  });

  it.each<[string, unknown]>([
    ['by its id', `${A}/n/1`],
    ['as a tombstone', { id: `${A}/n/1`, type: 'Tombstone' }],
    ['with its author', { id: `${A}/n/1`, type: 'Tombstone', attributedTo: eve.id }],
  ])('may be deleted %s', async (_how, object) => {
    await passes(cavage(activity('Delete', object)));
  });

  it.each<[string, unknown, number, string]>([
    ['is of another server', `${B}/n/1`, 403, 'object_origin_mismatch'],
    ['is somebody of another server', bob.id, 403, 'object_origin_mismatch'],
    ['is ours', `${US}/n/1`, 403, 'object_origin_mismatch'],
    ['is by somebody else', { id: `${A}/n/1`, attributedTo: bob.id }, 403, 'owner_mismatch'],
    ['has no id', { type: 'Tombstone' }, 400, 'object_id_required'],
  ])('may not be deleted when it %s', async (_what, object, status, code) => {
    await refusedUnasked(cavage(activity('Delete', object)), status, code);
  });

  it.each<[string, unknown]>([
    ['by its id', `${A}/l/1`],
    ['whole', like()],
    ['without an id', like({ id: undefined })],
    ['with an object for its actor', like({ actor: { id: eve.id } })],
  ])('may be undone %s', async (_how, object) => {
    await passes(cavage(activity('Undo', object)));
  });

  it.each<[string, unknown, number, string]>([
    ['was done by somebody else', like({ id: `${B}/l/1`, actor: bob.id }), 403, 'owner_mismatch'],
    ['was done by somebody else of the same server', like({ actor: mallory.id }), 403, 'owner_mismatch'],
    ['was done elsewhere', `${B}/l/1`, 403, 'object_origin_mismatch'],
    ['was done elsewhere, it is said by this actor', like({ id: `${B}/l/1` }), 403, 'object_origin_mismatch'],
    ['was done by nobody', like({ actor: undefined }), 400, 'owner_required'],
    ['was done by two', like({ actor: [eve.id, bob.id] }), 400, 'owner_required'],
  ])('may not be undone when it %s', async (_what, object, status, code) => {
    await refusedUnasked(cavage(activity('Undo', object)), status, code);
  });
});

describe('an answer', () => {
  const follow = (asked: unknown): Json => ({ id: `${US}/f/1`, type: 'Follow', actor: ours, object: asked });

  it.each(['Accept', 'Reject'])('%s is for the one who was asked', async (type) => {
    await passes(cavage(activity(type, follow(eve.id))));
    await passes(cavage(activity(type, `${US}/f/1`)));
    await passes(cavage(activity(type, { id: `${US}/o/1`, type: 'Offer', object: bob.id })));
    await refusedUnasked(cavage(activity(type, follow(mallory.id))), 403, 'owner_mismatch');
    await refusedUnasked(cavage(activity(type, follow(bob.id))), 403, 'owner_mismatch');
    await refusedUnasked(cavage(activity(type, follow(undefined))), 400, 'owner_required');
    await refusedUnasked(cavage(activity(type, { ...follow(bob.id), type: ['Follow'] })), 403, 'owner_mismatch');
  });
});

describe('what an actor does elsewhere', () => {
  it.each(['Add', 'Remove'])('%s is nothing to what is ours', async (type) => {
    const theirs = { target: `${A}/u/eve/featured` };
    await passes(cavage(activity(type, `${A}/n/1`, theirs)));
    for (const target of [
      `${ours}/featured`,
      { id: `${ours}/followers` },
      [`${ours}/featured`],
      `HTTPS://US.test/u/coop`,
    ]) {
      await refusedUnasked(cavage(activity(type, `${A}/n/1`, { target })), 403, 'own_origin');
      await refusedUnasked(cavage(activity(type, `${A}/n/1`, { ...theirs, origin: target })), 403, 'own_origin');
    }
  });

  it('Move moves nobody else', async () => {
    await passes(cavage(activity('Move', eve.id, { target: `${B}/u/eve` })));
    await refusedUnasked(cavage(activity('Move', bob.id, { target: eve.id })), 403, 'owner_mismatch');
    await refusedUnasked(cavage(activity('Move', mallory.id, { target: eve.id })), 403, 'owner_mismatch');
  });

  it('may refer to what is of others and of us', async () => {
    for (const type of ['Like', 'Announce', 'Block', 'Flag', 'Follow', 'QuoteRequest']) {
      const { activity: read } = await passes(cavage(activity(type, `${US}/actor`)));
      expect(read).toMatchObject({ known: true, objectId: `${US}/actor` });
    }
  });
});
