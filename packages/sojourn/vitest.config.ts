import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['sojourn-source'] },
  ssr: { resolve: { conditions: ['sojourn-source', 'node'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    coverage: {
      include: ['src/core/**', 'src/client/**'],
      exclude: ['**/*.test.ts'],
      thresholds: { 100: true },
    },
  },
})
