import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { env } from 'node:process'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** How many random schedules of viewers are tried. */
    schedules: number
  }
}

const programs = { xz: 'xz-utils', zstd: 'zstd', bzip2: 'bzip2', mkfifo: 'coreutils' }
const missing = () =>
  Object.entries(programs)
    .filter(([program]) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error)
    .map(([, name]) => name)

/** Before any test runs: no set-up is in the way, and the programs are there that tests compress logs with. */
export function setup(project: TestProject): void {
  // All of them: SCHEDULES=1000 npm run test:unit -- schedules
  project.provide('schedules', Number(env.SCHEDULES ?? 250))
  if (existsSync('data/site.json'))
    throw new Error(
      'The tests are about the café, and data/site.json says what the shop is here: move that file away.',
    )
  const names = missing()
  if (names.length === 0) return
  for (const command of [['update'], ['install', '-y', '--no-install-recommends', ...names]])
    spawnSync('apt-get', command, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (missing().length > 0)
    throw new Error(
      `The tests need ${names.join(', ')} (Debian: apt-get install ${names.join(' ')}).`,
    )
}
