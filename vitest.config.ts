import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    include: ['{app,components,lib,scripts}/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By itself Vitest leaves one processor unused, which is half of a small machine.
    maxWorkers: 2,
    globalSetup: ['./vitest.global.ts'],
    setupFiles: ['./vitest.setup.ts'],
  },
})
