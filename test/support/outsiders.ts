import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { House } from '../../src/house.ts';
import { newId } from '../../src/kernel/id.ts';
import { coverOf } from '../../src/mandates/store.ts';
import { insertFollowing } from '../../src/peers/store.ts';
import { AS2 } from '../../src/platform/federation/contexts.ts';
import type { Authenticated } from '../../src/platform/federation/gate.ts';
import type { RemoteActor } from '../../src/platform/federation/remote.ts';
import { rememberActor } from '../../src/platform/federation/remote-actors.ts';
import { received } from '../../src/platform/federation/schema.ts';
import { PUBLIC } from '../../src/platform/federation/uris.ts';

type Json = Readonly<Record<string, unknown>>;

/** Somebody elsewhere, as their server would tell of them: `bob@quay.example`. */
export function outsider(address: string, more: Partial<RemoteActor> = {}): RemoteActor {
  const [handle = '', host = ''] = address.split('@');
  const id = `https://${host}/users/${encodeURIComponent(handle)}`;
  return {
    id,
    type: 'Person',
    inbox: `${id}/inbox`,
    sharedInbox: `https://${host}/inbox`,
    outbox: `${id}/outbox`,
    followers: `${id}/followers`,
    handle,
    name: null,
    url: `https://${host}/@${encodeURIComponent(handle)}`,
    aliases: [],
    keys: [],
    ...more,
  };
}

let serial = 0;

/** A message of theirs as it comes out of the gate: authenticated, and not carried out yet. */
export function messageFrom(sender: RemoteActor, type: string, object: Json | string, more: Json = {}): Authenticated {
  serial += 1;
  const { origin } = new URL(sender.id);
  const id = `${origin}/activities/${serial}`;
  const raw = { '@context': AS2, id, type, actor: sender.id, object, to: [PUBLIC], cc: [], ...more };
  const body = Buffer.from(JSON.stringify(raw));
  const objectId = typeof object === 'string' ? object : (object.id as string | undefined);
  return {
    activity: { ...raw, known: true, objectId, raw },
    sender,
    fetchedNow: true,
    keyId: `${sender.id}#main-key`,
    body,
    digest: createHash('sha256').update(body).digest('hex'),
  };
}

/** What becomes of a message: whether it was not taken, or the outcome once it has been heard. */
export async function tellOf(house: House, message: Authenticated): Promise<string> {
  const taken = await house.inbox.take(message);
  if (taken !== 'taken') return taken;
  await hearAll(house);
  const { id } = message.activity;
  const [row] = await house.db.select({ outcome: received.outcome }).from(received).where(eq(received.id, id));
  return row?.outcome ?? 'not heard';
}

/** Everything that waits is heard, as it is when the node runs. */
export async function hearAll({ hearing }: Pick<House, 'hearing'>): Promise<void> {
  while ((await hearing.next()) > 0);
}

const tell = (house: House, ...message: Parameters<typeof messageFrom>): Promise<string> =>
  tellOf(house, messageFrom(...message));

/** They ask to follow the collective. Gives the id of the asking. */
export async function followFrom(house: House, sender: RemoteActor): Promise<string> {
  const message = messageFrom(sender, 'Follow', house.federation.uris.actor);
  await tellOf(house, message);
  return message.activity.id;
}

export interface Words {
  /** Plain text, or HTML. */
  readonly content: string;
  readonly id?: string;
  readonly inReplyTo?: string;
  readonly to?: readonly string[];
  readonly [more: string]: unknown;
}

/** They write something, or change what they have written: `{ type: 'Update' }`. Gives the id of what they wrote. */
export async function wordsFrom(house: House, sender: RemoteActor, words: Words, type = 'Create'): Promise<string> {
  serial += 1;
  const { to = [PUBLIC], ...given } = words;
  const id = given.id ?? `${new URL(sender.id).origin}/notes/${serial}`;
  const published = house.clock.now().toISOString();
  const note = { type: 'Note', attributedTo: sender.id, published, ...given, id, to };
  await tell(house, sender, type, note, { to });
  return id;
}

/** They answer to a publication of ours. */
export const answerFrom = (house: House, sender: RemoteActor, publication: string, words: Words): Promise<string> =>
  wordsFrom(house, sender, { inReplyTo: house.federation.uris.object(publication), ...words });

/** They like a publication of ours, or pass it on. */
export const appreciationFrom = (house: House, sender: RemoteActor, publication: string, type: 'Like' | 'Announce') =>
  tell(house, sender, type, house.federation.uris.object(publication));

/** Their server reports something to us: one thing or several, with a word of why. */
export const reportFrom = (house: House, sender: RemoteActor, about: string | readonly string[], content?: string) =>
  tell(house, sender, 'Flag', '', { object: about, to: [house.federation.uris.actor], ...(content && { content }) });

/** They say that they are somebody else from now on. */
export const moveFrom = (house: House, sender: RemoteActor, target: string): Promise<string> =>
  tell(house, sender, 'Move', sender.id, { target });

/** They delete what they wrote. */
export const deletionFrom = (house: House, sender: RemoteActor, note: string): Promise<string> =>
  tell(house, sender, 'Delete', { id: note, type: 'Tombstone' });

/** We have asked to follow them, and they answer. */
export const followingAnswered = (house: House, sender: RemoteActor, activity: string, type: 'Accept' | 'Reject') =>
  tell(house, sender, type, { id: activity, type: 'Follow', actor: house.federation.uris.actor, object: sender.id });

/** We ask to follow them, as the command does it once it has found them. */
export const askToFollow = (house: House, member: string, target: RemoteActor) =>
  house.inUnitOfWork(async (work) => {
    await rememberActor(work, target);
    const id = newId(work.random);
    const row = { id, actor: target.id, activity: house.federation.uris.activity(id), askedAt: work.now };
    const mandate = await insertFollowing(work.tx, row, coverOf(member, 'follow', work.now));
    if (!mandate) throw new Error('whoever asks to follow somebody in a test needs a mandate');
    return row;
  });

/** The same, and they have said yes. Gives the id of the asking. */
export async function follow(house: House, member: string, target: RemoteActor): Promise<string> {
  const { id, activity } = await askToFollow(house, member, target);
  await followingAnswered(house, target, activity, 'Accept');
  return id;
}
