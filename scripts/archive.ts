import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { asTyped } from '@/lib/as-typed'
import { type Env, readEnv } from '@/lib/env'
import { restoreDelivered, verifyDelivered } from '@/lib/local/archive/delivered'
import { hourName } from '@/lib/local/archive/keys'
import { readHeads } from '@/lib/local/archive/manifest'
import { locksOf, type ObjectStore } from '@/lib/local/archive/object-store'
import { archiveFolder, headFile, openObjectStore, workFolder } from '@/lib/local/archive/open'
import { putEvents } from '@/lib/local/archive/put-events'
import { restoreEntries } from '@/lib/local/archive/restore'
import { entriesOf, verifyArchive } from '@/lib/local/archive/verify'
import { openStore, type Store } from '@/lib/local/store/store'
import { dataFolder } from './data-folder'
import { said } from './run-main'

const usage =
  asTyped(`npm run archive -- verify [--from 2026-11-20T10:00Z] [--to …] [--head <SHA-256>]
npm run archive -- list [--from …] [--to …]
npm run archive -- restore --from 2026-11-20T10:00Z --to 2026-11-20T12:00Z [--into <folder> | --endpoint <url>]
Whole hours are read: those that touch the range. See docs/archive.md.`)

interface Options {
  archive: ObjectStore
  env: Env
  fromMs: number
  toMs: number
  head?: string
  into?: string
  endpoint?: string
}

class UsageError extends Error {}

/** Names in an archive are not trusted: none of their control characters reaches the terminal. */
const shown = (text: string) =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/^(?!\\)/, '?'),
  )
const log = (text: string) => console.log(shown(text))
const count = (value: number) => value.toLocaleString('en')
const iso = (timeMs: number) => new Date(timeMs).toISOString()

function timeOf(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time))
    throw new UsageError(`--${name} is "${text}", but must be a time such as 2026-11-20T10:00Z.`)
  return time
}

async function verify({ archive, env, fromMs, toMs, head }: Options): Promise<boolean> {
  const witnesses = await readHeads(headFile(dataFolder(env)), archive.name)
  const found = await verifyArchive(archive, { fromMs, toMs, witnesses, expectedHead: head })
  for (const { finding, key, text } of found.findings) log(`${finding}: ${key}: ${text}`)
  const history = (await archive.history('')) ?? []
  const replaced = history.filter(({ changed }) => changed !== null)
  for (const { key, changed } of replaced)
    log(`${changed}: ${key}: the bucket has an older version of it`)
  const { objects, untilMs } = locksOf(history)
  if (untilMs !== null)
    log(`${count(objects)} objects are locked, each until ${iso(untilMs)} or later.`)
  const wrong = found.findings.length + replaced.length
  if (wrong > 0) {
    log(
      `${count(wrong)} findings in ${archive.name}; ${count(found.objects)} objects are as they were written.`,
    )
    return false
  }
  const heads = found.heads.map(
    ({ logGroup, head }) => `${logGroup}: ${head.sha256} (entry ${head.sequence})`,
  )
  log(
    `${archive.name} is as it was written: ${count(found.objects)} objects, ${count(found.events)} events, ${count(found.bytes)} bytes. Newest entry of ${heads.join(', ') || 'no log group'}.`,
  )
  return true
}

async function verifyFirehose({ archive, fromMs, toMs }: Options): Promise<boolean> {
  const found = await verifyDelivered(archive, { fromMs, toMs })
  for (const { key, text } of found.findings) log(`${key} ${text}`)
  const { locked } = found
  log(
    `${archive.name}: ${count(found.objects)} objects are whole, ${count(found.events)} events, ${count(found.bytes)} bytes; ${count(found.repeated)} events were delivered more than once.`,
  )
  log(
    locked === null
      ? 'The bucket does not show older versions and locks, so nothing is known of objects that were deleted or replaced.'
      : `${count(locked.objects)} objects are locked${locked.untilMs === null ? '' : `, each until ${iso(locked.untilMs)} or later`}. Nothing is known of objects that were deleted or replaced before the bucket kept versions.`,
  )
  log(
    'Firehose writes no manifest: an object that was never delivered cannot be noticed here. Its errors are in CloudWatch, and under its error prefix.',
  )
  return found.findings.length === 0
}

