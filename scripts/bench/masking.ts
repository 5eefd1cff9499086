import { rmSync } from 'node:fs'
import { startEngine } from '@/lib/local/engine'
import { compile } from '@/lib/local/insights/compile'
import { startInWorker } from '@/lib/local/reading/read-in-worker'
import { openStore, type Store } from '@/lib/local/store/store'
import type { LocationOf } from '@/lib/location'
import { defaultSecretParameters } from '@/lib/mask'
import { defaultMonitoring } from '@/lib/site'
import { dayMs } from '@/lib/time'
import { dir, endMs, formats, group, writeLog } from './lines'
import { median, row, timed } from './queries'

const rounds = 5
const masking = { secretParameters: defaultSecretParameters }
const queries = [
  'fields @timestamp, @message | sort @timestamp desc | limit 1000',
  'fields @timestamp, @message | limit 1000',
  'filter @message like /item/ | stats count(*)',
  'filter @message like /Chrome\\/1[0-3]\\d/ | stats count(*)',
  'parse @message "* - " as who | stats count(*) by who | limit 10',
  'stats count(*) by remoteIP | sort by remoteIP | limit 10',
  'filter status >= 500 | stats count(*) by request',
  'fields request, referer | filter request like /item/ | limit 1000',
]

async function compare(store: Store): Promise<void> {
  for (const query of queries) {
    const ask = (isMasked: boolean) => async () => {
      const options = {
        startMs: endMs - dayMs,
        endMs: endMs - 1,
        nowMs: endMs,
        ...(isMasked && { masking }),
      }
      const { sql, parameters } = compile(query, store.source([group]), options)
      await store.query(sql, parameters)
    }
    const times: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round += 1) {
      times[0].push(await timed(ask(true)))
      times[1].push(await timed(ask(false)))
    }
    row(query, times.map(median) as [number, number])
  }
}

/** What it costs that readers see networks instead of addresses, beside the same queries over whole ones. */
export async function benchMasking(lines: number, locationOf: LocationOf): Promise<void> {
  for (const format of formats) {
    const dataDir = `${dir}/masking`
    rmSync(dataDir, { recursive: true, force: true })
    const engine = await startEngine({
      dataDir,
      logGroup: group,
      accessLog: [writeLog(format, lines, dayMs, 'ordinary')],
      clock: () => endMs,
      locationOf,
      startReading: startInWorker(),
      monitoring: defaultMonitoring,
      log: () => {},
    })
    await engine.loaded
    await engine.close()
    const store = await openStore({ path: `${dataDir}/cloudwatch.duckdb` })
    console.log(`\n${lines.toLocaleString('en')} lines of ${format}: masked ms, whole ms, ratio`)
    await compare(store)
    await store.close()
  }
}
