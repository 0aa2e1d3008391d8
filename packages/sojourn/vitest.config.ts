import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Where React 18 is installed, once `test/support/install-react-18.ts` has run. */
const react18 = fileURLToPath(new URL('../../e2e/next-14/node_modules', import.meta.url))

export default defineConfig({
  resolve: { conditions: ['sojourn-source'] },
  ssr: { resolve: { conditions: ['sojourn-source', 'node'] } },
  test: {
    // Tests that count the time say so themselves; the rest must not fail because a machine is busy.
    testTimeout: 30_000,
    // Vitest would leave one idle, which on two is half of them.
    maxWorkers: '100%',
    coverage: {
      include: ['src/core/**', 'src/client/**', 'src/react/**'],
      exclude: ['**/*.test.ts'],
      thresholds: { 100: true },
    },
    projects: [
      {
        extends: true,
        test: { name: 'package', include: ['src/**/*.test.ts', 'test/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'react-18',
          include: ['src/react/*.test.ts'],
          globalSetup: ['test/support/install-react-18.ts'],
          alias: [{ find: /^(react|react-dom)(?=$|\/)/, replacement: `${react18}/$1` }],
        },
      },
    ],
  },
})
