import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHouseWorker } from '../../src/node.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { answerFrom, appreciationFrom, deletionFrom, follow, followFrom, outsider } from '../support/outsiders.ts';
import { found } from '../support/people.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const known = async (): Promise<string[]> => {
  const rows = await house.sql<{ handle: string }[]>`select handle from remote_actors order by handle`;
  return rows.map(({ handle }) => handle);
};

/** What the worker does by itself, once. */
async function retain(): Promise<void> {
  const worker = startHouseWorker(house, createLogger('silent'));
  await worker.idle();
  await worker.stop();
}

describe('what is stored of people elsewhere', () => {
  it('is forgotten a month after there is nothing left between us and nothing of theirs', async () => {
    const ana = await found(house);
    const words = { title: 'A notice', summary: '', body: 'of ours', language: 'en' };
    const notice = await house.publication.publishNotice({ member: ana }, words);
    const [fan, voice, past, admirer, union, shunned] = ['fan', 'voice', 'past', 'admirer', 'union', 'shunned'].map(
      (handle) => outsider(`${handle}@garden.example`),
    ) as [ReturnType<typeof outsider>, ...ReturnType<typeof outsider>[]] & { length: 6 };
    await followFrom(house, fan);
    await answerFrom(house, voice!, notice, { content: 'Well said' });
    const regretted = await answerFrom(house, past!, notice, { content: 'Never mind' });
    await deletionFrom(house, past!, regretted);
    await appreciationFrom(house, admirer!, notice, 'Like');
    await follow(house, ana, union!);
    await answerFrom(house, shunned!, notice, { content: 'Buy' });
    const judged = {
      subject: 'actor',
      name: shunned!.id,
      verdict: 'keep_out',
      reason: 'Noise',
      reviewOn: null,
    } as const;
    await house.peers.judge({ member: ana }, judged);
    await house.sql`update remote_notes set content = null, deleted_at = now() where actor = ${shunned!.id}`;
    const all = ['admirer', 'fan', 'past', 'shunned', 'union', 'voice'];
    expect(await known()).toEqual(all);

    house.clock.advance({ hours: 29 * 24 });
    await retain();
    expect(await known()).toEqual(all);
    house.clock.advance({ hours: 2 * 24 });
    await retain();
    expect(await known()).toEqual(all.filter((handle) => handle !== 'past'));
  });
});
