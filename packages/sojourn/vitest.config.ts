import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['sojourn-source'] },
  ssr: { resolve: { conditions: ['sojourn-source', 'node'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Tests that count the time say so themselves; the rest must not fail because a machine is busy.
    testTimeout: 30_000,
    coverage: {
      include: ['src/core/**', 'src/client/**'],
      exclude: ['**/*.test.ts'],
      thresholds: { 100: true },
    },
  },
})
