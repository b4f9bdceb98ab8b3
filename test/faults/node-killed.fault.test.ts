import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  api,
  ballots,
  type Choice,
  found,
  openVote,
  type Person,
  read,
  send,
  untilAfter,
  vote,
} from '../support/api.ts';
import { newFolder, postmasterOf, processesIn, type RunningNode, startNode, until } from '../support/process.ts';

const HANDLES = ['ana', ...Array.from({ length: 19 }, (_, index) => `neighbour${index}`)];

/** What one client knows of its own ballot: what was acknowledged last, and what may have arrived since. */
interface Voter extends Person {
  acknowledged: Choice | undefined;
  maybe: Choice | undefined;
  acknowledgements: number;
}

const asVoter = (person: Person): Voter => ({
  ...person,
  ...{ acknowledged: undefined, maybe: undefined, acknowledgements: 0 },
});

const NO_ANSWER = 0;

/** Votes again and again, as fast as it is answered, until it is refused or gets no answer. */
async function keepVoting(node: RunningNode, voter: Voter, proposal: string): Promise<number> {
  for (;;) {
    const choice = voter.acknowledged === 'yes' ? 'no' : 'yes';
    voter.maybe = choice;
    const status = await vote(node, voter, proposal, choice).then(
      (answer) => answer.status,
      () => NO_ANSWER,
    );
    if (status !== 200) return status;
    voter.acknowledged = choice;
    voter.maybe = undefined;
    voter.acknowledgements += 1;
  }
}

function killAllIn(folder: string): void {
  for (const pid of processesIn(folder)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone with its postmaster.
    }
  }
}

describe('a node that is killed', () => {
  it('has every acknowledged vote when it is back, and none of them twice', async () => {
    const DATA_DIR = await newFolder();
    const begin = async () => (await startNode({ DATA_DIR, LOG_LEVEL: 'warn' })).ready();
    let node = await begin();
    const voters = (await found(node, await node.foundingSecret(), HANDLES)).map(asVoter);
    const [ana] = voters as [Voter];
    const { id } = await openVote(node, ana, 600);

    for (const withItsPostgres of [false, true]) {
      const before = voters.map(({ acknowledgements }) => acknowledgements);
      const clients = voters.map((each) => keepVoting(node, each, id));
      const busy = () => voters.every(({ acknowledgements }, index) => acknowledgements >= (before[index] ?? 0) + 3);
      expect(await until(busy, 20_000)).toBe(true);
      const server = await postmasterOf(join(DATA_DIR, 'postgres'));
      const killed = node.kill();
      if (withItsPostgres) killAllIn(DATA_DIR);
      await killed;
      expect(new Set(await Promise.all(clients))).toEqual(new Set([NO_ANSWER]));

      node = await begin();
      expect((await postmasterOf(join(DATA_DIR, 'postgres'))) === server).toBe(!withItsPostgres);
      for (const voter of voters) {
        const { choice } = (await read(node, voter, id)).ownBallot ?? {};
        expect([voter.acknowledged, voter.maybe]).toContain(choice);
        voter.acknowledged = choice;
      }
      expect((await read(node, ana, id)).voting?.cast).toBe(HANDLES.length);
    }

    await api(node, 'POST', `/proposals/${id}/early-closing`, { token: ana.token });
    expect(await ballots(node, ana, id)).toEqual(new Map(voters.map((voter) => [voter.id, voter.acknowledged])));
    const yes = voters.filter(({ acknowledged }) => acknowledged === 'yes').length;
    expect((await read(node, ana, id)).decision).toMatchObject({
      cast: 20,
      notVoted: 0,
      counts: { yes, no: 20 - yes },
    });

    // Now nothing is killed: what was acknowledged before the deadline is exactly what counts.
    const next = await openVote(node, ana, 3);
    const again = voters.map(asVoter);
    expect(new Set(await Promise.all(again.map((each) => keepVoting(node, each, next.id))))).toEqual(new Set([409]));
    expect(await ballots(node, ana, next.id)).toEqual(new Map(again.map((voter) => [voter.id, voter.acknowledged])));
    expect((await read(node, ana, next.id)).decision?.decidedAt).toBe(next.closesAt.toISOString());
    expect(await node.stop()).toEqual({ code: 0, signal: null });
  });

  it.each(['all', 'web'] as const)('decides what closed meanwhile at its own instant, with ROLE=%s', async (ROLE) => {
    const DATA_DIR = await newFolder();
    const first = await (await startNode({ DATA_DIR })).ready();
    const people = await found(first, await first.foundingSecret(), ['ana', 'ben', 'cleo', 'dan']);
    const [ana, , , dan] = people as [Person, Person, Person, Person];
    const { id, closesAt } = await openVote(first, ana, 2);
    for (const each of people.slice(0, 3)) expect((await vote(first, each, id, 'yes')).status).toBe(200);
    await first.kill();
    expect(Date.now()).toBeLessThan(closesAt.getTime());
    await untilAfter(closesAt);

    const node = await (await startNode({ DATA_DIR, ROLE })).ready();
    const late = await vote(node, dan, id, 'no');
    expect([late.status, JSON.parse(late.text).code]).toEqual([409, 'ballot.closed']);
    const { status, decision } = await read(node, dan, id);
    expect(status).toBe('adopted');
    expect(decision).toMatchObject({ decidedAt: closesAt.toISOString(), cast: 3, counts: { yes: 3, no: 0 } });
    expect(await ballots(node, ana, id)).toEqual(new Map(people.slice(0, 3).map((each) => [each.id, 'yes'])));
    await node.stop();
  });
});

describe('a first start that is killed', () => {
  /** A word of its progress after which, and how many milliseconds after that. */
  it.each([
    ['Kunveno', 0],
    ['opening', 150],
    ['opening', 600],
    ['✓ database', 0],
    ['✓ database', 60],
    ['✓ schema', 0],
  ])('after “%s” and %i ms is completed by the next', async (words, milliseconds) => {
    const DATA_DIR = await newFolder();
    const killed = await startNode({ DATA_DIR });
    await killed.says(words);
    await pause(milliseconds);
    await killed.kill();

    const node = await (await startNode({ DATA_DIR })).ready();
    const [ana] = (await found(node, await node.foundingSecret(), ['ana'])) as [Person];
    expect((await send(node, 'GET', '/api/v1/me', { token: ana.token })).status).toBe(200);
    expect(await node.stop()).toEqual({ code: 0, signal: null });
    expect(processesIn(DATA_DIR)).toEqual([]);
  });
});
