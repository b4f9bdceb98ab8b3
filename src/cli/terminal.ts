import { createInterface } from 'node:readline';

/** A command was called wrongly, or cannot be carried out: a sentence for whoever called it, and exit code 2 or 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const say = (line = ''): void => void process.stdout.write(`${line}\n`);
/** Progress goes beside the result, so that `--json` stays JSON. */
export const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** Asks on the terminal; for a passphrase nothing is echoed. Without a terminal, takes the next line of the input. */
export async function ask(question: string, { hidden = false, preset = '' } = {}): Promise<string> {
  process.stderr.write(preset ? `${question} [${preset}]: ` : `${question}: `);
  const answer = hidden && process.stdin.isTTY ? await readHidden() : await readLine();
  return answer === '' ? preset : answer;
}

let lines: AsyncIterator<string> | undefined;

async function readLine(): Promise<string> {
  lines ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const { value, done } = await lines.next();
  if (done) throw new CommandError('The input ended before everything was answered.');
  return value.trim();
}

/** Reads a line without echo, character by character. */
async function readHidden(): Promise<string> {
  const { stdin } = process;
  stdin.setRawMode(true);
  stdin.resume();
  let typed = '';
  try {
    for await (const chunk of stdin) {
      for (const character of String(chunk)) {
        if (character === '\r' || character === '\n') return typed;
        if (character === '\u0003') throw new CommandError('Interrupted.', 130);
        if (character === '\u007f') typed = typed.slice(0, -1);
        else typed += character;
      }
    }
    return typed;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    process.stderr.write('\n');
  }
}
