import { expect } from 'vitest';

/** `expect(() => rule()).toThrow(refusal('ballot.closed'))` */
export const refusal = (code: string, more: { kind?: string; field?: string; params?: object } = {}) =>
  expect.objectContaining({ name: 'Refusal', code, ...more });

/** What a command answers: 'done', or the code with which it is refused. A fault stays a fault. */
export async function answerOf(command: Promise<unknown>): Promise<string> {
  try {
    await command;
    return 'done';
  } catch (error) {
    if (error instanceof Error && error.name === 'Refusal' && 'code' in error) return String(error.code);
    throw error;
  }
}

/** How often each answer was given, for commands that run at the same time. */
export async function answersOf(commands: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const answers = await Promise.all(commands.map(answerOf));
  return Object.fromEntries(
    [...new Set(answers)].sort().map((each) => [each, answers.filter((a) => a === each).length]),
  );
}
