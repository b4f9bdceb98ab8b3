import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { electors, votes } from '../../src/assembly/schema.ts';
import { sha256 } from '../../src/kernel/digest.ts';
import { mandateStatus } from '../../src/mandates/mandate.ts';
import { holdsPower, mandatesOf } from '../../src/mandates/store.ts';
import { viewerBySession, viewerByToken } from '../../src/members/credential-store.ts';
import { knownDevices, members, recoveryCodes, sessions, tokens } from '../../src/members/schema.ts';
import { decisionOn } from '../support/decisions.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { adopt, assembly, newcomer, openVote, vote } from '../support/people.ts';
import { answerOf } from '../support/refusal.ts';

const TOKEN = { label: 'notes', scope: 'act', days: 30, madeBy: 'page' } as const;

describe('whoever leaves', () => {
  let house: TestHouse;
  let ana: string;
  let bo: string;
  let cy: string;
  beforeEach(async () => {
    house = await testHouse();
    ({ ana, bo, cy } = await assembly(house, 'bo', 'cy'));
    return () => house[Symbol.asyncDispose]();
  });

  it('is known to no session, token, device or code from that instant', async () => {
    const { session, member } = await house.members.join(
      (await house.members.invite({ member: ana })).secret,
      newcomer('di'),
    );
    const token = await house.credentials.makeToken({ member }, TOKEN);
    const now = house.clock.now();
    const asks = () =>
      Promise.all([
        viewerBySession(house.db, sha256(session), now, '2026-W09'),
        viewerByToken(house.db, sha256(token.secret), now, '2026-W09'),
      ]);
    expect(await asks()).toEqual([expect.objectContaining({ id: member }), expect.objectContaining({ id: member })]);

    await house.members.leave({ member }, false);
    expect(await asks()).toEqual([undefined, undefined]);
    for (const table of [sessions, tokens, knownDevices, recoveryCodes]) {
      expect(await house.db.$count(table, eq(table.member, member))).toBe(0);
    }
  });

  it('holds no mandate from that instant, neither one held nor one offered', async () => {
    const params = { office: 'publisher', holder: bo, days: 30 };
    await adopt(house, [ana, bo, cy], await openVote(house, cy, { effect: { type: 'mandate.renew', params } }));
    await house.members.leave({ member: ana }, false);
    await house.members.leave({ member: bo }, false);
    const statuses = [...(await mandatesOf(house.db, ana)), ...(await mandatesOf(house.db, bo))].map((mandate) =>
      mandateStatus(mandate, house.clock.now()),
    );
    expect(statuses).toEqual(['vacated', 'vacated', 'vacated', 'vacated']);
    expect(await holdsPower(house.db, ana, 'invite', house.clock.now())).toBe(false);
  });

  it('is taken off the roll of every vote that is open, with their ballot, and of none that is over', async () => {
    const over = await openVote(house, ana, { minutes: 30 });
    const open = await openVote(house, ana, { minutes: 60 });
    for (const id of [over, open]) for (const member of [ana, bo, cy]) await vote(house, member, id, 'agree');
    house.clock.advance({ minutes: 30 });
    await house.members.leave({ member: bo }, false);

    house.clock.advance({ minutes: 30 });
    await house.settle();
    expect((await decisionOn(house.db, over))?.tally).toMatchObject({ electorate: 3, cast: 3 });
    expect((await decisionOn(house.db, open))?.tally).toMatchObject({ electorate: 2, cast: 2 });
    expect(await house.db.$count(votes, eq(votes.member, bo))).toBe(1);
    expect(await house.db.select().from(electors).where(eq(electors.member, bo))).toHaveLength(2);
  });

  it('can do nothing any more, and says so alike everywhere', async () => {
    const id = await openVote(house, ana);
    await house.members.leave({ member: bo }, false);
    const actor = { member: bo };
    const tries = [
      vote(house, bo, id, 'agree'),
      openVote(house, bo),
      house.members.invite(actor),
      house.members.leave(actor, true),
      house.members.changeSettings(actor, { locale: 'es', timeZone: 'UTC' }),
      house.credentials.makeToken(actor, TOKEN),
      house.assembly.comment(actor, id, { body: 'Still here.', language: 'en' }),
      house.assembly.closeEarly(actor, id),
    ];
    expect(await Promise.all(tries.map(answerOf))).toEqual(tries.map(() => 'member.not_active'));
  });

  it('keeps their handle from others, unless they wish it erased', async () => {
    await house.members.leave({ member: bo }, false);
    await house.members.leave({ member: cy }, true);
    const join = async (handle: string) => {
      const { secret } = await house.members.invite({ member: ana });
      return answerOf(house.members.join(secret, newcomer(handle)));
    };
    expect(await join('bo')).toBe('member.handle_taken');
    expect(await join('cy')).toBe('done');
    const [row] = await house.db.select().from(members).where(eq(members.id, cy));
    expect(row).toMatchObject({ handle: null, salt: null, passphraseHash: null });
  });

  it('may be everyone: the vote that is left open is decided, by nobody, and nothing is carried out', async () => {
    const id = await openVote(house, ana, { effect: { type: 'collective.rename', params: { name: 'Nobody' } } });
    for (const member of [ana, bo, cy]) await vote(house, member, id, 'agree');
    for (const member of [ana, bo, cy]) await house.members.leave({ member }, true);
    house.clock.advance({ hours: 1 });
    expect(await house.settle()).toBe(1);
    expect(await decisionOn(house.db, id)).toMatchObject({
      outcome: 'not_adopted',
      effectState: 'none',
      tally: { electorate: 0, cast: 0 },
    });
  });
});
