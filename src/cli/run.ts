import { ConfigError, readConfig } from '../config.ts';
import { Refusal } from '../kernel/refusal.ts';
import { EmbeddedPostgresError } from '../platform/embedded-postgres/error.ts';
import { NodeKeyError } from '../platform/federation/node-key.ts';
import { SchemaError } from '../platform/migrate.ts';
import { COMMANDS } from './commands.ts';
import { CommandError, say, tell } from './terminal.ts';

const USAGE = `kunveno <command>

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}

"kunveno <command> --help" says more. In the source tree: npm run kunveno -- <command>`;

/** Runs one command and returns its exit code: 0 done, 1 not possible, 2 called wrongly. */
export async function run(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    say(USAGE);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    tell(`kunveno: there is no command "${name}".\n\n${USAGE}`);
    return 2;
  }
  try {
    const { help, run: carryOut } = await command.load();
    if (rest.includes('--help') || rest.includes('-h')) {
      say(help);
      return 0;
    }
    return await carryOut(readConfig(environment), rest);
  } catch (error) {
    return explain(error);
  }
}

const OF_THE_SYSTEM: Readonly<Record<string, string>> = {
  EADDRINUSE: 'This port is in use by another program. Choose another one with PORT.',
  EACCES: 'This is not allowed for the user who runs it.',
  ECONNREFUSED: 'Nothing answers there. Is PostgreSQL running, and is DATABASE_URL right?',
  ENOTFOUND: 'The host in DATABASE_URL is not known.',
};

/** What went wrong, in a sentence for the person at the terminal; only what nobody expected comes with a trace. */
async function explain(error: unknown): Promise<number> {
  const expected = [CommandError, ConfigError, EmbeddedPostgresError, NodeKeyError, SchemaError].some(
    (kind) => error instanceof kind,
  );
  if (expected && error instanceof Error) {
    tell(`kunveno: ${error.message}`);
    return error instanceof CommandError ? error.exitCode : 1;
  }
  if (error instanceof Refusal) {
    const { createI18n } = await import('../platform/i18n.ts');
    const { catalogues } = await import('../messages.ts');
    tell(`kunveno: ${createI18n(catalogues)('en').t(error.code, error.params)}`);
    return 1;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('ERR_PARSE_ARGS_')) {
    tell(`kunveno: ${(error as Error).message}`);
    return 2;
  }
  if (OF_THE_SYSTEM[code]) {
    tell(`kunveno: ${OF_THE_SYSTEM[code]} (${code})`);
    return 1;
  }
  tell(`kunveno: something unexpected went wrong.\n${error instanceof Error ? error.stack : String(error)}`);
  return 1;
}
