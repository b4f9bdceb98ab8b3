import { describe, expect, it } from 'vitest';
import { createGate } from '../../src/platform/federation/gate.ts';
import { type FetchedResponse, type OutgoingRequest, RemoteFailure } from '../../src/platform/federation/remote.ts';
import { createRemoteDocuments } from '../../src/platform/federation/remote-documents.ts';
import { createRemoteKeys } from '../../src/platform/federation/remote-keys.ts';
import {
  A,
  AS2,
  B,
  bob,
  cavage,
  create,
  eve,
  type Json,
  NOW,
  note,
  rfc9421,
  US,
} from '../support/federation/gate-world.ts';
import { refusedUnasked } from '../support/federation/verdicts.ts';

type Answers = (url: string) => Partial<Omit<FetchedResponse, 'body'>> & { readonly document: Json };

/** A gate that asks the network for keys, as a node does; and the network. */
function gateOn(answers: Answers) {
  const origin = new URL(US);
  const asked: string[] = [];
  const fetch = async ({ url }: OutgoingRequest): Promise<FetchedResponse> => {
    asked.push(url.href);
    const { document, ...answer } = answers(url.href);
    const headers = { 'content-type': 'application/activity+json' };
    return { url, status: 200, headers, ...answer, body: Buffer.from(JSON.stringify(document)) };
  };
  const documents = createRemoteDocuments({ fetch, allowPrivate: false, ownOrigin: origin });
  const now = (): Date => NOW;
  const keys = createRemoteKeys({ fetchKey: documents.key, stored: async () => undefined, now });
  return { ...createGate({ origin, allowPrivate: false, now, keys }), asked };
}

const actorDocument = (id: string, keyId = `${id}#main-key`, owner = id): Json => ({
  '@context': AS2,
  id,
  type: 'Person',
  inbox: `${id}/inbox`,
  preferredUsername: 'somebody',
  publicKey: { id: keyId, owner, publicKeyPem: eve.holder.key.pem },
});

const as = (actor: string): Json =>
  create({
    id: `${new URL(actor).origin}/a/1`,
    actor,
    object: note({ id: `${new URL(actor).origin}/n/1`, attributedTo: actor }),
  });
const signedAs = (keyId: string) => ({ by: { keyId, privateKey: eve.privateKey } });

