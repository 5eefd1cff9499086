import { defineConfig } from '@playwright/test'
import { findChromium } from './scripts/chromium'

// Once for all: workers and servers have it from here, whatever day begins meanwhile.
const dayMs = 86_400_000
process.env.STORIES_NOON ??= new Date(
  (Math.floor(Date.now() / dayMs) - 8) * dayMs + dayMs / 2,
).toISOString()

const start = 'node scripts/start.js'

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.story.ts',
  timeout: 180_000,
  // Stories tell what happens, not how fast: a busy machine of two cores may take its time.
  expect: { timeout: 20_000 },
  retries: 0,
  // Half of the stories' time is waiting for a process that starts; each has a server of its own, but for two projects.
  workers: 2,
  reporter: [['list']],
  use: {
    launchOptions: {
      executablePath: findChromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
  },
  projects: [
    {
      name: 'recorded',
      testMatch: 'recorded*.story.ts',
      workers: 1,
      use: { baseURL: 'http://127.0.0.1:3181' },
    },
    { name: 'launcher', testMatch: 'launcher*.story.ts' },
    {
      name: 'engine',
      testMatch: 'engine*.story.ts',
      workers: 1,
      use: { baseURL: 'http://127.0.0.1:3182' },
    },
  ],
  webServer: [
    {
      command: start,
      url: 'http://127.0.0.1:3181/api/health/live',
      env: { CLOUDWATCH: 'recorded', PORT: '3181' },
      reuseExistingServer: false,
      gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    },
    {
      command: 'node --import tsx e2e/fixed-log.ts && exec node scripts/start.js',
      url: 'http://127.0.0.1:3182/api/health/live',
      env: {
        CLOUDWATCH: 'local',
        PORT: '3182',
        ACCESS_LOG: 'test-results/fixed/access_log',
        DATA_DIR: 'test-results/fixed/data',
        SITE_FILE: 'e2e/site.json',
      },
      reuseExistingServer: false,
      timeout: 90_000,
      gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    },
  ],
})
