import { configDefaults, defineConfig } from 'vitest/config'

/** Tests that take the time, or look at what a busy machine does otherwise: first frames, who comes first, focus. */
const alone = [
  'test/client-*.test.ts',
  'test/*-development.test.ts',
  'test/*-faults.test.ts',
  'test/*-leaks.test.ts',
  'test/*-races.test.ts',
  'test/demos.test.ts',
  'test/pages.test.ts',
]

export default defineConfig({
  test: {
    globalSetup: ['src/global-setup.ts'],
    // Builds, servers and a browser: time enough on a slow machine.
    testTimeout: 60_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...alone],
          // While one builds or waits the other goes on.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: alone,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