async function list({ archive, env, fromMs, toMs }: Options): Promise<boolean> {
  if (env.cloudwatch === 'aws') {
    for await (const { key, bytes } of archive.list('')) log(`${key}  ${count(bytes)} bytes`)
    return true
  }
  for (const entry of await entriesOf(archive, { fromMs, toMs })) {
    const bytes = entry.objects.reduce((sum, object) => sum + object.bytes, 0)
    log(
      `${entry.logGroup}  ${hourName(entry.fromMs)}  part ${entry.part}  ${count(entry.events)} events  ${count(bytes)} bytes  ${entry.objects[0]?.key}`,
    )
  }
  return true
}

async function openInto(folder: string): Promise<Store> {
  const workDir = workFolder(folder)
  await mkdir(workDir, { recursive: true })
  return openStore({ path: join(folder, 'cloudwatch.duckdb'), workDir })
}

/** The store of a server that archives would archive again what is loaded into it. */
async function refuseArchiving(store: Store, folder: string) {
  const { rows } = await store.query(
    "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'archive_heads'",
  )
  if (Number(rows[0]?.[0]) > 0) {
    throw new UsageError(
      `${folder} is the store of a server that archives: it would archive again what is loaded. Restore into another folder.`,
    )
  }
}

async function load(store: Store, { archive, env, fromMs, toMs }: Options) {
  const period = { fromMs, toMs }
  const options = { nowMs: Date.now(), log }
  if (env.cloudwatch !== 'aws')
    return restoreEntries(store, archive, await entriesOf(archive, period), options)
  const { repeated, ...restored } = await restoreDelivered(store, archive, period, options)
  if (repeated > 0)
    log(`${count(repeated)} events were delivered more than once and are loaded once.`)
  return restored
}

async function restore(options: Options): Promise<boolean> {
  const { env, endpoint, into } = options
  const temporary = endpoint === undefined ? null : await mkdtemp(join(tmpdir(), 'restore-'))
  const folder = temporary ?? resolve(into ?? join(env.dataDir, 'cloudwatch'))
  const store = await openInto(folder)
  try {
    if (!temporary) await refuseArchiving(store, folder)
    const { events, objects, skipped } = await load(store, options)
    if (endpoint !== undefined) {
      const put = await putEvents(store, endpoint)
      log(`${count(put.events)} events were put into ${endpoint}.`)
      if (put.refused > 0) {
        log(
          `${count(put.refused)} events were refused: CloudWatch Logs takes none older than 14 days, or than the retention of the log group.`,
        )
      }
      return put.refused === 0
    }
    const before = skipped > 0 ? ` ${count(skipped)} objects were there already.` : ''
    log(`${count(events)} events of ${count(objects)} objects are in ${folder}.${before}`)
    if (into === undefined) log(asTyped('See them with: npm run cloudwatch'))
    return true
  } finally {
    await store.close()
    if (temporary) await rm(temporary, { recursive: true, force: true })
  }
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { from: text, to: text, head: text, into: text, endpoint: text },
  })
  const env = readEnv()
  const aws = env.cloudwatch === 'aws'
  const archive = await openObjectStore(env.monitoring.archive, archiveFolder(dataFolder(env)))
  if (archive === null)
    throw new UsageError('The site file says "archive": false, so there is none.')
  if (aws && env.monitoring.archive === undefined)
    throw new UsageError(
      'Name the bucket that Firehose writes to in the site file: "archive": { "bucket": …, "prefix": … }.',
    )
  const [command = ''] = positionals
  if (command === 'restore' && (values.from === undefined || values.to === undefined))
    throw new UsageError('Name the range to restore: --from … --to …')
  const run = new Map([
    ['verify', aws ? verifyFirehose : verify],
    ['list', list],
    ['restore', restore],
  ]).get(command)
  if (!run) throw new UsageError(usage)
  const done = await run({
    ...values,
    archive,
    env,
    fromMs: timeOf('from', values.from, Number.NEGATIVE_INFINITY),
    toMs: timeOf('to', values.to, Number.POSITIVE_INFINITY),
  })
  process.exitCode = done ? 0 : 1
}

main().catch((error: unknown) => {
  console.error(shown(said(error)).replaceAll('\\n', '\n'))
  process.exit(error instanceof UsageError ? 2 : 1)
})
