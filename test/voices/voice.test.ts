import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ANSWERS_MAX,
  ANSWERS_WITH_HELD_MAX,
  type Around,
  fateOf,
  HELD_OF_DOMAIN_MAX,
  type RemoteNote,
  supersedes,
} from '../../src/voices/voice.ts';

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

describe('what becomes of something that somebody says', () => {
  const note: RemoteNote = {
    id: 'https://garden.example/notes/1',
    actor: 'https://garden.example/users/mira',
    type: 'Note',
    publication: 'p',
    inReplyTo: null,
    title: null,
    warning: null,
    content: 'b',
    language: null,
    url: null,
    isPublic: true,
    publishedAt: EARLY,
    updatedAt: EARLY,
    receivedAt: EARLY,
    deletedAt: null,
  };
  const around = (changed: Partial<Around> = {}): Around => ({
    author: { standing: 'held', followed: false },
    isTakenBack: false,
    current: undefined,
    answers: 0,
    heldOfDomain: 0,
    ...changed,
  });
  const heard = { standing: 'heard', followed: false } as const;
  const post = { ...note, publication: null };

  it.each<[what: string, fate: string, note: RemoteNote, around: Around]>([
    ['an answer of a stranger is kept', 'write', note, around()],
    [
      'of somebody who is shut out nothing is',
      'ignored',
      note,
      around({ author: { standing: 'kept_out', followed: true } }),
    ],
    ['a post of somebody whom we do not follow is none of our business', 'ignored', post, around({ author: heard })],
    [
      'a post of somebody whom we follow is kept',
      'write',
      post,
      around({ author: { standing: 'heard', followed: true } }),
    ],
    ['what was taken back before it came does not come', 'voice.taken_back', note, around({ isTakenBack: true })],
    [
      'what another has written is not theirs',
      'voice.not_its_author',
      note,
      around({ current: { ...note, actor: 'x' } }),
    ],
    ['a later version changes it', 'change', { ...note, updatedAt: LATE }, around({ current: note })],
    ['an earlier one does not', 'known', note, around({ current: { ...note, updatedAt: LATE } })],
    [
      'what is deleted stays so',
      'known',
      { ...note, updatedAt: LATE },
      around({ current: { ...note, deletedAt: EARLY } }),
    ],
    [
      'the last answer that there is room for is kept',
      'write',
      note,
      around({ answers: ANSWERS_MAX - 1, author: heard }),
    ],
    ['one more is not', 'voice.too_many', note, around({ answers: ANSWERS_MAX, author: heard })],
    [
      'the last that is there for those who are held is kept',
      'write',
      note,
      around({ answers: ANSWERS_WITH_HELD_MAX - 1 }),
    ],
    ['the rest is left to others', 'voice.too_many', note, around({ answers: ANSWERS_WITH_HELD_MAX })],
    [
      'of a server whose people wait no more is kept than so much',
      'voice.too_many',
      note,
      around({ heldOfDomain: HELD_OF_DOMAIN_MAX }),
    ],
    [
      'of one whose people are heard more is',
      'write',
      note,
      around({ heldOfDomain: HELD_OF_DOMAIN_MAX, author: heard }),
    ],
    [
      'a change is no more than there was',
      'change',
      { ...note, updatedAt: LATE },
      around({ current: note, answers: ANSWERS_MAX }),
    ],
  ])('%s', (_what, fate, said, surroundings) => {
    expect(fateOf(said, surroundings)).toBe(fate);
  });
});