describe('a hole that others had', () => {
  it('was not there to begin with: an actor is believed about its own key', async () => {
    const gate = gateOn((url) => ({ document: actorDocument(url) }));
    expect(await gate.examine(cavage(create()))).toMatchObject({ ok: true });
    expect(gate.asked).toEqual([eve.id]);
  });

  it('is closed: an activity with an id of another server', async () => {
    await refusedUnasked(cavage(create({ id: `${B}/a/77` })), 403, 'id_origin_mismatch');
  });

  it('is closed: a key that only says whose it is', async () => {
    const keyId = `${B}/k1`;
    const key = { id: keyId, type: 'CryptographicKey', owner: bob.id, publicKeyPem: eve.holder.key.pem };
    const gate = gateOn((url) => ({ document: url === keyId ? key : { ...actorDocument(bob.id), publicKey: [] } }));
    expect(await gate.examine(cavage(as(bob.id), signedAs(keyId)))).toMatchObject({
      status: 401,
      code: 'key_not_listed',
    });
    const elsewhere = gateOn(() => ({ document: { ...key, id: `${A}/k1` } }));
    expect(await elsewhere.examine(cavage(as(bob.id), signedAs(`${A}/k1`)))).toMatchObject({ status: 403 });
    expect(elsewhere.asked).toEqual([]);
  });

  it.each([
    ['another server, which says that it is this one', { url: new URL(`${A}/u/evil`) }, actorDocument(`${B}/u/redir`)],
    ['another server', { url: new URL(`${A}/u/evil`) }, actorDocument(`${A}/u/evil`)],
    ['another actor', { url: new URL(`${B}/u/evil`) }, actorDocument(`${B}/u/evil`)],
    ['nowhere, and serves another actor', {}, actorDocument(`${A}/u/evil`, `${B}/u/redir#main-key`)],
    ['nowhere, and serves a key of another actor', {}, actorDocument(`${B}/u/redir`, `${B}/u/redir#main-key`, bob.id)],
  ])('is closed: an actor whose id leads to %s', async (_where, answer, document) => {
    const gate = gateOn(() => ({ ...answer, document }));
    const verdict = await gate.examine(cavage(as(`${B}/u/redir`), signedAs(`${B}/u/redir#main-key`)));
    expect(verdict).toMatchObject({ ok: false, status: 401 });
  });

  it.each([[[eve.id, bob.id]], [[bob.id, eve.id]]])('is closed: an activity of two actors', async (actor) => {
    await refusedUnasked(cavage(create({ actor })), 400, 'single_actor_required');
  });

  it('is closed: an object in it that is by somebody else', async () => {
    await refusedUnasked(cavage(create({ object: note({ attributedTo: bob.id }) })), 403, 'owner_mismatch');
    const anonymous = note({ id: undefined, attributedTo: bob.id });
    await refusedUnasked(cavage(create({ object: anonymous })), 400, 'object_id_required');
  });

  it('is closed: an activity without an id, which nobody could know again', async () => {
    await refusedUnasked(cavage(create({ id: undefined })), 400, 'id_required');
  });

  it('is closed: a date that is none', async () => {
    await refusedUnasked(cavage(create(), { date: 'garbage' }), 401, 'date_invalid');
  });

  it('is closed: a signature that is no base64', async () => {
    await refusedUnasked(cavage(create(), { parameters: { signature: '@@@' } }), 401, 'sig_invalid');
  });

  it('is closed: fifty thousand lists in one another', async () => {
    await refusedUnasked(cavage('['.repeat(50_000)), 400, 'too_deep');
    await refusedUnasked(cavage('['.repeat(50_000) + ']'.repeat(50_000)), 400, 'too_deep');
  });

  it('is closed: a context that contains itself', async () => {
    const context = `${A}/context`;
    const gate = gateOn((url) => ({ document: url === context ? { '@context': [context] } : actorDocument(url) }));
    const message = create({ '@context': context });
    expect(await gate.examine(cavage(message))).toMatchObject({ status: 400, code: 'context_unknown' });
    expect(await gate.examine(cavage(create({ '@context': [AS2, context] })))).toMatchObject({ ok: true });
    expect(gate.asked).toEqual([eve.id]);
  });

  it('is closed: a message of any media type', async () => {
    for (const contentType of ['image/png', 'text/plain', 'application/json', 'application/ld+json']) {
      await refusedUnasked(cavage(create(), { contentType }), 415, 'bad_media_type');
    }
  });

  it.each(['image/png', 'text/html', 'application/json', 'application/ld+json', undefined])(
    'is closed: an actor that is served as %s',
    async (type) => {
      const gate = gateOn((url) => ({ headers: { 'content-type': type }, document: actorDocument(url) }));
      expect(await gate.examine(cavage(create()))).toMatchObject({ status: 401, code: 'bad_media_type' });
    },
  );

  it('is closed: a signature that does not cover for which server it is', async () => {
    await refusedUnasked(cavage(create(), { covered: '(request-target) date digest' }), 401, 'host_unsigned');
    await refusedUnasked(rfc9421(create(), { covered: ['@method', '@path', 'content-digest'] }), 401, 'host_unsigned');
  });

  it('is closed: a key at an address around us, which would tell by its answer what there is', async () => {
    const asked = async (code: string) => {
      const fetch = async (): Promise<never> => {
        throw new RemoteFailure(code === 'address' ? 'invalid' : 'unreachable', code);
      };
      const origin = new URL(US);
      const documents = createRemoteDocuments({ fetch, allowPrivate: false, ownOrigin: origin });
      const now = (): Date => NOW;
      const keys = createRemoteKeys({ fetchKey: documents.key, stored: async () => undefined, now });
      return createGate({ origin, allowPrivate: false, now, keys }).examine(cavage(create()));
    };
    const answers = await Promise.all(['address', 'dns', 'connection', 'tls', 'timeout'].map(asked));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 503, code: 'key_unavailable', retryAfter: 30 });
  });
});
