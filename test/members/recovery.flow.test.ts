import { beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/kernel/digest.ts';
import type { Welcome } from '../../src/members/commands.ts';
import { viewerBySession, viewerByToken } from '../../src/members/credential-store.ts';
import { recoveryCodes } from '../../src/members/schema.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { found, newcomer } from '../support/people.ts';
import { answerOf, answersOf } from '../support/refusal.ts';
import { untilSomebodyWaits } from '../support/waiting.ts';

const NEW_PASSPHRASE = 'ten barrels on the quay';

describe('a recovery code', () => {
  let house: TestHouse;
  let ana: string;
  let bo: Welcome;
  beforeEach(async () => {
    house = await testHouse();
    ana = await found(house);
    bo = await house.members.join((await house.members.invite({ member: ana })).secret, newcomer('bo'));
    return () => house[Symbol.asyncDispose]();
  });

  const recover = (handle: string, code: string) =>
    house.credentials.recover({ handle, device: undefined }, code, NEW_PASSPHRASE);

  it('is one of ten, all different', () => {
    expect(new Set(bo.recoveryCodes).size).toBe(10);
  });

  it('sets a new passphrase, once', async () => {
    expect(await answerOf(recover('bo', bo.recoveryCodes[0]!))).toBe('done');
    expect(await answerOf(house.credentials.signIn({ handle: 'bo', device: undefined }, NEW_PASSPHRASE))).toBe('done');
    expect(await answerOf(recover('bo', bo.recoveryCodes[0]!))).toBe('sign_in.wrong');
    expect(await answerOf(recover('bo', bo.recoveryCodes[1]!))).toBe('done');
  });

  it('works once, also where it is used several times at once', async () => {
    const holder = await house.sql.reserve();
    await holder`begin`;
    await holder`select from members where id = ${bo.member} for update`;
    const all = Array.from({ length: 4 }, () => recover('bo', bo.recoveryCodes[0]!));
    // All four have been found right by now, and want to use it.
    await untilSomebodyWaits(house.sql, 4);
    await holder`commit`;
    holder.release();
    expect(await answersOf(all)).toEqual({ done: 1, 'sign_in.wrong': 3 });
  });

  it('ends every session but the one that it opens', async () => {
    const { session } = await recover('bo', bo.recoveryCodes[0]!);
    const who = (secret: string) => viewerBySession(house.db, sha256(secret), house.clock.now(), '2026-W09');
    expect(await who(bo.session)).toBeUndefined();
    expect(await who(session)).toMatchObject({ id: bo.member });
  });

  it('ends every token, also one that was made by whoever it is that one recovers from', async () => {
    const wish = { label: 'script', scope: 'act', days: 90, madeBy: 'api' } as const;
    const { secret } = await house.credentials.makeToken({ member: bo.member }, wish);
    const who = () => viewerByToken(house.db, sha256(secret), house.clock.now(), '2026-W09');
    expect(await who()).toMatchObject({ id: bo.member });
    await recover('bo', bo.recoveryCodes[0]!);
    expect(await who()).toBeUndefined();
  });

  it.each`
    whose                     | handle      | code
    ${'of another member'}    | ${'ana'}    | ${(codes: readonly string[]) => codes[0]}
    ${'of nobody'}            | ${'nobody'} | ${(codes: readonly string[]) => codes[0]}
    ${'that was never given'} | ${'bo'}     | ${() => 'aaaa-bbbb-cccc-dddd'}
    ${'that is empty'}        | ${'bo'}     | ${() => ''}
  `('$whose opens nothing', async ({ handle, code }) => {
    expect(await answerOf(recover(handle, code(bo.recoveryCodes)))).toBe('sign_in.wrong');
  });

  it('may be typed as people type from paper', async () => {
    expect(await answerOf(recover('bo', ` ${bo.recoveryCodes[0]!.toUpperCase().replaceAll('-', ' ')} `))).toBe('done');
  });

  it('is guessed as slowly as a passphrase', async () => {
    for (let n = 0; n < 5; n += 1) await answerOf(recover('bo', 'aaaa-bbbb-cccc-dddd'));
    expect(await answerOf(recover('bo', bo.recoveryCodes[0]!))).toBe('sign_in.slow_down');
  });

  it('is not found in the database', async () => {
    const kept = JSON.stringify(await house.db.select().from(recoveryCodes));
    for (const code of bo.recoveryCodes) expect(kept).not.toContain(code.replaceAll('-', ''));
  });
});
