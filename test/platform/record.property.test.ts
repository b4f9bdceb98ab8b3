import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { leafHash } from '../../src/kernel/digest.ts';
import { firstFault, leavesOf, type StoredLeaf } from '../../src/platform/record.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { adopt, assembly, openVote, vote } from '../support/people.ts';

let house: TestHouse;
let chain: readonly StoredLeaf[];
let people: readonly string[];
let decided: string;
let undecided: string;

beforeAll(async () => {
  house = await testHouse();
  const { ana, bo, cy } = await assembly(house, 'bo', 'cy');
  people = [ana, bo, cy];
  const params = { office: 'convenor', holder: bo, days: 30 };
  decided = await openVote(house, ana, { effect: { type: 'mandate.renew', params } });
  await vote(house, cy, decided, 'stand_aside');
  await adopt(house, [ana, bo], decided);
  await adopt(
    house,
    [ana, bo, cy],
    await openVote(house, bo, { effect: { type: 'collective.rename', params: { name: 'Quay' } } }),
  );
  await house.members.leave({ member: ana }, true);
  undecided = await openVote(house, bo);
  await vote(house, cy, undecided, 'agree');
  chain = await leavesOf(house.db, 'members');
});

const leafAt = () => fc.nat(chain.length - 1);

describe('the record of a house in which something has happened', () => {
  it('holds, from its first leaf to its last', () => {
    expect(chain.length).toBeGreaterThan(10);
    expect(firstFault(chain)).toBeUndefined();
  });

  it('holds in parts, for whoever has checked the part before', () => {
    for (let known = 1; known < chain.length; known += 1) {
      expect(firstFault(chain.slice(known), chain[known - 1]?.hash, known)).toBeUndefined();
    }
  });

  it('shows any change of a letter in any leaf, there where it was made', () => {
    const letter = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 });
    fc.assert(
      fc.property(leafAt(), fc.nat(), letter, (at, position, other) => {
        const { leaf } = chain[at] ?? expect.unreachable();
        const place = position % leaf.length;
        const changed = leaf.slice(0, place) + other + leaf.slice(place + 1);
        fc.pre(changed !== leaf);
        expect(firstFault(chain.with(at, { ...chain[at]!, leaf: changed }))?.seq).toBe(at + 1);
      }),
      { numRuns: 1_000 },
    );
  });

  it('shows any change of a hash', () => {
    fc.assert(
      fc.property(leafAt(), fc.nat(63), fc.constantFrom(...'0123456789abcdef'), (at, place, digit) => {
        const { hash } = chain[at] ?? expect.unreachable();
        fc.pre(hash[place] !== digit);
        const changed = hash.slice(0, place) + digit + hash.slice(place + 1);
        expect(firstFault(chain.with(at, { ...chain[at]!, hash: changed }))).toEqual({ seq: at + 1, fault: 'hash' });
      }),
      { numRuns: 1_000 },
    );
  });

  it('shows a leaf that was rewritten together with its hash, by the one after it', () => {
    fc.assert(
      fc.property(fc.nat(chain.length - 2), (at) => {
        const leaf = JSON.stringify({ ...JSON.parse(chain[at]!.leaf), kind: 'another' });
        const forged = chain.with(at, { ...chain[at]!, leaf, hash: leafHash(leaf) });
        expect(firstFault(forged)).toEqual({ seq: at + 2, fault: 'predecessor' });
      }),
    );
  });

  it('shows a leaf that is missing, from the beginning or from in between', () => {
    fc.assert(
      fc.property(fc.nat(chain.length - 2), (at) => {
        expect(firstFault(chain.toSpliced(at, 1))).toEqual({ seq: at + 1, fault: 'number' });
      }),
    );
  });

  it('shows two leaves in each other’s place, and a leaf that stands there twice', () => {
    fc.assert(
      fc.property(leafAt(), leafAt(), (one, other) => {
        fc.pre(one !== other);
        const swapped = chain.with(one, chain[other]!).with(other, chain[one]!);
        expect(firstFault(swapped)?.seq).toBe(Math.min(one, other) + 1);
        expect(firstFault(chain.toSpliced(one, 0, chain[one]!))?.seq).toBe(one + 2);
      }),
    );
  });

  it('cannot show by itself that its end was cut off: for that, somebody must have kept a later hash', () => {
    expect(firstFault(chain.slice(0, -1))).toBeUndefined();
    expect(firstFault(chain.slice(-1), chain.at(-3)?.hash, chain.length - 1)).toMatchObject({ fault: 'predecessor' });
  });

  it('names nobody and quotes nobody', () => {
    const text = chain.map(({ leaf }) => leaf).join('\n');
    for (const word of [...people, '"ana"', '"bo"', '"cy"', 'bench', 'barrels', 'why I say'])
      expect(text).not.toContain(word);
  });
});

/** Tries it in a transaction that is never committed. */
const attempt = (statement: string) =>
  house.sql.begin(async (sql) => {
    await sql.unsafe(statement);
    throw new Error(`carried out: ${statement}`);
  });

const REFUSED = expect.objectContaining({ code: '23001' });

describe('the database', () => {
  it.each(['records', 'decisions', 'proposal_texts'])('takes new rows of %s, and changes none', async (table) => {
    const column = { records: 'leaf', decisions: 'outcome', proposal_texts: 'body' }[table];
    await expect(attempt(`update ${table} set ${column} = 'another'`)).rejects.toEqual(REFUSED);
    await expect(attempt(`delete from ${table}`)).rejects.toEqual(REFUSED);
  });

  it.each(['records', 'decisions', 'proposal_texts', 'publications'])('does not empty %s', async (table) => {
    // What is published refers to decisions: these cannot even be tried to be emptied alone.
    const alone = table === 'decisions' ? expect.objectContaining({ code: '0A000' }) : REFUSED;
    await expect(attempt(`truncate ${table}`)).rejects.toEqual(alone);
    await expect(attempt(`truncate ${table} cascade`)).rejects.toEqual(REFUSED);
  });

  it.each`
    what                     | statement
    ${'changed'}             | ${(id: string) => `update votes set choice = 'block' where proposal = '${id}'`}
    ${'taken away'}          | ${(id: string) => `delete from votes where proposal = '${id}'`}
    ${'added'}               | ${(id: string) => `insert into votes select proposal, 'di', choice, reason, principle, cast_at, 0, salt from votes where proposal = '${id}' limit 1`}
    ${'moved away'}          | ${(id: string) => `update votes set proposal = 'elsewhere' where proposal = '${id}'`}
    ${'all emptied at once'} | ${() => 'truncate votes'}
  `('refuses that ballots of a decided vote are $what', async ({ statement }) => {
    await expect(attempt(statement(decided))).rejects.toEqual(REFUSED);
  });

  it('refuses that a ballot is moved into a decided vote', async () => {
    const move = `update votes set proposal = '${decided}', member = 'di' where proposal = '${undecided}'`;
    await expect(attempt(move)).rejects.toEqual(REFUSED);
  });

  it('lets the ballots of an open vote be changed', async () => {
    await expect(attempt(`update votes set choice = 'abstain' where proposal = '${undecided}'`)).rejects.toThrow(
      'carried out',
    );
  });
});
