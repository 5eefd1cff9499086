import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { envWith } from '@/lib/env'
import { runMain } from '../run-main'
import { dataFolder, startSource } from '../source'
import { writeBackup } from './write'

const lines = Array.from(
  { length: 30 },
  (_, n) =>
    `8.8.8.8 - - [20/Nov/2026:11:${10 + n}:00 +0000] "GET /menu/${n} HTTP/1.1" ${n < 20 ? 200 : 500} 5 "-" "Mozilla/5.0"\n`,
)

/** Keeps a small backup that this release made, for the tests of all that come after it. */
async function main(): Promise<void> {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const dir = mkdtempSync(join(tmpdir(), 'keep-'))
  try {
    const log = join(dir, 'access_log')
    writeFileSync(log, lines.join(''))
    const env = envWith({ DATA_DIR: join(dir, 'data'), ACCESS_LOG: log })
    const source = await startSource(env, () => Date.parse('2026-11-20T12:00:00Z'))
    await source.loaded
    await writeBackup(join('scripts/backup/testdata', `${version}.tar.gz`), {
      dataDir: env.dataDir,
      folder: dataFolder(env),
    })
    await source.close()
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

runMain(main)
