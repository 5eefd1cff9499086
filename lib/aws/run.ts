import { z } from 'zod'
import { maskerFor } from '@/lib/mask'
import { after, type Fragment } from '@/lib/queries/insights'
import { addressRow, isWithin, type Query, type QueryContext } from '@/lib/queries/query'
import type { Reading, Rows } from '@/lib/reading'
import { failed, failureOf } from './failures'
import { readPrelude } from './log-format'
import { runtime, secretParameters } from './runtime'
import { sharedQuery } from './shared-query'

const deadlineMs = 120_000
const locationsCacheMs = 10 * 60_000

function parse<Row>(schema: z.ZodType<Row>, rows: Record<string, string>[]): Row[] {
  const parsed = z.array(schema).safeParse(rows)
  if (!parsed.success) throw failed('unusable-answer')
  return parsed.data
}

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
      const addresses = parse(addressRow, rows)
      const found = addresses.reduce(
        (sum, { remoteIP, requests }) => sum + (locationOf(remoteIP)?.country ? requests : 0),
        0,
      )
      const share = matched > 0 ? found / matched : 0
      return {
        rows: locations.gather(
          addresses.filter(({ remoteIP }) => isWithin(locationOf(remoteIP), context.view)),
          locationOf,
        ),
        note: `The log has no locations. They were looked up by client address, for ${(share * 100).toFixed(1)} % of the requests.`,
      }
    },
    signal,
  )
}

async function readRows<Row>(query: Query<Row>, context: QueryContext, signal?: AbortSignal) {
  const current = runtime()
  const fromLog = () =>
    rowsOf(
      query.text(context),
      context,
      (rows) => ({ rows: parse(query.row, rows).map((row) => maskedRow(row)) }),
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
