import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { hashPassphrase } from '../members/passphrase.ts';
import { openNode } from '../node.ts';
import { askForFounding } from './founding-questions.ts';
import { CommandError, say } from './terminal.ts';

export const help = `kunveno found [--link] [--json] [--name … --collective-handle … --summary … --locale … --languages …
              --time-zone … --voting-at-least-seconds … --handle …]

Founds the collective of this node without a browser: asks for what is not given, and for the
passphrase. The passphrase is never taken from the command line; without a terminal it is read
from the standard input.

  --link   only shows a new founding link for the browser`;

const OPTIONS = {
  link: { type: 'boolean' },
  json: { type: 'boolean' },
  name: { type: 'string' },
  'collective-handle': { type: 'string' },
  summary: { type: 'string' },
  locale: { type: 'string' },
  languages: { type: 'string' },
  'time-zone': { type: 'string' },
  'voting-at-least-seconds': { type: 'string' },
  handle: { type: 'string' },
} as const;

export async function found(config: Config, args: readonly string[]): Promise<number> {
  const { values } = readArgs(args);
  const node = await openNode(config, { mode: 'join' });
  try {
    const { collective } = node.house;
    const secret = await collective.showFoundingLink();
    if (values.link) {
      const link = new URL(`/founding/${secret}`, config.origin).href;
      say(values.json ? JSON.stringify({ link }) : link);
      return 0;
    }
    const { link: _link, json, ...given } = values;
    const named = Object.entries(given).map(([name, value]) => [camelCase(name), value]);
    const answers = await askForFounding(Object.fromEntries(named));
    const { handle, passphrase, collectiveHandle, ...charter } = answers;
    const { locale, timeZone } = charter;
    const founder = { handle, passphraseHash: await hashPassphrase(passphrase), locale, timeZone };
    const { id, welcome } = await collective.found({
      secret,
      charter: { ...charter, handle: collectiveHandle },
      founder,
    });
    if (json) {
      say(JSON.stringify({ collective: id, member: welcome.member, recoveryCodes: welcome.recoveryCodes }));
      return 0;
    }
    say(`\n${charter.name} is founded. Sign in at ${config.origin.origin}/sign-in as ${handle}.\n`);
    say('Write these recovery codes down. They are shown only now:\n');
    for (const code of welcome.recoveryCodes) say(`  ${code}`);
    return 0;
  } finally {
    await node.close();
  }
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true });
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : 'wrong arguments'}\n\n${help}`, 2);
  }
}

const camelCase = (name: string): string =>
  name.replaceAll(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
