import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { TokenInput } from '../members/inputs.ts';
import { normalHandle } from '../members/member.ts';
import { openNode } from '../node.ts';
import { ask, CommandError, say } from './terminal.ts';

export const help = `kunveno token <name> [--label …] [--scope read|act] [--days 1..365] [--json]

Makes a token for a member, for their passphrase: the terminal is no back door. The token is
shown once, and its owner sees on their page that it was made on the terminal. The passphrase is
asked for, or read from the standard input.`;

const OPTIONS = {
  label: { type: 'string', default: 'terminal' },
  scope: { type: 'string', default: 'act' },
  days: { type: 'string', default: '90' },
  json: { type: 'boolean', default: false },
} as const;

export async function token(config: Config, args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args);
  const [handle] = positionals;
  if (handle === undefined) throw new CommandError(help, 2);
  const wish = TokenInput.safeParse({ label: values.label, scope: values.scope, days: values.days });
  if (!wish.success) throw new CommandError(help, 2);
  const passphrase = await ask(`Passphrase of ${handle}`, { hidden: true });
  const node = await openNode(config, { mode: 'join' });
  try {
    const claim = { handle: normalHandle(handle), device: undefined };
    const made = await node.house.credentials.makeTokenFor(claim, passphrase, { ...wish.data, madeBy: 'terminal' });
    const expiresAt = made.expiresAt.toISOString();
    say(values.json ? JSON.stringify({ id: made.id, token: made.secret, expiresAt }) : made.secret);
    return 0;
  } finally {
    await node.close();
  }
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: true });
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : 'wrong arguments'}\n\n${help}`, 2);
  }
}
