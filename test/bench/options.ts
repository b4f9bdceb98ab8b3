import { parseArgs } from 'node:util';

/** What can be measured by itself, in the order in which it is. */
export const PARTS = [
  'start',
  'votes',
  'page',
  'restart',
  'idle',
  'documents',
  'refusals',
  'inbox',
  'memory',
  'delivery',
  'backlog',
] as const;
export type Part = (typeof PARTS)[number];

/** How much is sent, and for how long. */
export interface Sizes {
  /** For which one page is asked for again and again. */
  readonly seconds: number;
  readonly idleSeconds: number;
  readonly voters: number;
  readonly voteSeconds: number;
  /** Actors elsewhere, each on a host of its own. */
  readonly senders: number;
  /** Answers that arrive: in four quarters, of which the first is held against the last. */
  readonly answers: number;
  readonly likes: number;
  /** Of either kind, to the reference. */
  readonly answersToReference: number;
  /** Before what has grown is weighed. */
  readonly restSeconds: number;
  readonly followers: number;
  /** Publications one by one, of which the last delivery is waited for. */
  readonly publicationsAlone: number;
  /** Publications in a row. */
  readonly publications: number;
  /** Servers for which much waits, and how much for each. */
  readonly backlogHosts: number;
  readonly backlogEach: number;
}

const variable = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);

const FULL: Sizes = {
  seconds: variable('BENCH_SECONDS', 8),
  idleSeconds: variable('BENCH_IDLE_SECONDS', 60),
  voters: variable('BENCH_VOTERS', 200),
  voteSeconds: 10,
  senders: 50,
  answers: 4_000,
  likes: 2_000,
  answersToReference: 800,
  restSeconds: 5,
  followers: 100,
  publicationsAlone: 10,
  publications: 60,
  backlogHosts: 500,
  backlogEach: 200,
};

const QUICK: Sizes = {
  seconds: 1,
  idleSeconds: 3,
  voters: 20,
  voteSeconds: 2,
  senders: 50,
  answers: 800,
  likes: 400,
  answersToReference: 120,
  restSeconds: 1,
  followers: 100,
  publicationsAlone: 3,
  publications: 4,
  backlogHosts: 100,
  backlogEach: 20,
};

const LONG = { answers: 20_000, likes: 80_000 };

export interface BenchOptions {
  readonly sizes: Sizes;
  /** The bundle that is measured: another one can be held against it. */
  readonly bundle: string;
  /** For `node --cpu-prof` and the like. */
  readonly nodeArgs: readonly string[];
  wants(...parts: readonly Part[]): boolean;
}

const HELP = `npm run bench -- [options]

  --only a,b      only these parts: ${PARTS.join(', ')}
  --quick         a fraction of everything: to see that it works, not for figures
  --long          ${LONG.answers + LONG.likes} messages into the inbox, so that growing cost and memory would show
  --bundle PATH   measures another bundle than dist/kunveno.js
  --node-arg=ARG  handed to the node that is measured, such as --cpu-prof; may be repeated`;

/** Reads the command line. Prints help and ends the process when that is asked for, or when it cannot be read. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: PARTS.join() },
      quick: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
      bundle: { type: 'string', default: 'dist/kunveno.js' },
      'node-arg': { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  const chosen = values.only.split(',').map((each) => each.trim());
  const unknown = chosen.filter((each) => !PARTS.some((part) => part === each));
  if (values.help || unknown.length > 0) {
    console.log(unknown.length > 0 ? `There is no part called ${unknown.join(', ')}.\n\n${HELP}` : HELP);
    process.exit(values.help ? 0 : 2);
  }
  const sizes = values.quick ? QUICK : FULL;
  return {
    sizes: values.long ? { ...sizes, ...LONG } : sizes,
    bundle: values.bundle,
    nodeArgs: values['node-arg'],
    wants: (...parts) => parts.some((part) => chosen.includes(part)),
  };
}
