import { eq } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashPassphrase } from '../../src/members/passphrase.ts';
import { sessions, signInAttempts } from '../../src/members/schema.ts';
import { EVERYONE_KEY, SPRAY_FAILURES_MAX } from '../../src/members/sign-in.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { found, newcomer } from '../support/people.ts';
import { answerOf, answersOf } from '../support/refusal.ts';

const RIGHT = 'nine barrels on the quay';
const WRONG = 'eight barrels on the quay';

let hash: string;
beforeAll(async () => {
  hash = await hashPassphrase(RIGHT);
});

describe('signing in', () => {
  let house: TestHouse;
  let ana: string;
  beforeEach(async () => {
    house = await testHouse({ max: 6 });
    ana = await found(house, {}, newcomer('ana', hash));
    return () => house[Symbol.asyncDispose]();
  });

  const signIn = (handle: string, passphrase: string, device?: string) =>
    house.credentials.signIn({ handle, device }, passphrase);
  const fail = (device?: string) => answerOf(signIn('ana', WRONG, device));
  const succeed = (device?: string) => answerOf(signIn('ana', RIGHT, device));

  it('opens a session, for the one who knows the passphrase', async () => {
    const before = await house.db.$count(sessions, eq(sessions.member, ana));
    expect(await succeed()).toBe('done');
    expect(await house.db.$count(sessions, eq(sessions.member, ana))).toBe(before + 1);
  });

  it('answers alike to a wrong passphrase, a handle that nobody has, and a member who left', async () => {
    const { secret } = await house.members.invite({ member: ana });
    const { member } = await house.members.join(secret, newcomer('bo', hash));
    await house.members.leave({ member }, false);
    expect(await answerOf(signIn('ana', WRONG))).toBe('sign_in.wrong');
    expect(await answerOf(signIn('nobody', RIGHT))).toBe('sign_in.wrong');
    expect(await answerOf(signIn('bo', RIGHT))).toBe('sign_in.wrong');
  });

  it.each(['ana', 'nobody'])(
    'is slowed down after five failures, whether or not there is a member: %s',
    async (handle) => {
      for (let n = 0; n < 5; n += 1) expect(await answerOf(signIn(handle, WRONG))).toBe('sign_in.wrong');
      for (const seconds of [2, 4, 8]) {
        expect(await answerOf(signIn(handle, RIGHT))).toBe('sign_in.slow_down');
        house.clock.advance({ seconds, milliseconds: -1 });
        expect(await answerOf(signIn(handle, RIGHT))).toBe('sign_in.slow_down');
        house.clock.advance({ milliseconds: 1 });
        expect(await answerOf(signIn(handle, WRONG))).toBe('sign_in.wrong');
      }
    },
  );

  it('is forgiven by a success: the next five are free again', async () => {
    for (let n = 0; n < 5; n += 1) await fail();
    house.clock.advance({ seconds: 2 });
    expect(await succeed()).toBe('done');
    for (let n = 0; n < 5; n += 1) expect(await fail()).toBe('sign_in.wrong');
    expect(await fail()).toBe('sign_in.slow_down');
  });

  it('counts tries that come at once like tries one after another', async () => {
    const all = Array.from({ length: 12 }, () => signIn('ana', WRONG));
    expect(await answersOf(all)).toEqual({ 'sign_in.wrong': 5, 'sign_in.slow_down': 7 });
  });

  it('cannot be kept from a member on their own device by whoever hammers their handle elsewhere', async () => {
    const { device } = await signIn('ana', RIGHT);
    for (let n = 0; n < 6; n += 1) await fail();
    expect(await succeed()).toBe('sign_in.slow_down');
    expect(await succeed(device)).toBe('done');
  });

  it('on a known device has a count of its own', async () => {
    const { device } = await signIn('ana', RIGHT);
    for (let n = 0; n < 5; n += 1) expect(await fail(device)).toBe('sign_in.wrong');
    expect(await succeed(device)).toBe('sign_in.slow_down');
    expect(await succeed()).toBe('done');
  });

  it('takes no device for known that is another member’s, or made up', async () => {
    const { secret } = await house.members.invite({ member: ana });
    await house.members.join(secret, newcomer('bo', hash));
    const { device } = await signIn('bo', RIGHT);
    for (let n = 0; n < 5; n += 1) await fail();
    expect(await succeed(device)).toBe('sign_in.slow_down');
    expect(await succeed('made up')).toBe('sign_in.slow_down');
  });

  it('slows down everyone but known devices when a hundred fail in a minute, and for that minute only', async () => {
    const { device } = await signIn('ana', RIGHT);
    const spray = { failures: SPRAY_FAILURES_MAX, triedAt: house.clock.now() };
    await house.db.update(signInAttempts).set(spray).where(eq(signInAttempts.key, EVERYONE_KEY));
    expect(await succeed()).toBe('sign_in.slow_down');
    expect(await succeed(device)).toBe('done');
    house.clock.advance({ minutes: 1 });
    expect(await succeed()).toBe('done');
  });

  const failuresOfEveryone = async () => {
    const [row] = await house.db.select().from(signInAttempts).where(eq(signInAttempts.key, EVERYONE_KEY));
    return row?.failures ?? 0;
  };

  it('counts against everyone only what fails, and only from unknown devices', async () => {
    const { device } = await signIn('ana', RIGHT);
    expect(await failuresOfEveryone()).toBe(0);
    await fail();
    expect(await failuresOfEveryone()).toBe(1);
    await fail(device);
    await succeed(device);
    expect(await failuresOfEveryone()).toBe(1);
  });
});
