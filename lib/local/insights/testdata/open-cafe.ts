import { readFileSync } from 'node:fs'
import { discoverFields } from '@/lib/local/pipeline/discover'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'

export const cafeNowMs = Date.parse('2026-03-02T10:10:00Z')
export const cafeWindow = {
  startMs: cafeNowMs - 3_600_000,
  endMs: cafeNowMs,
  nowMs: cafeNowMs,
}

/** A store in memory that holds cafe.log in the log group apache/access. */
export async function openCafe(): Promise<Store> {
  const store = await openStore({ path: ':memory:' })
  await store.createLogGroup('apache/access', 0)
  await store.createLogStream('apache/access', 'access_log', 0)
  let timestampMs = cafeNowMs
  const events = readFileSync(new URL('./cafe.log', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((message) => {
      const fields = discoverFields(message)
      if (fields?.time) timestampMs = Date.parse(fields.time)
      return { timestampMs, message, fields }
    })
  await store.append('apache/access', 'access_log', batchOf(events), { ingestedMs: cafeNowMs })
  return store
}
