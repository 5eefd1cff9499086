import { parseArgs } from 'node:util'
import { newReaders } from '@/lib/access-log/declared/readers'
import { asTyped } from '@/lib/as-typed'
import { type Env, envWith } from '@/lib/env'
import { linesOnce } from '@/lib/local/pipeline/read-once'
import { openLocations } from '@/lib/location'
import { notUnderstood } from '@/lib/log-state'
import { leftOutReport, type Report, unknownReport } from '@/lib/orders/report/report'
import { jsonOf } from '@/lib/orders/report/report-json'
import { reportOf } from '@/lib/orders/report/report-of'
import { watchSite } from '@/lib/orders/watch/watch-site'
import { newRequestColumns } from '@/lib/visits/request-columns'
import { newVisitLines } from '@/lib/visits/visit-lines'
import { reasonOf } from './read-problem'
import { runMain } from './run-main'

const usage =
  asTyped(`Usage: npm run --silent situation -- --log FILE [--log FILE …] [--site FILE] --from ISO --to ISO [--every 1m]

Says, for each moment from --from to --to, what the page would have said then: one JSON object a line.
FILE is an access log, compressed or not. Only lines until that moment count.`)

const unitMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 }

interface Asked {
  logs: string[]
  site: string | undefined
  fromMs: number
  toMs: number
  everyMs: number
}

class WrongArgument extends Error {}

function momentOf(name: string, text: string | undefined): number {
  const ms = Date.parse(text ?? '')
  if (text === undefined) throw new WrongArgument(`${name} is missing: write 2026-11-24T08:00Z.`)
  if (Number.isNaN(ms))
    throw new WrongArgument(`${name} is "${text}", which is no time: write 2026-11-24T08:00Z.`)
  return ms
}

/** What is asked for; null when that is help. Throws an Error that names the argument that is wrong. */
function asked(args: string[]): Asked | null {
  const { values } = parseArgs({
    args,
    options: {
      log: { type: 'string', multiple: true },
      site: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      every: { type: 'string', default: '1m' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return null
  const { log: logs = [], site } = values
  if (logs.length === 0) throw new WrongArgument('--log is missing: name an access log.')
  const [fromMs, toMs] = [momentOf('--from', values.from), momentOf('--to', values.to)]
  if (toMs < fromMs) throw new WrongArgument('--to is before --from.')
  const [, count, unit = ''] = /^(\d{1,4})([smh])$/.exec(values.every) ?? []
  const everyMs = Number(count) * (unitMs[unit] ?? Number.NaN)
  if (!(everyMs > 0))
    throw new WrongArgument(`--every is "${values.every}": write 30s, 1m, 5m or 1h.`)
  return { logs, site, fromMs, toMs, everyMs }
}

async function* batchesOf(log: string): AsyncGenerator<string[]> {
  try {
    yield* linesOnce(log)
  } catch (error) {
    throw new Error(reasonOf(log, error))
  }
}

/** All lines of the logs; one that is no request has the time of the one before it. */
async function linesOf({ logs, toMs }: Asked, { logFormats, trustedProxies }: Env) {
  const readerOf = newReaders({ logFormats, trustedProxies }, Date.now)
  const locationOf = openLocations()
  const lines = newRequestColumns()
  for (const log of logs) {
    const lineOf = newVisitLines(readerOf(log), locationOf)
    for await (const batch of batchesOf(log))
      for (const text of batch) {
        const line = lineOf(text)
        if (!line || line.timeMs > toMs) continue
        if ('client' in line) {
          if (logs.length > 1) line.source = log
          lines.add(line)
        } else lines.addOther(line.timeMs)
      }
  }
  return lines
}

/** What is said before the first request: how many lines there were, and none was one. */
const nothingRead = (atMs: number, lines: number, leftOut: number): Report =>
  leftOut > 0
    ? leftOutReport(atMs, leftOut)
    : lines === 0
      ? unknownReport(atMs, 'No request has been logged yet.')
      : { ...unknownReport(atMs, notUnderstood(lines, 0, '')), kind: 'not-understood' }

async function main(): Promise<void> {
  let wanted: Asked | null
  try {
    wanted = asked(process.argv.slice(2))
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    process.exitCode = 2
    return
  }
  if (!wanted) return console.log(usage)
  const env = envWith(wanted.site === undefined ? {} : { SITE_FILE: wanted.site })
  const { fromMs, toMs, everyMs } = wanted
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const watch = watchSite(env.site, zone)
  const lines = (await linesOf(wanted, env)).lines()
  let line = lines.next()
  let seen = 0
  let last: Report | null = null
  let requests = 0
  for (let atMs = fromMs; atMs <= toMs; atMs += everyMs) {
    for (; !line.done && line.value.timeMs <= atMs; line = lines.next()) {
      if ('client' in line.value) {
        requests += 1
        watch.see(line.value)
      } else watch.seeOther(line.value.timeMs)
      seen += 1
    }
    const state = watch.at(atMs)
    const leftOut = watch.leftOut()
    const report =
      state && requests > 0 && leftOut === 0
        ? reportOf(state, { site: env.site, zone })
        : nothingRead(atMs, seen, leftOut)
    console.log(JSON.stringify(jsonOf({ ...report, atMs })))
    last = report
  }
  // What would fit is for a person to read, beside the answers.
  if (last?.kind === 'not-configured') console.error(last.details.join(' '))
}

runMain(main)
