/** Whatever is no text, or turns around what stands after it. */
const UNREADABLE = /[\p{Cc}\u2028-\u202e]/gu;
/** Legible marks are few on each letter; hundreds of them paint over the lines around. */
const TOO_MANY_MARKS = /(\p{M}{8})\p{M}+/gu;

/** Text from outside without what would spoil the text around it. Lines and tabs stay. */
export const legible = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(UNREADABLE, (character) => (character === '\n' || character === '\t' ? character : ''))
    .replaceAll(TOO_MANY_MARKS, '$1');

const NAME_LENGTH_MAX = 60;
/** Marks and isolates of direction: within a name, the element around it sees to that. */
const DIRECTIONS = /[\u061c\u200e\u200f\u2066-\u2069]/g;
/** Takes no room, and makes two names that look the same be two. Those that shape letters and emoji come below. */
const INVISIBLE = /(?!\u200c|\u200d|[\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;
const JOINERS = /(?:\u200c|\u200d)+/g;
/** What a joiner can join, or keep apart: letters of scripts that flow, and emoji. */
const JOINED =
  /^(?:[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Sinhala}]|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u;

/** One joiner between two things that it can join stays; any other is only there to deceive. */
function withoutIdleJoiners(text: string): string {
  return text.replaceAll(JOINERS, (run: string, at: number) => {
    const before = Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? '';
    const isLast = /^(?:\s|$)/.test(text.slice(at + run.length, at + run.length + 1));
    return run.length === 1 && !isLast && JOINED.test(before) ? run : '';
  });
}

/**
 * How somebody elsewhere calls themselves, so that it can stand in a line of ours: nothing in it is
 * invisible, nothing turns the line around, and it ends. It is text, to be escaped like any other,
 * and needs a `bdi` around it. Empty when nothing is left.
 */
export function displayName(name: string): string {
  const plain = legible(name.slice(0, 1_000)).replaceAll(DIRECTIONS, '').replaceAll(INVISIBLE, '');
  const shown = withoutIdleJoiners(plain).replaceAll(/\s+/g, ' ').trim();
  const letters = Array.from(shown);
  return letters.length <= NAME_LENGTH_MAX
    ? shown
    : `${letters
        .slice(0, NAME_LENGTH_MAX - 1)
        .join('')
        .trimEnd()}…`;
}
