import { defineConfig } from 'vitest/config';

/** The same as `isWriteToLostConnection` of src/platform/driver-fault.ts, for an error that came from another process. */
const isLost = ({ message, stack }: { message: string; stack?: string }): boolean =>
  /reading 'write'/.test(message) && /nextWrite /.test(stack ?? '');

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/*.fault.test.ts'],
    globalSetup: ['test/support/postgres.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { requireAssertions: true },
    // A fault of the driver that the node knows, and lives through: see the file named here.
    onUnhandledError: (error) => !isLost(error),
  },
});
