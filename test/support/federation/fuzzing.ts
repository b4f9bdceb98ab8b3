import fc from 'fast-check';
import type { Delivery } from '../../../src/platform/federation/gate.ts';
import { documentOf, EVE, type FuzzWorld, type Stranger, strangerAt } from './fuzz-world.ts';
import { bytesOf, cavage, type Json, rfc9421 } from './gate-world.ts';
import {
  CANARY,
  type Change,
  change,
  changedAt,
  type Disorder,
  damage,
  disorder,
  type Headers,
  placesIn,
} from './mutations.ts';

export interface Request {
  readonly delivery: Delivery;
  readonly headers: Headers;
}

/** One thing that somebody sends, and what has been done to it. */
export interface Sent {
  readonly message: number;
  readonly changes: readonly Change[];
  readonly damage: (bytes: Buffer) => Buffer;
  readonly disorder: readonly Disorder[];
  readonly modern: boolean;
  /** Somebody of whom nothing is known, and what has been done to the document that they serve. */
  readonly stranger: readonly Change[] | undefined;
}

export const anySent: fc.Arbitrary<Sent> = fc.record({
  message: fc.nat(),
  changes: fc.oneof({ weight: 3, arbitrary: fc.array(change, { maxLength: 1 }) }, fc.array(change, { maxLength: 3 })),
  damage,
  disorder: fc.oneof(
    { weight: 6, arbitrary: fc.constant<readonly Disorder[]>([]) },
    { weight: 1, arbitrary: fc.array(disorder, { minLength: 1, maxLength: 2 }) },
  ),
  modern: fc.boolean(),
  stranger: fc.option(fc.array(change, { maxLength: 2 }), { nil: undefined, freq: 4 }),
});

const half = (length: number): string => `${'x'.repeat(length)}${'😀'.repeat(40)}`;

/** What each field is replaced by in turn. */
const ODD: readonly unknown[] = [
  ...[null, true, 0, -1, '', [], {}, 'x', 'https://a.test/n/2', 'https://b.test/u/bob', `<p>${CANARY}</p><img src=x>`],
  ...[half(299), half(999), half(1_279), half(2_047), half(4_999), half(63_999), 'x'.repeat(110_000)],
  ...[undefined, ['https://a.test/u/eve', 'https://b.test/u/bob'], { id: 'https://a.test/n/2' }, [{ id: 'x' }, null]],
];

/** Every message, with each of its fields replaced in turn. */
export function* everyFieldReplaced({ messages }: FuzzWorld): Generator<Sent> {
  for (const [index, message] of messages.entries()) {
    for (const place of placesIn(message)) {
      for (const what of ODD) {
        const changes = [(document: unknown) => changedAt(document, place, () => what)];
        yield { message: index, changes, damage: (bytes) => bytes, disorder: [], modern: false, stranger: undefined };
      }
    }
  }
}

let serial = 0;

/** The request of it: signed again by whoever sends it, with an id that nobody has used. */
export function deliveryOf(world: FuzzWorld, sent: Sent): Request {
  serial += 1;
  const by = sent.stranger ? servedBy(world, sent.stranger) : EVE;
  const changed = sent.changes.reduce<unknown>((document, each) => each(document), fresh(world, sent.message, by));
  const content = sent.damage(bytesOf((JSON.stringify(changed) ?? '') as string));
  const sending = { by, host: world.site.origin.host, date: world.site.house.clock.now() };
  const delivery = sent.modern ? rfc9421(content, sending) : cavage(content, sending);
  const pairs = Array.from(
    { length: delivery.rawHeaders.length / 2 },
    (_each, index) => [delivery.rawHeaders[2 * index] ?? '', delivery.rawHeaders[2 * index + 1] ?? ''] as const,
  );
  return { delivery, headers: sent.disorder.reduce<Headers>((headers, each) => each(headers), pairs) };
}

function fresh({ messages }: FuzzWorld, index: number, by: Stranger): Json {
  const message: Json = messages[index % messages.length] ?? {};
  const { origin } = new URL(by.id);
  const text = JSON.stringify(message).replaceAll(EVE.id, by.id).replaceAll('https://a.test', origin);
  const said: Json = { ...(JSON.parse(text) as Json), id: `${origin}/x/${serial}` };
  // What is new is new each time: else it would be the second version of something, and most of these count for nothing.
  return said.type === 'Create' ? { ...said, object: { ...(said.object as Json), id: `${origin}/n/${serial}` } } : said;
}

/** Whatever the changes leave of the document of somebody new, on a host of their own. */
function servedBy(world: FuzzWorld, changes: readonly Change[]): Stranger {
  const stranger = strangerAt(`https://h${serial}.test/u/eve`);
  for (const id of world.served.keys()) if (id !== EVE.id) world.served.delete(id);
  world.served.set(
    stranger.id,
    changes.reduce<unknown>((document, each) => each(document), documentOf(stranger)),
  );
  return stranger;
}
