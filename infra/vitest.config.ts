import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

// Apart from the other tests: these need the packages of this folder.
export default defineConfig({
  root,
  resolve: { alias: { '@': root } },
  test: {
    include: ['infra/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 20_000,
    setupFiles: ['./vitest.setup.ts'],
    // The CDK takes seconds to load: once for all files.
    isolate: false,
    maxWorkers: 1,
  },
})
