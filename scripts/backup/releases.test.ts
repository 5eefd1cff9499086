import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { envWith } from '@/lib/env'
import { openStore } from '@/lib/local/store/store'
import { dataFolder, startSource } from '../source'
import { restoreBackup } from './restore'

const kept = 'scripts/backup/testdata'
const releases = readdirSync(kept).map((file) => file.replace('.tar.gz', ''))
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

test('this release has kept a store: npx tsx scripts/backup/keep-release.ts', () => {
  expect(releases).toContain(version)
})

test.each(releases)(
  'the store of %s is carried over, with its alarms, and goes on',
  async (release) => {
    const dir = mkdtempSync(join(tmpdir(), 'release-'))
    try {
      const log = join(dir, 'access_log')
      writeFileSync(
        log,
        '8.8.8.8 - - [20/Nov/2026:12:30:00 +0000] "GET /after HTTP/1.1" 200 5 "-" "Mozilla/5.0"\n',
      )
      const env = envWith({ DATA_DIR: join(dir, 'data'), ACCESS_LOG: log })
      const folder = dataFolder(env)
      await restoreBackup(join(kept, `${release}.tar.gz`), {
        dataDir: env.dataDir,
        folder,
        replace: false,
      })
      const [there = ''] = readdirSync(env.dataDir).filter((name) => name.startsWith('log-'))
      renameSync(join(env.dataDir, there), folder)
      const source = await startSource(
        env,
        () => Date.parse('2026-11-20T12:40:00Z'),
        () => {},
      )
      await source.loaded
      await source.close()
      const store = await openStore({ path: join(folder, 'cloudwatch.duckdb') })
      expect(store.newestId('apache/access')).toBe(31)
      const { from, field } = store.source(['apache/access'])
      const { rows } = await store.query(
        `SELECT count(*) FILTER (${field('status')} = '500'), count(*) FILTER (${field('country')} = 'US') FROM ${from}`,
      )
      expect(rows).toEqual([[10, 31]])
      const alarmed = await store.query(
        "SELECT count(*) FROM datapoints WHERE metric = '500-Errors'",
      )
      expect(Number(alarmed.rows[0]?.[0])).toBeGreaterThan(0)
      await store.close()
    } finally {
      rmSync(dir, { recursive: true })
    }
  },
)
