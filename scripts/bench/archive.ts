import { mkdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { groupArchive } from '@/lib/local/archive/archive'
import { openFolder } from '@/lib/local/archive/folder'
import { yieldToPages } from '@/lib/local/archive/step'
import { verifyArchive } from '@/lib/local/archive/verify'
import { openStore, type Store } from '@/lib/local/store/store'
import type { LocationOf } from '@/lib/location'
import { hourMs } from '@/lib/time'
import { dir, endMs, group } from './lines'
import { loadOnce } from './load'
import { median, pageQueries, pages, timed, viewOf } from './queries'

const lines = 1_000_000
const rounds = 3

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** A pass of the archive that begins with nothing archived, into an empty folder; seconds. */
async function archiveOnce(store: Store, folder: string): Promise<number> {
  rmSync(folder, { recursive: true, force: true })
  const to = openFolder(folder)
  await store.run('DROP TABLE IF EXISTS archive_parts; DROP TABLE IF EXISTS archive_heads')
  const archive = groupArchive({
    store,
    group,
    to,
    headFile: null,
    clock: () => endMs + hourMs,
    step: yieldToPages(store.readers.busy, { pause, closed: new AbortController().signal }),
  })
  const seconds = (await timed(() => archive.pass())) / 1000
  const { problem } = await archive.status()
  if (problem) throw new Error(problem.message)
  return seconds
}

/** Archiving an hour of a million lines: how long it takes, and how much it slows pages down. */
export async function benchArchive(locationOf: LocationOf): Promise<void> {
  const dataDir = resolve(dir, 'archive-hour')
  await loadOnce(dataDir, lines, hourMs, locationOf)
  const workDir = `${dataDir}/work`
  const folder = `${dataDir}/measured`
  mkdirSync(workDir, { recursive: true })
  const store = await openStore({ path: `${dataDir}/cloudwatch.duckdb`, workDir })
  const alone: number[] = []
  for (let round = 0; round < rounds; round += 1) alone.push(await archiveOnce(store, folder))
  const { findings, events, bytes } = await verifyArchive(openFolder(folder), { witnesses: {} })
  if (findings.length > 0 || events !== lines) throw new Error('The archive is not sound')
  console.log(
    `\narchiving an hour of ${lines.toLocaleString('en')} lines: ${median(alone).toFixed(1)} s, ${(bytes / 1e6).toFixed(0)} MB`,
  )

  // The overview, repeatedly: while the hour is archived, then as often while it is not.
  const { ask, forget } = pages(store, locationOf)
  const overview = async () => {
    await forget()
    await Promise.all(pageQueries(store, hourMs).map((name) => ask(name, viewOf(hourMs))))
  }
  await overview()
  const times: [number[], number[]] = [[], []]
  let busy = true
  const archiving = archiveOnce(store, folder).finally(() => {
    busy = false
  })
  while (busy) times[1].push(await timed(overview))
  const during = await archiving
  while (times[0].length < Math.min(60, times[1].length)) times[0].push(await timed(overview))
  const [idle, meanwhile] = times.map(median) as [number, number]
  console.log(
    `the overview's queries at once: ${idle.toFixed(0)} ms, while archiving ${meanwhile.toFixed(0)} ms, ratio ${(meanwhile / idle).toFixed(2)} (${times[1].length} readings); archiving while they are asked without end: ${during.toFixed(1)} s`,
  )
  await store.close()
}
