import type { Failure } from '@/lib/failure'
import { maskAddresses } from '@/lib/mask'
import { failed, failureOf } from './failures'
import { held } from './held'
import { ask } from './logs'

export type Explored =
  | {
      ok: true
      columns: string[]
      /** A column that a row lacks was null. Addresses are masked. */
      rows: Record<string, string>[]
      bytesScanned: number
      recordsScanned: number
      recordsMatched: number
      durationMs: number
      status: string
    }
  | { ok: false; failure: Failure }

const deadlineMs = 60_000

// SOURCE would read other log groups than the one that the operator chose.
const choosesSource = (text: string) => /^(\s|#.*(\n|$))*source\b/i.test(text)

/** Runs any Logs Insights query over the watched log group. Rejects only with the signal's reason. */
export async function explore(
  text: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  signal: AbortSignal,
): Promise<Explored> {
  const startedMs = Date.now()
  try {
    if (choosesSource(text))
      throw failed(
        'malformed-query',
        'SOURCE cannot be used here: the log group is set by LOG_GROUP.',
      )
    const { rows, ...counts } = await ask({
      text,
      logGroup: held().env.logGroup,
      window: { fromMs, toMs, binMs: toMs - fromMs },
      signal,
      deadlineMs,
    })
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
      (name) => name !== '@ptr',
    )
    const masked = rows.map((row) =>
      Object.fromEntries(
        columns.flatMap((name) =>
          row[name] === undefined ? [] : [[name, maskAddresses(row[name])]],
        ),
      ),
    )
    return { ok: true, columns, rows: masked, ...counts, durationMs: Date.now() - startedMs }
  } catch (error) {
    signal.throwIfAborted()
    return { ok: false, failure: failureOf(error, 'logs:StartQuery') }
  }
}
