import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'

const testsIn = (rooms: string) => `${rooms}/**/*.test.{ts,tsx}`

/** Rooms whose tests leave nothing behind that another could meet: a worker loads their modules once for all of them. */
const sharingRooms = [
  'components',
  'lib/{access-log,alarms,aws,back-test,blind-spots,filter-pattern,local,metric-math,orders,queries,setup,shop,situation,text,visits}',
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
      { extends: true, test: { name: 'sharing', include: sharingRooms, isolate: false } },
      {
        extends: true,
        test: {
          name: 'others',
          include: [testsIn('{app,components,lib,scripts}')],
          exclude: [...configDefaults.exclude, ...sharingRooms],
        },
      },
    ],
  },
})
