import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { measureBacklog } from './backlog.ts';
import { bareRate } from './cost.ts';
import { measureDelivery } from './delivery.ts';
import { measureDocuments } from './documents.ts';
import { measureInbox } from './inbox.ts';
import { measureItself } from './itself.ts';
import { readOptions } from './options.ts';
import { measureRefusals } from './refusals.ts';
import { createReport, round } from './report.ts';

/** `npm run bench`: whole processes on loopback, each figure beside its reference from the same run. */

/** Of the answer that all processor time is measured by. */
const F_BYTES = 2_048;

const options = readOptions(process.argv.slice(2));
const report = createReport();
const { seconds } = options.sizes;

const machine = { processors: cpus().length, model: cpus()[0]?.model ?? 'unknown', loadBefore: loadavg()[0] ?? 0 };
report.say(`Node ${process.version}, ${machine.processors} × ${machine.model}, load ${round(machine.loadBefore)}`);
const f = await bareRate(F_BYTES, seconds);
report.say(
  `F: a bare Fastify answer of 2 KB takes ${round(f.cpuMicroseconds)} µs of processor, ${round(f.perSecond)}/s\n`,
);

await measureItself(options, f, report);
await measureDocuments(options, f, report);
await measureRefusals(options, f, report);
await measureInbox(options, f, report);
await measureDelivery(options, f, report);
await measureBacklog(options, report);

const again = await bareRate(F_BYTES, seconds);
report.add({
  what: 'F at the end against F at the beginning',
  figure: again.cpuMicroseconds / f.cpuMicroseconds,
  unit: '×',
  reference: `${round(again.cpuMicroseconds)} µs, ${round(again.perSecond)}/s: far from 1, this run says little`,
});
report.sum();
await writeFile(
  'bench-result.json',
  `${JSON.stringify({ at: new Date().toISOString(), node: process.version, machine, f, rows: report.rows }, null, 2)}\n`,
);
console.log('\nAlso in bench-result.json.');
