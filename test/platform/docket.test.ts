import { describe, expect, it } from 'vitest';
import type { Reader } from '../../src/platform/database.ts';
import { type Docket, earliestDue, nextDeadline } from '../../src/platform/docket.ts';

const NOON = new Date('2026-03-01T12:00:00.000Z');
const LATER = new Date(NOON.getTime() + 1);
const NO_DATABASE = undefined as unknown as Reader;

const docket = (due: { id: string; at: Date } | undefined, deadline?: Date): Docket => ({
  nextDue: async () => due && { ...due, seed: new Uint8Array() },
  nextDeadline: async () => deadline,
  establish: async () => {},
});

describe('of what is due on several dockets', () => {
  it.each`
    one                       | other                     | first
    ${{ id: 'b', at: NOON }}  | ${{ id: 'a', at: LATER }} | ${'b'}
    ${{ id: 'a', at: LATER }} | ${{ id: 'b', at: NOON }}  | ${'b'}
    ${{ id: 'b', at: NOON }}  | ${{ id: 'a', at: NOON }}  | ${'a'}
    ${{ id: 'a', at: NOON }}  | ${{ id: 'b', at: NOON }}  | ${'a'}
    ${{ id: 'a', at: NOON }}  | ${undefined}              | ${'a'}
    ${undefined}              | ${{ id: 'b', at: NOON }}  | ${'b'}
    ${undefined}              | ${undefined}              | ${undefined}
  `('$first comes first: the earlier, and among equals the one with the lower id', async ({ one, other, first }) => {
    const earliest = await earliestDue([docket(one), docket(other)], NO_DATABASE, LATER);
    expect(earliest?.due.id).toBe(first);
  });

  it('the next deadline is the earliest of all', async () => {
    const dockets = [docket(undefined, LATER), docket(undefined), docket(undefined, NOON)];
    expect(await nextDeadline(dockets, NO_DATABASE)).toEqual(NOON);
    expect(await nextDeadline([docket(undefined)], NO_DATABASE)).toBeUndefined();
  });
});
