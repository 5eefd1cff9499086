import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'

const testsIn = (rooms: string) => `${rooms}/**/*.test.{ts,tsx}`

/** Rooms whose modules keep nothing between two tests: one worker loads them once for many files. */
const pureRooms = [
  'components',
  'lib/{access-log,alarms,back-test,blind-spots,filter-pattern,metric-math,orders,queries,setup,shop,text,visits}',
  'lib/local/insights',
].map(testsIn)

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By itself Vitest leaves one processor unused, which is half of a small machine.
    maxWorkers: 2,
    globalSetup: ['./vitest.global.ts'],
    setupFiles: ['./vitest.setup.ts'],
    projects: [
      { extends: true, test: { name: 'pure', include: pureRooms, isolate: false } },
      {
        extends: true,
        test: {
          name: 'others',
          include: [testsIn('{app,components,lib,scripts}')],
          exclude: [...configDefaults.exclude, ...pureRooms],
        },
      },
    ],
  },
})
