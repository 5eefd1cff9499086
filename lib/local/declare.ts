import { childrenFirst } from '@/lib/alarms/children-first'
import { alarmInput, metricFilterInput } from '@/lib/alarms/input'
import { readRule } from '@/lib/alarms/rule'
import { RuleProblem } from '@/lib/alarms/rule-tokens'
import { withRegexes } from '@/lib/filter-pattern/regex-limit'
import { deleteAlarm, readAlarms } from '@/lib/local/alarms/alarm-store'
import type { Alarm, Monitoring } from '@/lib/monitoring'
import { nearest } from '@/lib/text/nearest'
import { neededAlarms } from './api/alarms'
import { putCompositeAlarm } from './api/composite-alarms'
import { putMetricAlarm } from './api/metric-alarms'
import { putMetricFilterIn } from './api/metric-filters'
import { arnOfRecipient } from './arn'
import { AwsError } from './aws-error'
import type { EngineContext } from './context'
import { countPast } from './metrics/count-past'
import type { MetricFilter } from './metrics/metric-filter-store'
import type { Session } from './store/duckdb'

/** Names the filter or alarm in CloudWatch's error. */
async function naming<Result>(what: string, step: () => Promise<Result>): Promise<Result> {
  try {
    return await step()
  } catch (error) {
    if (error instanceof AwsError) throw new Error(`${what} is refused: ${error.message}`)
    throw error
  }
}

/** What an alarm reads; putting the alarm reports a rule that cannot be read. */
function childrenOf(alarm: Alarm): string[] {
  if (!('rule' in alarm)) return []
  try {
    return readRule(alarm.rule).children
  } catch (error) {
    if (error instanceof RuleProblem) return []
    throw error
  }
}

async function declaredBefore({ query }: Session, what: string, logGroup: string) {
  const { rows } = await query('SELECT name FROM declared WHERE what = $1 AND log_group = $2', [
    what,
    logGroup,
  ])
  return rows.map(([name]) => String(name))
}

async function mark(session: Session, what: string, logGroup: string, names: readonly string[]) {
  await session.run('DELETE FROM declared WHERE what = $1 AND log_group = $2', [what, logGroup])
  await session.run('INSERT INTO declared SELECT $1, $2, unnest(from_json($3, \'["VARCHAR"]\'))', [
    what,
    logGroup,
    JSON.stringify(names),
  ])
}

/** Names that go when a declaration does not have them, as if the one before had had them. */
export async function alsoDeclared(
  session: Session,
  what: 'metric filter' | 'alarm',
  logGroup: string,
  names: readonly string[],
) {
  const before = await declaredBefore(session, what, logGroup)
  await mark(session, what, logGroup, [...new Set([...before, ...names])])
}

/** Alarms that have become one of the other kind are made anew. */
const forgetOtherKinds = ({ store, clock }: EngineContext, alarms: readonly Alarm[]) =>
  store.transaction(async (session) => {
    const kinds = new Map(
      alarms.map((alarm) => [alarm.name, 'rule' in alarm ? 'CompositeAlarm' : 'MetricAlarm']),
    )
    for (const old of (await readAlarms(session)).alarms) {
      const kind = kinds.get(old.name)
      if (kind !== undefined && kind !== old.kind) await deleteAlarm(session, old, clock())
    }
  })

/** Deletes the filters that were declared before and are not any more. */
async function removeFilters(session: Session, logGroup: string, declared: readonly string[]) {
  const gone = await declaredBefore(session, 'metric filter', logGroup)
  for (const name of gone.filter((one) => !declared.includes(one)))
    await session.run('DELETE FROM metric_filters WHERE log_group = $1 AND name = $2', [
      logGroup,
      name,
    ])
}

/** Those with regular expressions last: others make room for them. */
function regexesLast(filters: Monitoring['metricFilters']) {
  const last = new Set(withRegexes(filters.map(({ pattern }) => pattern)))
  return [
    ...filters.filter(({ pattern }) => !last.has(pattern)),
    ...filters.filter(({ pattern }) => last.has(pattern)),
  ]
}

async function removeAlarms(
  { log, clock }: EngineContext,
  session: Session,
  logGroup: string,
  declared: readonly string[],
) {
  const before = await declaredBefore(session, 'alarm', logGroup)
  const gone = before.filter((one) => !declared.includes(one))
  const { alarms } = await readAlarms(session)
  const needed = neededAlarms(gone, alarms)
  for (const name of needed)
    log(
      `The alarm "${name}" is not declared any more, but a composite alarm that was put over the API reads it: it stays. Delete that one, and it goes at the next start.`,
    )
  for (const alarm of alarms) {
    if (gone.includes(alarm.name) && !needed.includes(alarm.name))
      await deleteAlarm(session, alarm, clock())
  }
  await mark(session, 'alarm', logGroup, [...declared, ...needed])
}

