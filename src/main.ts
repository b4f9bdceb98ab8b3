import { run } from './cli/run.ts';

process.exitCode = await run(process.argv.slice(2), process.env);
// Everything is closed. A socket of the driver that was lost on the way must not keep the process.
setTimeout(() => process.exit(), 1_000).unref();
