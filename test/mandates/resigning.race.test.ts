import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { renewMandate } from '../../src/mandates/commands.ts';
import { mandatesOf } from '../../src/mandates/store.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { assembly } from '../support/people.ts';
import { answerOf } from '../support/refusal.ts';
import { holdUp, untilSomebodyWaits } from '../support/waiting.ts';

/** A clock that goes on by a millisecond whenever it is read: no two commands have one instant. */
const tickingHouse = (max: number) =>
  testHouse({
    max,
    ticking: (clock) => ({
      now: () => {
        clock.advance({ milliseconds: 1 });
        return clock.now();
      },
    }),
  });

async function convene(house: TestHouse, holder: string, decision: string): Promise<string> {
  const renewal = { office: 'convenor', holder, days: 30 } as const;
  await house.inUnitOfWork((work) => renewMandate(work, renewal, decision, true));
  const [mandate] = await mandatesOf(house.db, holder);
  return mandate?.id ?? expect.unreachable();
}

/** Invitations that say to have been made under a mandate which had ended by then. */
const outlived = (house: TestHouse) => house.sql`
  select invitations.created_at, mandates.ended_at
  from invitations join mandates on mandates.id = invitations.mandate
  where mandates.ended_at <= invitations.created_at`;

describe('laying down a mandate while one invites', () => {
  it('leaves no invitation that was made after the mandate had ended, fifty times', async () => {
    await using house = await tickingHouse(6);
    const { bo } = await assembly(house, 'bo');
    const answers: string[] = [];
    for (let round = 0; round < 50; round += 1) {
      const mandate = await convene(house, bo, `decision ${round}`);
      const resign = () => house.mandates.layDown({ member: bo }, mandate);
      const invite = async () => {
        const { id } = await house.members.invite({ member: bo });
        await house.members.withdrawInvitation({ member: bo }, id);
      };
      const both = round % 2 === 0 ? [resign(), invite()] : [invite(), resign()];
      answers.push(...(await Promise.all(both.map(answerOf))));
    }
    expect(await outlived(house)).toEqual([]);
    expect(answers.filter((answer) => answer !== 'done' && answer !== 'invitation.no_mandate')).toEqual([]);
    expect(answers.filter((answer) => answer === 'done').length).toBeGreaterThanOrEqual(50);
  });

  it('ends the mandate after whatever was done under it, also where the resignation had to wait', async () => {
    await using house = await tickingHouse(6);
    const { bo } = await assembly(house, 'bo');
    const mandate = await convene(house, bo, 'decision 1');

    const letGo = await holdUp(house.sql, bo, 'slow form');
    const resigning = house.mandates.layDown({ member: bo, once: 'slow form' }, mandate);
    await untilSomebodyWaits(house.sql);
    const inviting = house.members.invite({ member: bo });
    await Promise.race([inviting, pause(100)]);
    await letGo();
    await Promise.all([resigning, answerOf(inviting)]);

    expect(await outlived(house)).toEqual([]);
  });
});
