import { describe, expect, it } from 'vitest';
import {
  DELIVERED_KEPT_DAYS,
  FAILED_KEPT_DAYS,
  forgetDeliveries,
} from '../../../src/platform/federation/delivery/retention.ts';
import { type TestHouse, testHouse } from '../../support/house.ts';
import { found } from '../../support/people.ts';

const DAY_MS = 86_400_000;

async function send(house: TestHouse, { id, listed, state }: { id: string; listed: boolean; state: string }) {
  const now = house.clock.now();
  const [row] = await house.sql<{ number: string }[]>`
    insert into activities (id, sender, type, object, body, digest, listed, made_at)
    values (${id}, 'collective', 'Accept', 'o', '{}', 'd', ${listed}, ${now}) returning number`;
  await house.sql`
    insert into deliveries (activity, inbox, host, object, state, made_at, next_at, settled_at)
    values (${row?.number ?? ''}, 'https://a.test/inbox', 'a.test', 'o', ${state}, ${now}, ${now},
      ${state === 'waiting' ? null : now})`;
}

const left = async (house: TestHouse) => ({
  deliveries: (await house.sql<{ state: string }[]>`select state from deliveries order by state`).map(
    (row) => row.state,
  ),
  activities: (await house.sql<{ id: string }[]>`select id from activities order by id`).map((row) => row.id),
});

const retain = (house: TestHouse) =>
  house.inUnitOfWork(({ tx, now }) => {
    const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
    return forgetDeliveries(tx, daysAgo(DELIVERED_KEPT_DAYS), daysAgo(FAILED_KEPT_DAYS));
  });

describe('what has been sent', () => {
  it('is forgotten when it has arrived or been given up for long enough, and never while it waits or can be read', async () => {
    await using house = await testHouse();
    await found(house);
    await send(house, { id: 'a answer', listed: false, state: 'delivered' });
    await send(house, { id: 'b refused', listed: false, state: 'failed' });
    await send(house, { id: 'c waits', listed: false, state: 'waiting' });
    await send(house, { id: 'd published', listed: true, state: 'delivered' });

    house.clock.advance({ days: DELIVERED_KEPT_DAYS });
    await retain(house);
    expect((await left(house)).deliveries).toHaveLength(4);

    house.clock.advance({ days: 1 });
    await retain(house);
    expect(await left(house)).toEqual({
      deliveries: ['failed', 'waiting'],
      activities: ['a answer', 'b refused', 'c waits', 'd published'],
    });

    house.clock.advance({ days: FAILED_KEPT_DAYS });
    await retain(house);
    expect(await left(house)).toEqual({ deliveries: ['waiting'], activities: ['c waits', 'd published'] });
  });
});
