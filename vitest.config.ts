import { defineConfig } from 'vitest/config';

// Node is started with these as well: `import` among them would hand ES modules to the `require` of CommonJS packages.
const conditions = ['ocppliance-source', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', ['allure-vitest/reporter', { resultsDir: 'allure-results' }]],
    globalSetup: 'test/support/scratch.ts',
    setupFiles: ['allure-vitest/setup'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
