/**
 * As NextAuth runs these tests, with the Jest of one version later, which prints objects shorter unless it is told not
 * to.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  testEnvironment: 'jsdom',
  testMatch: ['<rootDir>/src/client/__tests__/*.test.js', '<rootDir>/tests/*.test.js'],
  setupFilesAfterEnv: [require.resolve('./setup.cjs')],
  snapshotFormat: { escapeString: true, printBasicPrototype: true },
  transform: {
    '\\.[jt]sx?$': [
      'babel-jest',
      {
        presets: [
          ['@babel/preset-env', { targets: { node: 'current' } }],
          ['@babel/preset-react', { runtime: 'automatic' }],
          '@babel/preset-typescript',
        ].map((preset) =>
          Array.isArray(preset) ? [require.resolve(preset[0]), preset[1]] : require.resolve(preset),
        ),
      },
    ],
  },
}
