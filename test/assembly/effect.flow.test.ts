import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/assembly/effect.ts';
import { proposals } from '../../src/assembly/schema.ts';
import { collective } from '../../src/collective/store.ts';
import { EFFECTS } from '../../src/effects.ts';
import { mandateStatus } from '../../src/mandates/mandate.ts';
import { mandatesOf } from '../../src/mandates/store.ts';
import { leavesOf } from '../../src/platform/record.ts';
import { decisionOn } from '../support/decisions.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { adopt, assembly, openVote, vote } from '../support/people.ts';
import { answerOf } from '../support/refusal.ts';

const rename = (name: string): Effect => ({ type: 'collective.rename', params: { name } });
const renew = (holder: string, office = 'convenor', days = 10): Effect => ({
  type: 'mandate.renew',
  params: { office, holder, days },
});

const nameOf = async (house: TestHouse) => (await collective(house.db))?.name;

describe('the effect of a decision', () => {
  it('is carried out with it, at the instant of its closing, however late one counts', async () => {
    await using house = await testHouse();
    const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
    const id = await openVote(house, bo, { effect: renew(bo) });
    for (const member of [ana, bo, cy]) await vote(house, member, id, 'agree');
    house.clock.advance({ days: 3 });
    await house.settle();

    const [mandate] = await mandatesOf(house.db, bo);
    expect(mandate).toMatchObject({
      office: 'convenor',
      source: 'decision',
      sourceId: id,
      startsAt: new Date('2026-03-01T13:00:00Z'),
      endsAt: new Date('2026-03-11T13:00:00Z'),
      acceptedAt: new Date('2026-03-01T13:00:00Z'),
    });
  });

  it('gives nobody a power unasked: who did not propose it must accept', async () => {
    await using house = await testHouse();
    const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
    await adopt(house, [ana, bo, cy], await openVote(house, ana, { effect: renew(bo) }));
    const [mandate] = await mandatesOf(house.db, bo);
    expect(mandateStatus(mandate!, house.clock.now())).toBe('offered');
    expect(await answerOf(house.members.invite({ member: bo }))).toBe('invitation.no_mandate');
    await house.mandates.accept({ member: bo }, mandate!.id);
    expect(await answerOf(house.members.invite({ member: bo }))).toBe('done');
  });

  it.each`
    outcome            | choices
    ${'not_adopted'}   | ${['abstain', 'abstain', 'abstain']}
    ${'blocked'}       | ${['agree', 'agree', 'block']}
    ${'quorum_missed'} | ${['agree', 'agree']}
  `('is not that of a proposal that was $outcome', async ({ outcome, choices }) => {
    await using house = await testHouse();
    const members = Object.values(await assembly(house, 'bo', 'cy'));
    const id = await openVote(house, members[0]!, { effect: rename('Quay Council') });
    for (const [n, choice] of (choices as string[]).entries()) await vote(house, members[n]!, id, choice);
    house.clock.advance({ hours: 1 });
    await house.settle();
    expect(await decisionOn(house.db, id)).toMatchObject({ outcome, effectState: 'none', effectRefusal: null });
    expect(await nameOf(house)).toBe('Harbour Assembly');
  });

  it('comes in the order of closing, and of the ids where votes close together', async () => {
    await using house = await testHouse();
    const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
    const names = new Map<string, string>();
    for (const name of ['Quay One', 'Quay Two', 'Quay Three', 'Quay Four', 'Quay Five']) {
      const id = await openVote(house, ana, { effect: rename(name) });
      names.set(id, name);
      for (const member of [ana, bo, cy]) await vote(house, member, id, 'agree');
    }
    house.clock.advance({ hours: 1 });
    expect(await house.settle()).toBe(5);

    const inOrder = [...names.keys()].sort();
    const numbers = await Promise.all(inOrder.map(async (id) => (await decisionOn(house.db, id))?.number));
    expect(numbers).toEqual(['2026-001', '2026-002', '2026-003', '2026-004', '2026-005']);
    expect(await nameOf(house)).toBe(names.get(inOrder.at(-1)!));
  });
});

describe('the fields of all effects', () => {
  it('have names of their own, since they stand in one form', () => {
    const names = Object.values(EFFECTS).flatMap(({ fields }) => fields.map(({ name }) => name));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe('an effect that cannot be carried out any more', () => {
  it.each`
    why                             | effect                                 | before                                                                         | code
    ${'its holder has left'}        | ${(bo: string) => renew(bo)}           | ${(house: TestHouse, bo: string) => house.members.leave({ member: bo }, true)} | ${'mandate.holder_gone'}
    ${'the name is the same'}       | ${() => rename('Harbour Assembly')}    | ${async () => {}}                                                              | ${'collective.same_name'}
    ${'this node does not know it'} | ${() => ({ type: 'x.y', params: {} })} | ${async () => {}}                                                              | ${'effect.unknown'}
  `('leaves the decision standing: $why', async ({ effect, before, code }) => {
    await using house = await testHouse();
    const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
    const id = await openVote(house, ana, { effect: effect(bo) });
    for (const member of [ana, cy, bo]) await vote(house, member, id, 'agree');
    await before(house, bo);
    house.clock.advance({ hours: 1 });
    await house.settle();

    const decision = await decisionOn(house.db, id);
    expect(decision).toMatchObject({ outcome: 'adopted', effectState: 'not_executable', effectRefusal: code });
    const leaves = await leavesOf(house.db, 'members');
    expect(leaves.at(-1)?.kind).toBe('decision.effect');
    expect(JSON.parse(leaves.at(-1)!.leaf).data).toMatchObject({
      decision: id,
      state: 'not_executable',
      refusal: code,
    });
    expect(await nameOf(house)).toBe('Harbour Assembly');
  });

  it('does not keep the node from going on: parameters that a later release no longer takes', async () => {
    await using house = await testHouse();
    const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
    const id = await openVote(house, ana, { effect: rename('Quay Council') });
    for (const member of [ana, bo, cy]) await vote(house, member, id, 'agree');
    await house.db.update(proposals).set({ effect: { type: 'collective.rename', params: { title: 'Quay Council' } } });
    house.clock.advance({ hours: 1 });

    expect(await answerOf(house.members.changeSettings({ member: ana }, { locale: 'es', timeZone: 'UTC' }))).toBe(
      'done',
    );
    expect(await decisionOn(house.db, id)).toMatchObject({ outcome: 'adopted', effectState: 'not_executable' });
  });
});

describe('a renewal', () => {
  it('ends what the same person held of the office, and leaves what others hold', async () => {
    await using house = await testHouse();
    const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
    await adopt(house, [ana, bo, cy], await openVote(house, bo, { effect: renew(bo, 'publisher') }));
    await adopt(house, [ana, bo, cy], await openVote(house, bo, { effect: renew(bo, 'publisher', 20) }));
    const statuses = async (member: string) =>
      (await mandatesOf(house.db, member)).map((each) => `${each.office} ${mandateStatus(each, house.clock.now())}`);
    expect((await statuses(bo)).sort()).toEqual(['publisher live', 'publisher superseded']);
    expect((await statuses(ana)).sort()).toEqual(['convenor live', 'node-keeper live', 'publisher live']);
  });
});
