import { newId } from '../kernel/id.ts';
import type { Reader } from '../platform/database.ts';
import { ACTOR_CONTEXT, OBJECT_CONTEXT } from '../platform/federation/contexts.ts';
import { storeDocument } from '../platform/federation/documents.ts';
import { type JsonObject, secondsOf, withProof } from '../platform/federation/integrity-proof.ts';
import type { KeyRing, PublicKeys } from '../platform/federation/key-ring.ts';
import { handOver, type Recipient } from '../platform/federation/outgoing.ts';
import type { LocalActor } from '../platform/federation/schema.ts';
import { PUBLIC, type Uris } from '../platform/federation/uris.ts';
import { escaped } from '../platform/federation/wire-html.ts';
import type { Work } from '../platform/work.ts';
import { type Collective, collective } from './store.ts';

export interface ActorVoice {
  readonly uris: Uris;
  readonly keys: KeyRing;
  /** Whether a follow waits for somebody to accept it. */
  approvesFollowers(db: Reader): Promise<boolean>;
  audience(db: Reader): Promise<readonly Recipient[]>;
}

/** The name under which the actor that signs requests is found. A dot is in no collective's handle. */
export const INSTANCE_HANDLE = 'instance.actor';

/** With its founding, the collective can be found and followed: keys are made, and both actors written down. */
export const becomeActor =
  (voice: ActorVoice) =>
  async (work: Work): Promise<void> => {
    await voice.keys.ensure(work);
    await storeActors(work, voice);
  };

/** Writes down both actors as they are served. Asked for again, it changes nothing that has not changed. */
export async function storeActors(work: Work, voice: ActorVoice): Promise<void> {
  const house = await collective(work.tx);
  if (!house) return;
  await storeDocument(work, await currentActor(work.tx, house, voice));
  await storeDocument(work, instanceActor(house, await voice.keys.publicKeys(work.tx, 'instance'), voice.uris));
}

async function currentActor(db: Reader, house: Collective, { keys, uris, approvesFollowers }: ActorVoice) {
  return collectiveActor(house, await keys.publicKeys(db, 'collective'), uris, await approvesFollowers(db));
}

/** Followers' servers keep a copy of who we are: what a decision or a mandate has changed of it is told to them. */
export const tellWhoWeAre =
  (voice: ActorVoice) =>
  async (work: Work): Promise<void> => {
    const { uris, keys } = voice;
    const house = await collective(work.tx);
    if (!house) return;
    await storeActors(work, voice);
    const actor = await currentActor(work.tx, house, voice);
    const update: JsonObject = {
      '@context': OBJECT_CONTEXT,
      id: uris.activity(newId(work.random)),
      type: 'Update',
      actor: uris.actor,
      to: [PUBLIC],
      cc: [uris.followers],
      published: secondsOf(work.now),
      object: { ...actor, updated: secondsOf(work.now) },
    };
    await handOver(work, {
      sender: 'collective',
      activity: withProof(update, await keys.proofKey(work.tx, 'collective'), work.now),
      about: uris.actor,
      listed: false,
      recipients: await voice.audience(work.tx),
    });
  };

/** The collective as others see it: an `Organization`, which every server takes for somebody to follow. */
export function collectiveActor(house: Collective, keys: PublicKeys, uris: Uris, approvesFollowers: boolean) {
  const { host } = new URL(uris.origin);
  return {
    '@context': ACTOR_CONTEXT,
    id: uris.actor,
    type: 'Organization',
    preferredUsername: house.handle,
    webfinger: `${house.handle}@${host}`,
    name: house.name,
    summary: `<p>${escaped(house.summary)}</p>`,
    url: `${uris.origin}/`,
    inbox: `${uris.actor}/inbox`,
    outbox: uris.outbox,
    followers: uris.followers,
    following: uris.following,
    featured: uris.featured,
    endpoints: { sharedInbox: uris.sharedInbox },
    manuallyApprovesFollowers: approvesFollowers,
    discoverable: true,
    indexable: true,
    published: secondsOf(house.foundedAt),
    ...keysOf('collective', keys, uris),
    generator: {
      type: 'Application',
      name: 'Kunveno',
      implements: [
        { href: 'https://datatracker.ietf.org/doc/html/rfc9421', name: 'RFC-9421: HTTP Message Signatures' },
      ],
    },
  } satisfies JsonObject;
}

/** Signs what this node asks of others. It says nothing, follows nobody, and can be read without a signature. */
export function instanceActor(house: Collective, keys: PublicKeys, uris: Uris) {
  return {
    '@context': ACTOR_CONTEXT,
    id: uris.instance,
    type: 'Application',
    preferredUsername: INSTANCE_HANDLE,
    name: new URL(uris.origin).host,
    url: `${uris.origin}/`,
    inbox: `${uris.instance}/inbox`,
    outbox: `${uris.instance}/outbox`,
    endpoints: { sharedInbox: uris.sharedInbox },
    manuallyApprovesFollowers: true,
    discoverable: false,
    indexable: false,
    published: secondsOf(house.foundedAt),
    ...keysOf('instance', keys, uris),
  } satisfies JsonObject;
}

function keysOf(actor: LocalActor, { pem, multikey }: PublicKeys, uris: Uris): JsonObject {
  const owner = uris.of(actor);
  return {
    publicKey: { id: uris.mainKey(actor), owner, publicKeyPem: pem },
    assertionMethod: [{ id: uris.proofKey(actor), type: 'Multikey', controller: owner, publicKeyMultibase: multikey }],
  };
}
