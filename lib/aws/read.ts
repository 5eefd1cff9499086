import { catalog, type QueryName, type RowOf } from '@/lib/queries/catalog'
import type { Query } from '@/lib/queries/query'
import type { Reading } from '@/lib/reading'
import type { Site } from '@/lib/site'
import type { SourceStatus } from '@/lib/source'
import type { View } from '@/lib/view'
import { previousWindow, windowOf } from '@/lib/window'
import { failureOf } from './failures'
import { share } from './flights'
import { readNotices } from './local-engine'
import { newestEvent } from './logs'
import { run } from './run'
import { runtime } from './runtime'

interface Options {
  nowMs: number
  /** Ask the same of the stretch just before. */
  previous?: boolean
  signal?: AbortSignal
}

/** The time by which the pages go; a recording has its own. */
export const nowMs = (): number => runtime().now()

/** Who answers: CloudWatch for money, or the engine, or recordings. */
export const theMode = (): SourceStatus['mode'] => runtime().env.cloudwatch

export const theSite = (): Site => runtime().env.site

/** Reads one question of the catalog for a view. */
export function read<Name extends QueryName>(
  name: Name,
  view: View,
  { nowMs, previous = false, signal }: Options,
): Promise<Reading<RowOf<Name>>> {
  const window = windowOf(view.range, nowMs)
  // The compiler does not follow a name to its query and row together; the catalog does.
  const query = catalog[name] as unknown as Query<RowOf<Name>>
  return run(
    query,
    { view, window: previous ? previousWindow(window) : window, site: runtime().env.site },
    signal,
  )
}

/** Where the numbers come from and how far they have arrived. Never rejects. */
export async function readSource({ nowMs }: { nowMs: number }): Promise<SourceStatus> {
  const { env, loading, simulated, flights, now } = runtime()
  const [newest, notices] = await Promise.allSettled([
    share(`newest ${env.logGroup}`, () => newestEvent(env.logGroup), {
      flights,
      now,
      keepMs: env.cloudwatch === 'aws' ? 30_000 : 500,
    }),
    readNotices(nowMs),
  ])
  const status: SourceStatus = {
    mode: env.cloudwatch,
    logGroup: env.logGroup,
    simulated,
    loading: loading?.() ?? null,
    newestEventMs: null,
    notices: notices.status === 'fulfilled' ? notices.value : [],
  }
  if (newest.status === 'rejected')
    return { ...status, failure: failureOf(newest.reason, 'logs:DescribeLogStreams') }
  const atMs = newest.value
  return { ...status, newestEventMs: atMs === null ? null : Math.min(atMs, nowMs) }
}
