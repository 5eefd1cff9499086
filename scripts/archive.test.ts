import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startEngine } from '@/lib/local/engine'
import { openStore } from '@/lib/local/store/store'
import { defaultMonitoring } from '@/lib/site'
import { minuteMs } from '@/lib/time'

const startMs = Date.parse('2026-11-20T10:00:00Z')
let root: string
const folder = () => join(root, 'demo/archive/apache-access')

/** The command as people run it. */
const archive = (...args: string[]) => archiveIn(root, ...args)

function archiveIn(dataDir: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/archive.ts', ...args],
    {
      encoding: 'utf8',
      env: { NODE_ENV: 'test', DATA_DIR: dataDir, NODE_NO_WARNINGS: '1' },
    },
  )
  return { status, out: stdout + stderr }
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'archive-command-'))
  const log = join(root, 'access.log')
  const line = (at: number) =>
    JSON.stringify({
      time: new Date(startMs + at * minuteMs).toISOString(),
      remoteIP: '192.0.2.1',
      request: '/cafe',
      method: 'GET',
      status: '200',
    })
  writeFileSync(log, `${Array.from({ length: 120 }, (_, at) => line(at)).join('\n')}\n`)
  const engine = await startEngine({
    dataDir: join(root, 'demo'),
    logGroup: 'apache/access',
    accessLog: [log],
    clock: () => startMs + 130 * minuteMs,
    locationOf: () => null,
    monitoring: defaultMonitoring,
    log: () => {},
  })
  await engine.loaded
  for (let tries = 0; tries < 200 && (await engine.archive())?.objects !== 4; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await engine.archive()).toMatchObject({
    objects: 4,
    problem: null,
    retention: { days: 180 },
  })
  await engine.close()
}, 120_000)
afterAll(() => rmSync(root, { recursive: true }))

test('verify reports no findings, list shows the objects, restore loads them', async () => {
  const verified = archive('verify')
  expect(verified.out).toMatch(
    /is as it was written: 4 objects, 120 events, [\d,]+ bytes\. Newest entry of apache\/access: [0-9a-f]{64} \(entry 2\)/,
  )
  expect(verified.status).toBe(0)
  expect(archive('list').out).toMatch(/2026-11-20T10:00Z {2}part 0 {2}60 events/)
  const restored = archive('restore', '--from', '2026-11-20T11:00Z', '--to', '2026-11-20T12:00Z')
  expect(restored.out).toMatch(
    /60 events of 1 objects are in .*cloudwatch\.\nSee them with: npm run cloudwatch/,
  )
  const store = await openStore({ path: join(root, 'cloudwatch/cloudwatch.duckdb') })
  expect((await store.logGroups()).map(({ name, events }) => [name, events])).toEqual([
    ['apache/access', 60],
  ])
  await store.close()
}, 120_000)

test('what is wrong ends with 1, wrong use with 2', () => {
  expect(archive('verify', '--head', '0'.repeat(64))).toMatchObject({
    status: 1,
    out: expect.stringMatching(/end cut off/),
  })
  const refused = archive(
    'restore',
    '--from',
    '2026-11-20',
    '--to',
    '2026-11-21',
    '--into',
    join(root, 'demo'),
  )
  expect(refused).toMatchObject({
    status: 2,
    out: expect.stringMatching(/is the store of a server that archives/),
  })
  expect(archive('nonsense')).toMatchObject({
    status: 2,
    out: expect.stringMatching(/npm run archive -- verify/),
  })
  const file = join(
    folder(),
    'year=2026/month=11/day=20/hour=10/apache-access-20261120T1000Z-part-0.log.gz',
  )
  const content = readFileSync(file)
  content[30] = (content[30] ?? 0) ^ 1
  chmodSync(file, 0o644)
  writeFileSync(file, content)
  expect(archive('verify')).toMatchObject({
    status: 1,
    out: expect.stringMatching(/changed: apache-access\/year=2026.*log\.gz: its SHA-256 is/),
  })
}, 120_000)

test('an archive that is a file, or within one, is said with its path', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'archive-file-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  mkdirSync(join(dataDir, 'demo'))
  const path = join(dataDir, 'demo/archive')
  writeFileSync(path, '')
  for (const command of ['verify', 'list'])
    expect(archiveIn(dataDir, command)).toEqual({
      status: 1,
      out: expect.stringMatching(
        /^\S+demo\/archive\S*: (it|a part of its path) is a file, not a folder\.\n$/,
      ),
    })
})
