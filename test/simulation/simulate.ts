import { parseArgs } from 'node:util';
import { withDatabases } from './databases.ts';
import { complaintOf, lineOf, simulate } from './simulation.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    from: { type: 'string', default: '1' },
    days: { type: 'string', default: '30' },
    peers: { type: 'string', default: '50' },
  },
});
const [seeds, from, days, peers] = [values.seeds, values.from, values.days, values.peers].map(Number) as [
  number,
  number,
  number,
  number,
];

let failed = 0;
await withDatabases(async (newDatabase) => {
  for (let seed = from; seed < from + seeds; seed += 1) {
    const report = await simulate({ seed, days, peers, address: await newDatabase() });
    console.log(lineOf(report));
    if (report.faults.length === 0) continue;
    failed += 1;
    console.log(complaintOf(report));
  }
});
if (failed > 0) console.log(`${failed} of ${seeds} seeds failed`);
process.exitCode = failed > 0 ? 1 : 0;
