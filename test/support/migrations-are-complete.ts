import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `npm run db:check`: asks drizzle-kit for a migration from the schemas, over a copy of those there are.
 * If it finds something to do, a schema was changed without one.
 */
const copy = mkdtempSync(join('node_modules', '.migrations-check-'));
try {
  cpSync('migrations', copy, { recursive: true });
  const before = readdirSync(copy).length;
  const options = [
    '--dialect',
    'postgresql',
    '--casing',
    'snake_case',
    '--schema',
    './src/**/schema.ts',
    '--out',
    copy,
  ];
  execFileSync('node_modules/.bin/drizzle-kit', ['generate', ...options], { stdio: 'pipe' });
  const made = readdirSync(copy).length - before;
  if (made > 0) {
    console.error('A schema was changed without a migration. Run: npm run db:generate -- --name what_changed');
    process.exitCode = 1;
  } else console.log('Every schema has its migrations.');
} finally {
  rmSync(copy, { recursive: true, force: true });
}
