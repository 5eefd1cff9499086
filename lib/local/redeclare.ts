import { isDeepStrictEqual } from 'node:util'
import { readAlarms } from '@/lib/local/alarms/alarm-store'
import { metricFiltersOf } from '@/lib/local/metrics/metric-filter-store'
import type { Monitoring } from '@/lib/monitoring'
import type { EngineContext } from './context'
import { alsoDeclared, declare } from './declare'
import type { Notifier } from './notify/notifier'
import type { Session } from './store/duckdb'

/** What an engine watches, and in whose name it notifies. */
export interface Declared {
  monitoring: Monitoring
  shop: string
}

interface Options {
  context: EngineContext
  logGroup: string
  notifier: Pick<Notifier, 'setRecipients'>
  /** What was declared at the start. */
  first: Declared
}

const namesOf = (list: readonly { name: string }[]) => list.map(({ name }) => name)

/** The filters and alarms of a declaration that the engine does not have. */
async function newNames({ store }: EngineContext, logGroup: string, { monitoring }: Declared) {
  const filters = new Set((await metricFiltersOf(store, logGroup)).map((one) => one.filterName))
  const alarms = new Set(namesOf((await readAlarms(store)).alarms))
  return {
    filters: namesOf(monitoring.metricFilters).filter((name) => !filters.has(name)),
    alarms: namesOf(monitoring.alarms).filter((name) => !alarms.has(name)),
  }
}

/** Puts another declaration in force while the engine runs; when it fails, the one before is in force again. */
export function newRedeclaration({ context, logGroup, notifier, first }: Options) {
  let current = first

  async function putBack(made: Awaited<ReturnType<typeof newNames>>) {
    // What a part of the new declaration has made goes again.
    await context.store.transaction(async (session: Session) => {
      await alsoDeclared(session, 'metric filter', logGroup, made.filters)
      await alsoDeclared(session, 'alarm', logGroup, made.alarms)
    })
    await declare(context, logGroup, current.monitoring)
    await notifier.setRecipients(current.monitoring.recipients, current.shop)
  }

  /** Rejects with an Error that says what was refused, and whether what was before is in force. */
  return async (next: Declared): Promise<void> => {
    if (isDeepStrictEqual(next, current)) return
    const made = await newNames(context, logGroup, next)
    const { recipients } = next.monitoring
    const added = new Set(namesOf(recipients))
    const leaving = current.monitoring.recipients.filter(({ name }) => !added.has(name))
    try {
      // Until the alarms are put, they notify those that were declared before.
      await notifier.setRecipients([...recipients, ...leaving], next.shop)
      await declare(context, logGroup, next.monitoring)
      await notifier.setRecipients(recipients, next.shop)
      current = next
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      await putBack(made).catch((problem: unknown) => {
        const why = problem instanceof Error ? problem.message : problem
        throw new Error(
          `${reason} What was watched before could not be put back (${why}): start again.`,
        )
      })
      throw new Error(`${reason} What was watched before still is.`)
    }
  }
}
