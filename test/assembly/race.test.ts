import { setTimeout as pause } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { decisions, votes, votings } from '../../src/assembly/schema.ts';
import { decisionOn } from '../support/decisions.ts';
import { testHouse } from '../support/house.ts';
import { assembly, discuss, inMinutes, openVote, proposalInput, vote } from '../support/people.ts';
import { answerOf, answersOf } from '../support/refusal.ts';
import { holdUp, untilSomebodyWaits } from '../support/waiting.ts';

const HANDLES = Array.from({ length: 19 }, (_, n) => `person-${n}`);

describe('many ballots at once', () => {
  it('are one for each member, the last of each, and counted exactly', async () => {
    await using house = await testHouse({ max: 10 });
    const members = Object.values(await assembly(house, ...HANDLES));
    const id = await openVote(house, members[0]!, { method: 'simple-majority' });

    const rounds = Array.from({ length: 10 }, () => members).flat();
    const all = rounds.map((member, n) => vote(house, member, id, ['yes', 'no', 'abstain'][n % 3]!));
    expect(await answersOf(all)).toEqual({ done: 200 });

    const kept = await house.db.select().from(votes).where(eq(votes.proposal, id));
    expect(kept.map(({ member }) => member).sort()).toEqual([...members].sort());
    expect(kept.reduce((sum, { changes }) => sum + changes, 0)).toBe(180);

    house.clock.advance({ hours: 1 });
    const decision = await house.asOf((db) => decisionOn(db, id));
    const of = (choice: string) => kept.filter((each) => each.choice === choice).length;
    expect(decision?.tally.counts).toEqual({ yes: of('yes'), no: of('no'), abstain: of('abstain') });
    expect(decision?.tally).toMatchObject({ cast: 20, electorate: 20, notVoted: 0 });
  });

  it('of members who leave at the same time, are gone with them', async () => {
    await using house = await testHouse({ max: 10 });
    const members = Object.values(await assembly(house, ...HANDLES));
    const id = await openVote(house, members[0]!);

    const leavers = members.slice(10);
    const both = leavers.flatMap((member) => [
      vote(house, member, id, 'block'),
      house.members.leave({ member }, false),
    ]);
    const answers = await answersOf([
      ...both,
      ...members.slice(0, 10).map((member) => vote(house, member, id, 'agree')),
    ]);
    expect(Object.keys(answers).filter((answer) => answer !== 'done')).toEqual(
      answers['member.not_active'] ? ['member.not_active'] : [],
    );

    house.clock.advance({ hours: 1 });
    const decision = await house.asOf((db) => decisionOn(db, id));
    expect(decision).toMatchObject({ outcome: 'adopted', tally: { cast: 10, electorate: 10 } });
  });
});

describe('a ballot at the edge of a vote', () => {
  it('counts one millisecond before the closing, and is refused at the closing itself', async () => {
    await using house = await testHouse();
    const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
    const id = await openVote(house, ana);
    await vote(house, ana, id, 'agree');
    const closing = new Date(house.clock.now().getTime() + 3_600_000);

    house.clock.set(new Date(closing.getTime() - 1));
    expect(await answerOf(vote(house, bo, id, 'agree'))).toBe('done');
    house.clock.set(closing);
    expect(await answerOf(vote(house, cy, id, 'agree'))).toBe('ballot.closed');
    expect(await answerOf(vote(house, bo, id, 'block'))).toBe('ballot.closed');

    expect(await house.asOf((db) => decisionOn(db, id))).toMatchObject({
      outcome: 'quorum_missed',
      decidedAt: closing,
      tally: { cast: 2, counts: { agree: 2, block: 0 } },
    });
  });

  it('stays as it was counted, also when the clock is set back afterwards', async () => {
    await using house = await testHouse();
    const { ana, bo } = await assembly(house, 'bo');
    const id = await openVote(house, ana);
    for (const member of [ana, bo]) await vote(house, member, id, 'agree');
    house.clock.advance({ hours: 2 });
    await house.settle();

    house.clock.advance({ minutes: -90 });
    expect(await answerOf(vote(house, bo, id, 'block'))).toBe('ballot.closed');
    expect(await answerOf(house.assembly.closeEarly({ member: ana }, id))).toBe('early_closing.not_open');
  });

  it('was cast before the closing, also where closing early had to wait for it', async () => {
    await using house = await testHouse({
      max: 6,
      ticking: (clock) => ({
        now: () => {
          clock.advance({ milliseconds: 1 });
          return clock.now();
        },
      }),
    });
    const { ana, bo } = await assembly(house, 'bo');
    const id = await openVote(house, ana);
    for (const member of [ana, bo]) await vote(house, member, id, 'agree');

    const letGo = await holdUp(house.sql, ana, 'slow form');
    const closing = house.assembly.closeEarly({ member: ana, once: 'slow form' }, id);
    await untilSomebodyWaits(house.sql);
    const changing = vote(house, bo, id, 'block');
    await Promise.race([changing, pause(100)]);
    await letGo();
    await Promise.all([closing, answerOf(changing)]);

    const [voting] = await house.db.select().from(votings).where(eq(votings.proposal, id));
    const counted = await house.db.select().from(votes).where(eq(votes.proposal, id));
    const late = counted.filter(({ castAt }) => castAt >= voting!.closesAt);
    expect(late).toEqual([]);
  });
});

