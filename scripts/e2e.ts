import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { buildIfNeeded } from './build'
import { findChromium } from './chromium'

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

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
