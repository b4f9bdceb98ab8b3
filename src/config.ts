import { z } from 'zod';
import { MODES } from './peers/standing.ts';

const port = z.coerce.number().int().min(1).max(65_535);

/** Each variable with what it means; `kunveno doctor` prints these lines. */
const Environment = z.object({
  PORT: port.default(3000).describe('port to listen on'),
  HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  ORIGIN: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('the address under which people reach the node, for good once it is founded'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('PostgreSQL 15 or later; unset: an embedded one under DATA_DIR'),
  DATA_DIR: z.string().min(1).default('./data').describe('where the node keeps its files'),
  ROLE: z.enum(['all', 'web', 'worker']).default('all').describe('what this process does'),
  FEDERATION: z
    .enum(MODES)
    .default('quarantine')
    .describe(
      'strangers: heard at once (open), held until let in (quarantine), only those let in (allowlist), nobody (closed)',
    ),
  ALLOW_PRIVATE_PEERS: z
    .stringbool()
    .default(false)
    .describe('deal with servers on this machine and in private networks, over plain http: to try things out'),
  INBOX_PER_SERVER: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(300)
    .describe('messages that one server may send in five minutes; ten times as many where we follow somebody there'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .optional()
    .describe('how much is logged; unset: info, or warn on a terminal'),
});

export interface Config extends Readonly<Omit<z.infer<typeof Environment>, 'ORIGIN'>> {
  readonly origin: URL;
}

/** What is wrong with the environment, in a sentence for the person who starts the node. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the environment once, at the start; nothing else in `src` looks at `process.env`. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    throw new ConfigError(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody on the way pass for anybody else. Take it out of the environment; a certificate of your own goes into NODE_EXTRA_CA_CERTS.',
    );
  }
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) throw new ConfigError(`The environment is not usable:\n${z.prettifyError(parsed.error)}`);
  const { ORIGIN, ...rest } = parsed.data;
  const origin = originOf(ORIGIN ?? `http://localhost:${rest.PORT}`);
  if (rest.ALLOW_PRIVATE_PEERS && origin.protocol === 'https:') {
    throw new ConfigError(
      'ALLOW_PRIVATE_PEERS would let anybody on the internet make this node knock at doors inside your network. It is for nodes whose ORIGIN is on this machine.',
    );
  }
  return Object.freeze({ ...rest, origin });
}

/** https, or http where nobody can listen in between: this machine, and onion services. */
function originOf(text: string): URL {
  const url = new URL(text);
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    throw new ConfigError(`ORIGIN must be a bare address such as https://port.example, not ${text}`);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !url.hostname.endsWith('.onion')) {
    throw new ConfigError(
      `ORIGIN ${url.origin} is plain http: passwords could be read on the way. Use https (see "Running it for real" in README.md).`,
    );
  }
  return url;
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

/** The variables with their meaning and default, as `doctor` shows them. */
export const environmentHelp = (): { name: string; meaning: string }[] =>
  Object.entries(Environment.shape).map(([name, schema]) => ({ name, meaning: schema.description ?? '' }));
