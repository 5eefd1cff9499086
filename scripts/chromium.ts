import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
]

const found = (): string | undefined =>
  [...usual, chromium.executablePath()].find((path) => existsSync(path))

function install(): void {
  console.log('No Chromium was found; installing Debian’s package chromium with apt-get …')
  for (const command of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const run = spawnSync('apt-get', command, { stdio: ['ignore', 'ignore', 'inherit'] })
    if (run.status !== 0) return
  }
}

/** The path of a Chromium that can run the browser stories. Installs Debian's where there is none. */
export function findChromium(): string {
  const here = found()
  if (here) return here
  install()
  const installed = found()
  if (installed) return installed
  throw new Error(
    'The browser stories need Chromium and none could be installed. Install it (on Debian: apt-get install chromium) and run npm test again.',
  )
}
