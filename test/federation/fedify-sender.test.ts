import { signRequest, verifyRequest } from '@fedify/fedify';
import { describe, expect, it } from 'vitest';
import { signCavage } from '../../src/platform/federation/cavage.ts';
import type { Delivery } from '../../src/platform/federation/gate.ts';
import { signMessage } from '../../src/platform/federation/message-signature.ts';
import {
  activity,
  bytesOf,
  create,
  eve,
  type Json,
  minutesFromNow,
  NOW,
  openWorld,
  rewritten,
  US,
} from '../support/federation/gate-world.ts';
import { passes, refusedByKey, refusedUnasked } from '../support/federation/verdicts.ts';

const SPECS = ['rfc9421', 'draft-cavage-http-signatures-12'] as const;
type Spec = (typeof SPECS)[number];

const privateKey = await crypto.subtle.importKey(
  'pkcs8',
  eve.privateKey.export({ type: 'pkcs8', format: 'der' }),
  { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  true,
  ['sign'],
);

async function fedify(message: Json, spec: Spec, path = '/inbox', at = NOW): Promise<Delivery> {
  const body = bytesOf(message);
  const headers = { 'content-type': 'application/activity+json', host: 'us.test' };
  const request = new Request(`${US}${path}`, { method: 'POST', headers, body: new Uint8Array(body) });
  const currentTime = Temporal.Instant.fromEpochMilliseconds(at.getTime());
  const signed = await signRequest(request, privateKey, new URL(eve.keyId), { spec, currentTime });
  return { method: 'POST', path, rawHeaders: [...signed.headers].flat(), body };
}

describe.each(SPECS)('a message signed by Fedify as in %s', (spec) => {
  it.each([
    ['a note', create()],
    ['a follow', activity('Follow', `${US}/actor`)],
    ['an undone like', activity('Undo', { id: create().id, type: 'Like', actor: eve.id, object: `${US}/n/1` })],
  ])('is accepted: %s', async (_what, message) => {
    const { activity: read } = await passes(await fedify(message, spec));
    expect(read.type).toBe(message.type);
  });

  it('is refused for another inbox, another server, another time and another body', async () => {
    const delivery = await fedify(create(), spec);
    await refusedByKey({ ...delivery, path: '/u/coop/inbox' });
    const elsewhere = { origin: new URL('https://c.test') };
    await refusedByKey(
      rewritten(delivery, 'host', () => 'c.test'),
      openWorld(elsewhere),
    );
    await refusedUnasked(await fedify(create(), spec, '/inbox', minutesFromNow(-61)), 401, 'date_out_of_window');
    await refusedUnasked({ ...delivery, body: bytesOf(create({ id: `${eve.id}/2` })) }, 401, 'digest_mismatch');
  });
});

describe('what we sign', () => {
  const url = new URL('https://b.test/inbox');
  const keyDocument = {
    '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
    id: eve.id,
    type: 'Person',
    inbox: `${eve.id}/inbox`,
    publicKey: { id: eve.keyId, owner: eve.id, publicKeyPem: eve.holder.key.pem },
  };
  const documentLoader = async (documentUrl: string) => ({ contextUrl: null, documentUrl, document: keyDocument });

  it.each([
    ['rfc9421', signMessage],
    ['draft-cavage-http-signatures-12', signCavage],
  ] as const)('is accepted by Fedify as in %s', async (spec, sign) => {
    const body = bytesOf(create());
    const signing = { method: 'POST', url, body, keyId: eve.keyId, privateKey: eve.privateKey, date: NOW } as const;
    const currentTime = Temporal.Instant.fromEpochMilliseconds(NOW.getTime());
    const verified = async (sent: Buffer) => {
      const init = { method: 'POST', headers: { ...(await sign(signing)) }, body: new Uint8Array(sent) };
      return verifyRequest(new Request(url, init), { spec, currentTime, documentLoader });
    };
    expect((await verified(body))?.id?.href).toBe(eve.keyId);
    expect(await verified(bytesOf('{}'))).toBeNull();
  });
});