/**
 * Throws where a rule names an alarm that is not there once this is declared: neither declared, nor put
 * over the API. What is only left of an earlier declaration goes.
 */
async function checkRules({ store }: EngineContext, logGroup: string, alarms: readonly Alarm[]) {
  const others = await store.transaction(async (session) => {
    const before = await declaredBefore(session, 'alarm', logGroup)
    return (await readAlarms(session)).alarms.filter(({ name }) => !before.includes(name))
  })
  const known = [...alarms, ...others].map(({ name }) => name)
  for (const alarm of alarms) {
    const unknown = childrenOf(alarm).find((child) => !known.includes(child))
    if (unknown === undefined) continue
    const near = nearest(unknown, known)
    throw new Error(
      `The alarm "${alarm.name}" is refused: its rule names the alarm "${unknown}", and there is none${near ? `; did you mean "${near}"?` : '. Declare it, or take it out of the rule.'}`,
    )
  }
}

const namesOf = (list: readonly { name: string }[]) => list.map(({ name }) => name)

/** The metric filters of a log group as they are stored, by their names. */
async function storedFilters({ query }: Session, logGroup: string): Promise<Map<string, string>> {
  const { rows } = await query('SELECT name, body FROM metric_filters WHERE log_group = $1', [
    logGroup,
  ])
  return new Map(rows.map(([name, body]) => [String(name), String(body)]))
}

/** Counts the past for each filter that is another one than before, unless others count into its metric too. */
async function countPasts(
  session: Session,
  { store, clock }: EngineContext,
  logGroup: string,
  before: ReadonlyMap<string, string>,
) {
  if (store.newestId(logGroup) === 0) return
  const all = [...(await storedFilters(session, logGroup))].map(([name, body]) => ({
    filter: JSON.parse(body) as MetricFilter,
    isNew: before.get(name) !== body,
  }))
  const metricOf = ({ metricTransformations: [change] }: MetricFilter) =>
    JSON.stringify([change?.metricNamespace, change?.metricName])
  for (const { filter, isNew } of all) {
    const counting = all.filter((one) => metricOf(one.filter) === metricOf(filter))
    if (isNew && counting.length === 1)
      await countPast(session, store.source([logGroup]), filter, clock())
  }
}

/**
 * Puts the declared metric filters, as the first half of `declare`: log events are counted from then on. What
 * CloudWatch does not do: a filter that is new here counts the events of the last days that are stored already.
 */
export async function declareFilters(
  context: EngineContext,
  logGroup: string,
  { metricFilters, alarms }: Monitoring,
): Promise<void> {
  const { store } = context
  await checkRules(context, logGroup, alarms)
  await store.transaction(async (session) => {
    const before = await storedFilters(session, logGroup)
    // A log group takes few filters, so what goes makes room for what comes.
    await removeFilters(session, logGroup, namesOf(metricFilters))
    for (const filter of regexesLast(metricFilters)) {
      await naming(`The metric filter "${filter.name}"`, () =>
        putMetricFilterIn(session, context, metricFilterInput(logGroup, filter)),
      )
    }
    await mark(session, 'metric filter', logGroup, namesOf(metricFilters))
    await countPasts(session, context, logGroup, before)
  })
}

/** Puts the declared alarms, as the second half of `declare`. */
export async function declareAlarms(
  context: EngineContext,
  logGroup: string,
  { alarms, recipients }: Monitoring,
): Promise<void> {
  const actionsOf = (notify: Alarm['notify']) =>
    recipients
      .filter(({ name }) => notify === 'all' || (notify !== 'none' && notify.includes(name)))
      .map(arnOfRecipient)
  await forgetOtherKinds(context, alarms)
  for (const alarm of childrenFirst(alarms, ({ name }) => name, childrenOf)) {
    const put = 'rule' in alarm ? putCompositeAlarm : putMetricAlarm
    await naming(`The alarm "${alarm.name}"`, () =>
      put(context, alarmInput(alarm, actionsOf), 'past'),
    )
  }
  await context.store.transaction((session) =>
    removeAlarms(context, session, logGroup, namesOf(alarms)),
  )
}

/**
 * Puts the declared metric filters and alarms of a log group, and removes those that were declared before
 * and are not any more; what was put over the API stays. Throws an Error that names the filter or alarm
 * that is wrong, with CloudWatch's words.
 */
export async function declare(
  context: EngineContext,
  logGroup: string,
  monitoring: Monitoring,
): Promise<void> {
  await declareFilters(context, logGroup, monitoring)
  await declareAlarms(context, logGroup, monitoring)
}
