import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { supersedes } from '../../src/voices/voice.ts';

const EARLY = new Date('2026-03-01T12:00:00Z');
const LATE = new Date('2026-03-01T12:00:01Z');

describe('of two versions of what somebody wrote', () => {
  it('the later one counts', () => {
    expect(supersedes({ updatedAt: LATE, content: 'a' }, { updatedAt: EARLY, content: 'b' })).toBe(true);
    expect(supersedes({ updatedAt: EARLY, content: 'b' }, { updatedAt: LATE, content: 'a' })).toBe(false);
  });

  it('with one time, the one whose text sorts later counts', () => {
    expect(supersedes({ updatedAt: EARLY, content: 'b' }, { updatedAt: EARLY, content: 'a' })).toBe(true);
    expect(supersedes({ updatedAt: EARLY, content: 'a' }, { updatedAt: EARLY, content: 'b' })).toBe(false);
    expect(supersedes({ updatedAt: EARLY, content: 'a' }, { updatedAt: EARLY, content: null })).toBe(true);
  });

  it('that are the same, neither changes anything', () => {
    const version = { updatedAt: EARLY, content: 'a' };
    expect(supersedes(version, { ...version })).toBe(false);
  });
});

describe('versions that arrive in any order, and more than once', () => {
  const version = fc.record({
    updatedAt: fc.integer({ min: 0, max: 3 }).map((seconds) => new Date(EARLY.getTime() + seconds * 1_000)),
    content: fc.option(fc.constantFrom('a', 'b', 'c')),
  });
  type Version = Parameters<typeof supersedes>[0];
  const lastOf = (versions: readonly Version[]): Version =>
    versions.reduce((current, next) => (supersedes(next, current) ? next : current));

  it('leave the same one standing', () => {
    const sameInTwoOrders = fc
      .array(version, { minLength: 1, maxLength: 6 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })));
    fc.assert(
      fc.property(sameInTwoOrders, ([all, again]) => {
        const [one, other] = [lastOf(all), lastOf(again)];
        expect(other.updatedAt).toEqual(one.updatedAt);
        expect(other.content ?? '').toBe(one.content ?? '');
      }),
    );
  });
});
