import { spawnSync } from 'node:child_process'

const programs = { xz: 'xz-utils', zstd: 'zstd', bzip2: 'bzip2', mkfifo: 'coreutils' }
const missing = () =>
  Object.entries(programs)
    .filter(([program]) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error)
    .map(([, name]) => name)

/** Installs the programs that tests compress logs with, before any test runs. */
export function setup(): void {
  const names = missing()
  if (names.length === 0) return
  for (const command of [['update'], ['install', '-y', '--no-install-recommends', ...names]])
    spawnSync('apt-get', command, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (missing().length > 0)
    throw new Error(
      `The tests need ${names.join(', ')} (Debian: apt-get install ${names.join(' ')}).`,
    )
}
