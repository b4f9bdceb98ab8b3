import { describe, expect, it } from 'vitest';
import { afterAsking, isNewMove, type Move, MOVES_PENDING_MAX, requireRoom } from '../../src/peers/move.ts';
import { refusal } from '../support/refusal.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const DAY_MS = 86_400_000;
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);
const THERE = 'https://b.example/users/mira';
const told = (more: Partial<Move> = {}): Move => ({
  actor: 'https://a.example/users/mira',
  target: THERE,
  toldAt: NOW,
  attempts: 0,
  nextAt: NOW,
  settledAt: null,
  outcome: null,
  ...more,
});

describe('a move that somebody tells of', () => {
  it('is looked into when it is the first', () => {
    expect(isNewMove(undefined, THERE, NOW)).toBe(true);
  });

  it.each`
    outcome        | days | isNew
    ${null}        | ${9} | ${false}
    ${'confirmed'} | ${9} | ${false}
    ${'denied'}    | ${0} | ${false}
    ${'denied'}    | ${1} | ${true}
    ${'unreached'} | ${1} | ${true}
  `('to where it went before, $outcome, $days days ago, is looked into again: $isNew', ({ outcome, days, isNew }) => {
    expect(isNewMove(told({ outcome, toldAt: daysAgo(days) }), THERE, NOW)).toBe(isNew);
  });

  it('to somewhere else is refused for a week after one that holds, and for a day after one that came to nothing', () => {
    const elsewhere = 'https://c.example/users/mira';
    const moved = (days: number) => () =>
      isNewMove(told({ outcome: 'confirmed', toldAt: daysAgo(days) }), elsewhere, NOW);
    const failed = (days: number) => () =>
      isNewMove(told({ outcome: 'denied', toldAt: daysAgo(days) }), elsewhere, NOW);
    expect(moved(6.9)).toThrow(refusal('move.too_soon'));
    expect(moved(7)()).toBe(true);
    expect(failed(0.9)).toThrow(refusal('move.too_soon'));
    expect(failed(1)()).toBe(true);
  });

  it('is refused when too many wait', () => {
    expect(() => requireRoom(MOVES_PENDING_MAX - 1)).not.toThrow();
    expect(() => requireRoom(MOVES_PENDING_MAX)).toThrow(refusal('move.too_many'));
  });
});

describe('what the other account’s server says', () => {
  it('settles it, if it says anything', () => {
    expect(afterAsking(told(), 'named', NOW)).toMatchObject({ outcome: 'confirmed', settledAt: NOW });
    expect(afterAsking(told(), 'not_named', NOW)).toMatchObject({ outcome: 'denied', settledAt: NOW });
  });

  it('is asked for again later and later, and one day not any more', () => {
    let move = told();
    const waits: number[] = [];
    for (let at = NOW; !move.outcome; at = move.nextAt) {
      move = afterAsking(move, 'unreachable', at);
      if (!move.outcome) waits.push(move.nextAt.getTime() - at.getTime());
    }
    expect(waits).toEqual([...waits].sort((one, other) => one - other));
    expect(waits.length).toBeLessThan(10);
    expect(move.outcome).toBe('unreached');
  });
});
