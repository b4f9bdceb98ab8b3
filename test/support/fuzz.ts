import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

/**
 * `npm run fuzz -- --runs 20000 --seed 7`: the fuzz run of `npm test` for as long as one likes, and every field of
 * every message replaced in turn, which takes minutes. What fails names the seed with which it fails again.
 */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '20000' }, seed: { type: 'string' } } });
const vitest = ['run', '--root', '.', '--config', 'test/vitest.config.ts', 'test/federation/fuzz.test.ts'];
const env = { ...process.env, FUZZ_RUNS: values.runs, ...(values.seed ? { FUZZ_SEED: values.seed } : {}) };
process.exitCode = spawnSync('vitest', vitest, { stdio: 'inherit', env }).status ?? 1;
