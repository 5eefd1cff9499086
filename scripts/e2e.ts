import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { buildIfNeeded } from './build'
import { findChromium } from './chromium'
import { runMain } from './run-main'

/** Runs the browser stories against the built pages, with a browser that is found or installed. */
async function main(): Promise<number> {
  const browser = findChromium()
  console.log(`Browser stories in ${browser}`)
  await buildIfNeeded()
  const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli')
  const run = spawnSync(process.execPath, [playwright, 'test', ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  return run.status ?? 1
}

runMain(main)
