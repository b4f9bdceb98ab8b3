import { describe, expect, it } from 'vitest';
import { mandatesOf } from '../../src/mandates/store.ts';
import { invitations, members } from '../../src/members/schema.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { assembly, found, newcomer } from '../support/people.ts';
import { answerOf, answersOf } from '../support/refusal.ts';

const convenorship = async (house: TestHouse, member: string): Promise<string> => {
  const held = await mandatesOf(house.db, member);
  return held.find(({ office }) => office === 'convenor')?.id ?? expect.unreachable();
};

describe('an invitation', () => {
  it('admits one person, of fifty who follow it at once', async () => {
    await using house = await testHouse({ max: 10 });
    const ana = await found(house);
    const { secret } = await house.members.invite({ member: ana });
    const all = Array.from({ length: 50 }, (_, n) => house.members.join(secret, newcomer(`person-${n}`)));
    expect(await answersOf(all)).toEqual({ done: 1, 'invitation.gone': 49 });
    expect(await house.db.$count(members)).toBe(2);
  });

  it('gives a handle to one person, of two who want it at once', async () => {
    await using house = await testHouse();
    const ana = await found(house);
    const secrets = [await house.members.invite({ member: ana }), await house.members.invite({ member: ana })];
    const both = secrets.map(({ secret }) => house.members.join(secret, newcomer('bo')));
    expect(await answersOf(both)).toEqual({ done: 1, 'member.handle_taken': 1 });

    const again = secrets.map(({ secret }) => house.members.join(secret, newcomer('cy')));
    expect(await answersOf(again)).toEqual({ done: 1, 'invitation.gone': 1 });
  });

  it.each`
    when                               | before                                                                                                              | answer
    ${'at once'}                       | ${async () => {}}                                                                                                   | ${'done'}
    ${'in the last millisecond'}       | ${async (house: TestHouse) => house.clock.advance({ days: 7, milliseconds: -1 })}                                   | ${'done'}
    ${'seven days later'}              | ${async (house: TestHouse) => house.clock.advance({ days: 7 })}                                                     | ${'invitation.gone'}
    ${'after its inviter resigned'}    | ${async (house: TestHouse, ana: string) => house.mandates.layDown({ member: ana }, await convenorship(house, ana))} | ${'invitation.gone'}
    ${'after its inviter left'}        | ${async (house: TestHouse, ana: string) => house.members.leave({ member: ana }, false)}                             | ${'invitation.gone'}
    ${'after its inviter withdrew it'} | ${async (house: TestHouse, ana: string, id: string) => house.members.withdrawInvitation({ member: ana }, id)}       | ${'invitation.gone'}
  `('followed $when: $answer', async ({ before, answer }) => {
    await using house = await testHouse();
    const ana = await found(house);
    const { id, secret } = await house.members.invite({ member: ana });
    await before(house, ana, id);
    expect(await answerOf(house.members.join(secret, newcomer('bo')))).toBe(answer);
  });

  it('ends with the term of the mandate under which it was made, to the millisecond', async () => {
    await using house = await testHouse();
    const ana = await found(house);
    house.clock.advance({ days: 29 });
    const secrets = [await house.members.invite({ member: ana }), await house.members.invite({ member: ana })];
    house.clock.advance({ days: 1, milliseconds: -1 });
    expect(await answerOf(house.members.join(secrets[0]!.secret, newcomer('bo')))).toBe('done');
    house.clock.advance({ milliseconds: 1 });
    expect(await answerOf(house.members.join(secrets[1]!.secret, newcomer('cy')))).toBe('invitation.gone');
    expect(await answerOf(house.members.invite({ member: ana }))).toBe('invitation.no_mandate');
  });

  it('is withdrawn by whoever made it, once, and by nobody else', async () => {
    await using house = await testHouse();
    const { ana, bo } = await assembly(house, 'bo');
    const { id } = await house.members.invite({ member: ana });
    expect(await answerOf(house.members.withdrawInvitation({ member: bo }, id))).toBe('invitation.not_found');
    expect(await answerOf(house.members.withdrawInvitation({ member: ana }, id))).toBe('done');
    expect(await answerOf(house.members.withdrawInvitation({ member: ana }, id))).toBe('invitation.not_found');
  });

  it('is not the thirty-first that is out, also where many are made at once', async () => {
    await using house = await testHouse({ max: 8 });
    const ana = await found(house);
    const all = Array.from({ length: 40 }, () => house.members.invite({ member: ana }));
    expect(await answersOf(all)).toEqual({ done: 30, 'invitation.too_many_open': 10 });
    expect(await house.db.$count(invitations)).toBe(30);
  });

  it('is not found in the database by its secret', async () => {
    await using house = await testHouse();
    const ana = await found(house);
    const { secret } = await house.members.invite({ member: ana });
    expect(JSON.stringify(await house.db.select().from(invitations))).not.toContain(secret);
  });
});
