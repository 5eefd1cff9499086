import { z } from 'zod'
import { maskAddresses } from '@/lib/mask'
import type { Fragment } from '@/lib/queries/insights'
import { type Ask, addressRow, type Query } from '@/lib/queries/query'
import type { Reading, Rows } from '@/lib/reading'
import { failed, failureOf } from './failures'
import { share } from './flights'
import { ask as askLogs, type Results } from './logs'
import { runtime } from './runtime'

const deadlineMs = 120_000
const keepMs = { local: 5_000, aws: 55_000, recorded: 3_600_000 }
const rememberPlacesMs = 10 * 60_000

interface Flown {
  results: Results
  asOfMs: number
}

/** One query text over one window, shared by all who ask the same. */
function fly(text: string, ask: Ask, signal?: AbortSignal): Promise<Flown> {
  const { env, flights, now } = runtime()
  const { window } = ask
  const key = JSON.stringify([text, window.fromMs, window.toMs, env.logGroup])
  return share(
    key,
    async (stop) => {
      const results = await askLogs({
        text,
        logGroup: env.logGroup,
        window,
        signal: stop,
        deadlineMs,
      })
      return { results, asOfMs: now() }
    },
    { flights, now, keepMs: keepMs[env.cloudwatch], signal },
  )
}

// Addresses are personal data: whatever a row says, none leaves the server whole.
function mask<Row>(row: Row): Row {
  if (typeof row !== 'object' || row === null) return row
  const masked = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'string' ? maskAddresses(value) : value,
  ])
  return Object.fromEntries(masked) as Row
}

function parse<Row>(schema: z.ZodType<Row>, rows: Record<string, string>[]): Row[] {
  const parsed = z.array(schema).safeParse(rows)
  if (!parsed.success) throw failed('unusable-answer')
  return parsed.data
}

async function rowsOf<Row>(
  query: Query<Row>,
  ask: Ask,
  text: Fragment,
  signal?: AbortSignal,
): Promise<Rows<Row>> {
  const { results, asOfMs } = await fly(text.fragment, ask, signal)
  const { bytesScanned, recordsScanned, recordsMatched } = results
  const rows = parse(query.row, results.rows).map(mask)
  return {
    ok: true,
    rows,
    query: text.fragment,
    window: ask.window,
    bytesScanned,
    recordsScanned,
    recordsMatched,
    asOfMs,
  }
}

/** The same question for lines that carry no place: by address, and the places found after it. */
async function rowsByAddress<Row>(
  query: Query<Row>,
  ask: Ask,
  signal?: AbortSignal,
): Promise<Rows<Row>> {
  const { locationOf } = runtime()
  const places = query.locations
  if (!places) throw failed('unusable-answer')
  const text = places.text(ask)
  const { results, asOfMs } = await fly(text.fragment, ask, signal)
  const addresses = parse(addressRow, results.rows)
  const found = addresses.reduce(
    (sum, { remoteIP, requests }) => sum + (locationOf(remoteIP)?.country ? requests : 0),
    0,
  )
  const share = results.recordsMatched > 0 ? found / results.recordsMatched : 0
  return {
    ok: true,
    rows: places.gather(addresses, locationOf),
    query: text.fragment,
    window: ask.window,
    bytesScanned: results.bytesScanned,
    recordsScanned: results.recordsScanned,
    recordsMatched: results.recordsMatched,
    asOfMs,
    note: `The log carries no places. They were found from the client addresses, for ${(share * 100).toFixed(1)} % of the requests.`,
  }
}

async function readRows<Row>(query: Query<Row>, ask: Ask, signal?: AbortSignal) {
  const here = runtime()
  if (!query.locations) return rowsOf(query, ask, query.text(ask), signal)
  const remembered = here.logHasLocations
  if (remembered && !remembered.known && remembered.untilMs > here.now()) {
    return rowsByAddress(query, ask, signal)
  }
  const reading = await rowsOf(query, ask, query.text(ask), signal)
  const filtered = ask.view.country !== undefined || ask.view.city !== undefined
  if (reading.rows.length === 0 || filtered) return reading
  const known = reading.rows.some((row) => Boolean((row as { country?: unknown }).country))
  here.logHasLocations = { known, untilMs: here.now() + rememberPlacesMs }
  if (known) return reading
  const found = await rowsByAddress(query, ask, signal)
  return { ...found, bytesScanned: found.bytesScanned + reading.bytesScanned }
}

/** The only function that asks. Never rejects, except with the signal's own reason. */
export async function run<Row>(
  query: Query<Row>,
  ask: Ask,
  signal?: AbortSignal,
): Promise<Reading<Row>> {
  const text = query.text(ask).fragment
  try {
    return await readRows(query, ask, signal)
  } catch (error) {
    signal?.throwIfAborted()
    return {
      ok: false,
      failure: failureOf(error, 'logs:StartQuery'),
      query: text,
      window: ask.window,
    }
  }
}
