import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readAlarm } from '@/lib/aws/alarm-detail'
import { readAlarms } from '@/lib/aws/alarms'
import { readQuery, readSource } from '@/lib/aws/read'
import { aboutFile, type Recording } from '@/lib/aws/recorded'
import { type Runtime, setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'
import { maskAddresses } from '@/lib/mask'
import { catalog, type QueryName } from '@/lib/queries/catalog'
import { exampleOf } from '@/lib/shop/example'
import { minuteMs } from '@/lib/time'
import type { View } from '@/lib/view'
import { periods, windowOf } from '@/lib/window'
import { runMain } from './run-main'
import { startSource } from './source'

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
const ids = new Map<string, string>()

/** Ids in the order of their first appearance, so that recording again changes only what has changed. */
const numbered = (text: string) =>
  text.replace(uuid, (id) => {
    const known = ids.get(id) ?? `00000000-0000-4000-8000-${String(ids.size + 1).padStart(12, '0')}`
    ids.set(id, known)
    return known
  })

/** Account numbers, pointers and whole addresses do not go into a file that is shared. */
function clean(text: string): string {
  return maskAddresses(numbered(text))
    .replace(/\/24/g, '')
    .replace(/::\/48/g, '::')
    .replace(/\b\d{12}\b(?=:)/g, '000000000000')
    .replace(/("field":"@ptr","value":")[^"]*/g, '$1removed')
    .replace(/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, 'removed')
}

/** Runs every query of the pages, for now and for the period before, and writes requests and responses to `folder`. */
async function record(runtime: Runtime, folder: string, from: string): Promise<number> {
  const byTarget = new Map<string, Recording[]>()
  setRuntime({
    ...runtime,
    tap: (target, request, response) => {
      const list = byTarget.get(target) ?? []
      list.push({
        target,
        request: JSON.parse(numbered(request)),
        response: JSON.parse(clean(response)),
      })
      byTarget.set(target, list)
    },
  })
  const nowMs = Math.floor(runtime.now() / minuteMs) * minuteMs
  const { path: menu } = exampleOf(runtime.env.site.steps[1]?.match[0] ?? {})
  const views: View[] = [{ range: '3h' }, { range: '24h' }, { range: '3h', request: menu }]
  for (const view of views) {
    for (const name of Object.keys(catalog) as QueryName[]) {
      if (catalog[name].needs && view.request === undefined) continue
      await readQuery(name, view, { nowMs })
      if (view.request !== undefined) continue
      for (const period of periods) await readQuery(name, view, { nowMs, period })
    }
    const range = windowOf(view.range, nowMs)
    const alarms = await readAlarms({ nowMs, fromMs: range.fromMs })
    if (!alarms.ok) throw new Error(alarms.failure.message)
    for (const { name } of alarms.alarms) await readAlarm(name, { range, nowMs })
  }
  // What /api/health reads.
  await readQuery('totals', { range: '15m' }, { nowMs })
  await readSource({ nowMs })
  mkdirSync(folder, { recursive: true })
  for (const old of readdirSync(folder)) if (old.endsWith('.json')) rmSync(join(folder, old))
  writeFileSync(join(folder, aboutFile), `${JSON.stringify({ nowMs, from }, null, 1)}\n`)
  for (const [target, list] of byTarget) {
    const name = `${target.split('.')[1]}.json`
    // Of a query's polls only the last one, its result, is written.
    const last = new Map(list.map((item) => [JSON.stringify(item.request), item]))
    writeFileSync(join(folder, name), `${JSON.stringify([...last.values()], null, 1)}\n`)
  }
  return [...byTarget.values()].reduce((sum, list) => sum + list.length, 0)
}

async function main(): Promise<void> {
  const env = readEnv()
  if (env.cloudwatch === 'recorded') throw new Error('Record from CLOUDWATCH=local or aws.')
  // A log of another day is recorded as of its own time: --at 2026-11-20T12:00Z
  const at = process.argv[process.argv.indexOf('--at') + 1]
  const nowMs = process.argv.includes('--at') ? Date.parse(at ?? '') : null
  if (Number.isNaN(nowMs))
    throw new Error(`--at is "${at}", but must be a time such as 2026-11-20T12:00Z.`)
  if (nowMs === null && env.recordings === 'e2e/recordings')
    throw new Error(
      '`npm run record:fixed` makes the recordings of the tests. For your own, name a folder in RECORDINGS.',
    )
  const source = await startSource(env, nowMs === null ? Date.now : () => nowMs)
  await source.loaded
  const from = env.cloudwatch === 'aws' ? 'CLOUDWATCH=aws' : 'the embedded engine'
  const count = await record(source.runtime, env.recordings, from)
  console.log(`${count} requests and answers are in ${env.recordings}.`)
  await source.close()
  process.exit(0)
}

runMain(main)
