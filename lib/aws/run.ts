import { maskerFor } from '@/lib/mask'
import type { FromBase } from '@/lib/queries/base'
import { lookedUpNote } from '@/lib/queries/from-locations'
import { after, type Fragment } from '@/lib/queries/insights'
import { addressRow, isWithin, type Query } from '@/lib/queries/query'
import type { QueryContext } from '@/lib/queries/query-context'
import type { Reading, Rows } from '@/lib/reading'
import { failed, failureOf } from './failures'
import { share } from './flights'
import { readPrelude } from './log-format'
import { readParts } from './read-parts'
import { parseRows } from './rows'
import { runtime, secretParameters } from './runtime'
import { sharedQuery } from './shared-query'

const deadlineMs = 120_000
/** Who bills for each look at the log is asked for what is new. */
const keepsParts = () => runtime().env.cloudwatch === 'aws'
const locationsCacheMs = 10 * 60_000

async function rowsOf<Row>(
  text: Fragment,
  { window }: QueryContext,
  toRows: (rows: Record<string, string>[], matched: number) => Pick<Rows<Row>, 'rows' | 'note'>,
  signal?: AbortSignal,
): Promise<Rows<Row>> {
  const results = await sharedQuery(text, window, { signal, deadlineMs })
  const { rows, bytesScanned, recordsScanned, recordsMatched, asOfMs, text: query } = results
  const counts = { bytesScanned, recordsScanned, recordsMatched }
  return { ok: true, ...toRows(rows, recordsMatched), query, window, ...counts, asOfMs }
}

function maskedRow<Row>(row: Row): Row {
  const masker = maskerFor(secretParameters())
  return typeof row === 'object' && row !== null ? masker.row(row) : masker.value(row)
}

/** The same query for a log without locations: by address, and the locations looked up. */
function rowsByAddress<Row>(query: Query<Row>, context: QueryContext, signal?: AbortSignal) {
  const { locationOf } = runtime()
  const { locations } = query
  if (!locations) throw failed('unusable-answer')
  return rowsOf<Row>(
    locations.text(context),
    context,
    (rows, matched) => {
      const addresses = parseRows(addressRow, rows)
      return {
        rows: locations.gather(
          addresses.filter(({ remoteIP }) => isWithin(locationOf(remoteIP), context.view)),
          locationOf,
        ),
        note: lookedUpNote(addresses, locationOf, matched),
      }
    },
    signal,
  )
}

/** Rows that follow from the kept parts of a base; null when they are to be asked for as a whole. */
async function rowsFromParts<Row>(
  { base, rows }: FromBase<Row>,
  context: QueryContext,
  options: { signal?: AbortSignal; inPassing?: boolean },
) {
  const parts = await readParts(base, context, options)
  if (!parts) return null
  const { rows: of, ...counts } = parts
  const found = rows(of, { ...context, locationOf: runtime().locationOf })
  return { ...counts, ...found, rows: found.rows.map((row) => maskedRow(row)) }
}

async function readRows<Row>(
  query: Query<Row>,
  context: QueryContext,
  signal?: AbortSignal,
): Promise<Rows<Row>> {
  if (!query.from || !keepsParts()) return readWhole(query, context, signal)
  const { inPassing } = query
  const known = await rowsFromParts(query.from, context, { signal, inPassing })
  if (!known) return readAtPace(query, context, signal)
  const { fragment } = after(await readPrelude(), query.text(context))
  return { ok: true, ...known, query: fragment, window: context.window }
}

/** What is too much to be put together is asked for as a whole, once a bin. */
function readAtPace<Row>(
  query: Query<Row>,
  { window, ...rest }: QueryContext,
  signal?: AbortSignal,
): Promise<Rows<Row>> {
  const { flights, now, env } = runtime()
  const { fromMs, toMs, binMs } = window
  const endMs = Math.floor(toMs / binMs) * binMs
  const isNamed = typeof rest.view.range === 'string' && endMs > fromMs
  const context = { ...rest, window: isNamed ? { fromMs, toMs: endMs, binMs } : window }
  const text = query.text(context).fragment
  return share(
    JSON.stringify(['whole', env.logGroup, query.name, text, rest.view, context.window]),
    (stop) => readWhole(query, context, stop),
    { flights, now, cacheMs: isNamed ? binMs : 0, signal },
  )
}

async function readWhole<Row>(
  query: Query<Row>,
  context: QueryContext,
  signal?: AbortSignal,
): Promise<Rows<Row>> {
  const current = runtime()
  const fromLog = () =>
    rowsOf(
      query.text(context),
      context,
      (rows) => ({ rows: parseRows(query.row, rows).map((row) => maskedRow(row)) }),
      signal,
    )
  if (!query.locations) return fromLog()
  const cached = current.logHasLocations
  if (cached && !cached.value && cached.untilMs > current.now())
    return rowsByAddress(query, context, signal)
  const reading = await fromLog()
  const { country, region, city } = context.view
  const filtered = [country, region, city].some((filter) => filter !== undefined)
  if (reading.rows.length === 0 || filtered) return reading
  const value = reading.rows.some((row) => Boolean((row as { country?: unknown }).country))
  current.logHasLocations = { value, untilMs: current.now() + locationsCacheMs }
  if (value) return reading
  const found = await rowsByAddress(query, context, signal)
  return { ...found, bytesScanned: found.bytesScanned + reading.bytesScanned }
}

/** Runs a query value and parses its rows. Never rejects, except with the signal's own reason. */
export async function run<Row>(
  query: Query<Row>,
  context: QueryContext,
  signal?: AbortSignal,
): Promise<Reading<Row>> {
  const text = query.text(context)
  try {
    return await readRows(query, context, signal)
  } catch (error) {
    signal?.throwIfAborted()
    const failure = failureOf(error, 'logs:StartQuery')
    const { fragment } = after(await readPrelude(), text)
    return { ok: false, failure, query: fragment, window: context.window }
  }
}