describe('whatever is due', () => {
  it('is decided once, however many count at once', async () => {
    await using house = await testHouse({ max: 6 });
    const { ana, bo } = await assembly(house, 'bo');
    const ids = [await openVote(house, ana), await openVote(house, bo)];
    house.clock.advance({ hours: 1 });
    const counted = await Promise.all([house.settle(), house.settle(), house.settle(), house.settle()]);
    expect(counted.reduce((sum, each) => sum + each, 0)).toBe(2);
    const numbers = await house.db.select({ number: decisions.number }).from(decisions).orderBy(decisions.number);
    expect(numbers).toEqual([{ number: '2026-001' }, { number: '2026-002' }]);
    expect(ids).toHaveLength(2);
  });

  it('is seen alike by readers and commands that come at the same moment', async () => {
    await using house = await testHouse({ max: 6 });
    const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
    const id = await openVote(house, ana);
    for (const member of [ana, bo, cy]) await vote(house, member, id, 'agree');
    house.clock.advance({ hours: 1 });
    const [late, ...seen] = await Promise.all([
      answerOf(vote(house, bo, id, 'block')),
      ...Array.from({ length: 8 }, () => house.asOf((db) => decisionOn(db, id))),
      house.settle().then(() => decisionOn(house.db, id)),
    ]);
    expect(late).toBe('ballot.closed');
    for (const decision of seen) expect(decision).toEqual(seen[0]);
    expect(seen[0]).toMatchObject({ outcome: 'adopted', number: '2026-001' });
  });
});

describe('opening a vote', () => {
  it('is refused to whoever has read another text than the one that is there', async () => {
    await using house = await testHouse();
    const { ana, bo } = await assembly(house, 'bo');
    const id = await discuss(house, ana);
    await house.assembly.edit({ member: ana }, id, 1, proposalInput({ title: 'A wall at the quay' }));
    const closes = inMinutes(house, 60);
    expect(await answerOf(house.assembly.openVote({ member: bo }, id, { version: 1, closes }))).toBe(
      'opening.text_changed',
    );
    expect(await answerOf(house.assembly.openVote({ member: bo }, id, { version: 2, closes }))).toBe('done');
  });

  it('and rewriting the text at the same time never lets one vote on words that nobody meant', async () => {
    await using house = await testHouse({ max: 6 });
    const { ana, bo } = await assembly(house, 'bo');
    for (let round = 0; round < 15; round += 1) {
      const id = await discuss(house, ana);
      const edit = () => house.assembly.edit({ member: ana }, id, 1, proposalInput({ title: 'A wall at the quay' }));
      const open = () => house.assembly.openVote({ member: bo }, id, { version: 1, closes: inMinutes(house, 60) });
      const answers = await answersOf(round % 2 === 0 ? [edit(), open()] : [open(), edit()]);
      expect([
        { done: 1, 'opening.text_changed': 1 },
        { done: 1, 'proposal.text_frozen': 1 },
      ]).toContainEqual(answers);
    }
  });

  it('happens once, however many open it at once', async () => {
    await using house = await testHouse({ max: 8 });
    const { ana, bo } = await assembly(house, 'bo');
    const id = await discuss(house, ana);
    const open = { version: 1, closes: inMinutes(house, 60) };
    const all = Array.from({ length: 10 }, (_, n) => house.assembly.openVote({ member: n % 2 ? ana : bo }, id, open));
    expect(await answersOf(all)).toEqual({ done: 1, 'opening.already_open': 9 });
    expect(await house.db.$count(votings)).toBe(1);
  });
});
