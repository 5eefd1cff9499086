import type { Fragment } from '@/lib/queries/insights'
import { type MinuteRow, minuteRows, oneByOne, packed } from '@/lib/queries/measures-by-minute'
import type { TimeRange } from '@/lib/time'
import { share } from './flights'
import { ask, type Results } from './logs'
import { runtime } from './runtime'

/** A query that was asked, for the people who pay for it. */
export interface Asked {
  text: string
  bytesScanned: number
}

const deadlineMs = 300_000
const keepMs = { local: 5_000, aws: 55_000, recorded: 3_600_000 }

/** Asks the watched log group; who asks the same at the same time gets the same answer. Throws {@link Failed}. */
export function askShared(
  text: string,
  { fromMs, toMs }: TimeRange,
  signal?: AbortSignal,
): Promise<Results> {
  const { env, flights, now } = runtime()
  return share(
    JSON.stringify([text, fromMs, toMs, env.logGroup]),
    (stop) =>
      ask({
        text,
        logGroup: env.logGroup,
        window: { fromMs, toMs, binMs: toMs - fromMs },
        signal: stop,
        deadlineMs,
      }),
    { flights, now, keepMs: keepMs[env.cloudwatch], signal },
  )
}

/** Asks for rows by the minute, which are many. Throws {@link Failed}. */
export async function askMinutes(
  text: Fragment,
  columns: readonly string[],
  range: TimeRange,
  signal?: AbortSignal,
): Promise<{ rows: MinuteRow[]; asked: Asked }> {
  const here = runtime().env.cloudwatch === 'local'
  const asked = here ? packed(text, columns) : oneByOne(text)
  const { rows, bytesScanned } = await askShared(asked.fragment, range, signal)
  return { rows: minuteRows(rows, columns), asked: { text: text.fragment, bytesScanned } }
}
