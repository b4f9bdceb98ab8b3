import { describe, expect, it } from 'vitest';
import { comments, proposals } from '../../src/assembly/schema.ts';
import { testHouse } from '../support/house.ts';
import { assembly, ballot, discuss, openVote, proposalInput, vote } from '../support/people.ts';
import { answerOf, answersOf } from '../support/refusal.ts';

describe('a form', () => {
  it('is carried out once, however often it is sent', async () => {
    await using house = await testHouse();
    const { ana } = await assembly(house);
    const write = () => house.assembly.write({ member: ana, once: 'form 1' }, proposalInput());
    expect(await answerOf(write())).toBe('done');
    expect(await answerOf(write())).toBe('form.replayed');
    house.clock.advance({ days: 13 });
    expect(await answerOf(write())).toBe('form.replayed');
    expect(await house.db.$count(proposals)).toBe(1);
  });

  it('is carried out once, of ten that come at once', async () => {
    await using house = await testHouse({ max: 8 });
    const { ana } = await assembly(house);
    const id = await discuss(house, ana);
    const comment = { body: 'Where shall it stand?', language: 'en' };
    const all = Array.from({ length: 10 }, () => house.assembly.comment({ member: ana, once: 'form 1' }, id, comment));
    expect(await answersOf(all)).toEqual({ done: 1, 'form.replayed': 9 });
    expect(await house.db.$count(comments)).toBe(1);
  });

  it('is its member’s own: another’s with the same id is another form', async () => {
    await using house = await testHouse();
    const { ana, bo } = await assembly(house, 'bo');
    const all = [ana, bo].map((member) => house.assembly.write({ member, once: 'form 1' }, proposalInput()));
    expect(await answersOf(all)).toEqual({ done: 2 });
  });

  it('that was refused can be mended and sent again', async () => {
    await using house = await testHouse();
    const { ana } = await assembly(house);
    const id = await openVote(house, ana);
    const cast = (choice: string, reason: string | undefined) =>
      house.assembly.castVote({ member: ana, once: 'form 1' }, id, { ...ballot(choice), reason });
    expect(await answerOf(cast('stand_aside', undefined))).toBe('ballot.reason_needed');
    expect(await answerOf(cast('stand_aside', 'I was away.'))).toBe('done');
    expect(await answerOf(cast('agree', undefined))).toBe('form.replayed');
  });

  it('without an id is carried out each time: a ballot can be changed and changed back', async () => {
    await using house = await testHouse();
    const { ana } = await assembly(house);
    const id = await openVote(house, ana);
    for (const choice of ['agree', 'block', 'agree']) expect(await answerOf(vote(house, ana, id, choice))).toBe('done');
  });
});
