import { defineConfig } from 'vitest/config';

/** What kills, restarts and fills: one after the other, since each wants the machine for itself. */
export default defineConfig({
  test: {
    include: ['test/**/*.fault.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { requireAssertions: true },
  },
});
