import { z } from 'zod'
import { replay } from '@/lib/alarms/replay'
import { evaluationRange, type State } from '@/lib/alarms/state'
import { historyTables, noteHistory } from '@/lib/local/alarms/history'
import type { Session } from '@/lib/local/store/duckdb'
import { arnOfAlarm, type Box } from './box'
import { AwsError } from './errors'
import { listOf, moment, oneOf, read, text, whole } from './input'
import { datapoints } from './metrics'
import { page } from './paging'

const error = 'ValidationError'
const minuteMs = 60_000

export const alarmTables = `
  CREATE TABLE IF NOT EXISTS alarms (name VARCHAR PRIMARY KEY, body VARCHAR, configured BIGINT, state VARCHAR, reason VARCHAR, reason_data VARCHAR, updated BIGINT, transitioned BIGINT);
  ${historyTables}
  CREATE TABLE IF NOT EXISTS alarm_clock (evaluated BIGINT);`

const states = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const
const alarmName = text(1, 255)
const actions = listOf(text(1, 1024), 0, 5).default([])
const put = z
  .object({
    AlarmName: alarmName,
    AlarmDescription: text(0, 1024).optional(),
    ActionsEnabled: z.boolean().default(true),
    OKActions: actions,
    AlarmActions: actions,
    InsufficientDataActions: actions,
    MetricName: text(1, 255),
    Namespace: text(1, 255),
    Statistic: oneOf(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']).optional(),
    ExtendedStatistic: z.string().optional(),
    Dimensions: listOf(z.object({ Name: text(1, 255), Value: text(1, 1024) }), 0, 30).default([]),
    Period: whole(10, 86_400)
      .refine(
        (seconds) => seconds % 60 === 0 || (seconds < 31 && seconds % 10 === 0),
        'Member must be 10, 20, 30 or a multiple of 60',
      )
      .default(60),
    Unit: z.string().optional(),
    EvaluationPeriods: whole(1, 10_080),
    DatapointsToAlarm: whole(1, 10_080).optional(),
    Threshold: z.number('Member must not be null'),
    ComparisonOperator: oneOf([
      'GreaterThanOrEqualToThreshold',
      'GreaterThanThreshold',
      'LessThanThreshold',
      'LessThanOrEqualToThreshold',
    ]),
    TreatMissingData: oneOf(['missing', 'ignore', 'breaching', 'notBreaching']).default('missing'),
  })
  .refine(
    ({ Statistic, ExtendedStatistic }) =>
      (Statistic === undefined) !== (ExtendedStatistic === undefined),
    {
      path: ['Statistic'],
      message: 'Exactly one of Statistic and ExtendedStatistic must be given',
    },
  )
  .refine(
    ({ DatapointsToAlarm = 1, EvaluationPeriods }) => DatapointsToAlarm <= EvaluationPeriods,
    {
      path: ['DatapointsToAlarm'],
      message: 'Member must not be greater than EvaluationPeriods',
    },
  )
type Definition = z.infer<typeof put>

interface Kept {
  definition: Definition
  configuredMs: number
  state: State
  reason: string
  reasonData: string | null
  updatedMs: number
  transitionedMs: number
}

async function alarmsOf({ store }: Box): Promise<Kept[]> {
  const { rows } = await store.query(
    'SELECT body, configured, state, reason, reason_data, updated, transitioned FROM alarms ORDER BY name',
  )
  return rows.map(([body, configured, state, reason, data, updated, transitioned]) => ({
    definition: JSON.parse(String(body)) as Definition,
    configuredMs: Number(configured),
    state: String(state) as State,
    reason: String(reason),
    reasonData: data === null || data === undefined ? null : String(data),
    updatedMs: Number(updated),
    transitionedMs: Number(transitioned),
  }))
}

export async function putMetricAlarm(box: Box, input: unknown) {
  const definition = read(put, input, error)
  const { store, clock } = box
  const name = definition.AlarmName
  const old = (await alarmsOf(box)).find((alarm) => alarm.definition.AlarmName === name)
  const body = JSON.stringify(definition)
  // Put again as it is, an alarm stays as it is: the declared ones are put at every start.
  if (old && JSON.stringify(old.definition) === body) return {}
  const nowMs = clock()
  await store.transaction(async (session) => {
    if (old)
      await session.run('UPDATE alarms SET body = $1, configured = $2 WHERE name = $3', [
        body,
        nowMs,
        name,
      ])
    else {
      await session.run('INSERT INTO alarms VALUES ($1, $2, $3, $4, $5, NULL, $3, $3)', [
        name,
        body,
        nowMs,
        'INSUFFICIENT_DATA',
        'Unchecked: Initial alarm creation',
      ])
    }
    const verb = old ? 'updated' : 'created'
    await noteHistory(session, {
      alarm: name,
      atMs: nowMs,
      kind: 'ConfigurationUpdate',
      summary: `Alarm "${name}" ${verb}`,
      data: { version: '1.0', type: old ? 'Update' : 'Create' },
    })
  })
  return {}
}

const describe = z.object({
  AlarmNames: listOf(alarmName, 0, 100).optional(),
  AlarmNamePrefix: text(1, 255).optional(),
  AlarmTypes: listOf(oneOf(['MetricAlarm', 'CompositeAlarm', 'LogAlarm']), 0, 3).optional(),
  StateValue: oneOf(states).optional(),
  ActionPrefix: text(1, 1024).optional(),
  MaxRecords: whole(1, 100).default(50),
  NextToken: z.string().optional(),
})

const seconds = (ms: number) => ms / 1000

function shown({ definition, ...alarm }: Kept) {
  return {
    ...definition,
    AlarmArn: arnOfAlarm(definition.AlarmName),
    AlarmConfigurationUpdatedTimestamp: seconds(alarm.configuredMs),
    StateValue: alarm.state,
    StateReason: alarm.reason,
    StateReasonData: alarm.reasonData ?? undefined,
    StateUpdatedTimestamp: seconds(alarm.updatedMs),
    StateTransitionedTimestamp: seconds(alarm.transitionedMs),
  }
}

export async function describeAlarms(box: Box, input: unknown) {
  const asked = read(describe, input, error)
  if (asked.AlarmNames && asked.AlarmNamePrefix !== undefined) {
    throw new AwsError(
      'ValidationError',
      'AlarmNamePrefix and AlarmNames cannot be specified together.',
    )
  }
  const types = asked.AlarmTypes ?? ['MetricAlarm']
  const all = types.includes('MetricAlarm') ? await alarmsOf(box) : []
  const chosen = all.filter(
    ({ definition, state }) =>
      (asked.AlarmNames === undefined || asked.AlarmNames.includes(definition.AlarmName)) &&
      definition.AlarmName.startsWith(asked.AlarmNamePrefix ?? '') &&
      (asked.StateValue === undefined || state === asked.StateValue) &&
      (asked.ActionPrefix === undefined ||
        definition.AlarmActions.some((action) => action.startsWith(asked.ActionPrefix ?? ''))),
  )
  const { items, nextToken } = page(chosen, {
    token: asked.NextToken,
    size: asked.MaxRecords,
    kind: 'alarms',
  })
  return {
    MetricAlarms: items.map(shown),
    CompositeAlarms: [],
    LogAlarms: [],
    NextToken: nextToken,
  }
}

const history = z.object({
  AlarmName: alarmName.optional(),
  AlarmTypes: listOf(z.string(), 0, 3).optional(),
  HistoryItemType: oneOf(['ConfigurationUpdate', 'StateUpdate', 'Action']).optional(),
  StartDate: moment.optional(),
  EndDate: moment.optional(),
  MaxRecords: whole(1, 100).default(50),
  NextToken: z.string().optional(),
  ScanBy: oneOf(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
})

export async function describeAlarmHistory({ store }: Box, input: unknown) {
  const asked = read(history, input, error)
  const down = asked.ScanBy === 'TimestampDescending' ? 'DESC' : 'ASC'
  const { rows } = await store.query(
    `SELECT name, ts, kind, summary, data FROM alarm_history
     WHERE name = coalesce($1::VARCHAR, name) AND kind = coalesce($2::VARCHAR, kind) AND ts BETWEEN $3 AND $4 ORDER BY ts ${down}, id ${down}`,
    [
      asked.AlarmName ?? null,
      asked.HistoryItemType ?? null,
      asked.StartDate ?? 0,
      asked.EndDate ?? Number.MAX_SAFE_INTEGER,
    ],
  )
  const { items, nextToken } = page(rows, {
    token: asked.NextToken,
    size: asked.MaxRecords,
    kind: 'history',
  })
  return {
    AlarmHistoryItems: items.map(([name, ts, kind, summary, data]) => ({
      AlarmName: name,
      AlarmType: 'MetricAlarm',
      Timestamp: seconds(Number(ts)),
      HistoryItemType: kind,
      HistorySummary: summary,
      HistoryData: data,
    })),
    NextToken: nextToken,
  }
}

interface Change {
  state: State
  reason: string
  reasonData: string | null
  atMs: number
}

function changeState(session: Session, alarm: Kept, { state, reason, reasonData, atMs }: Change) {
  const name = alarm.definition.AlarmName
  const side = (stateValue: State, stateReason: string, data: string | null) => ({
    stateValue,
    stateReason,
    ...(data !== null && { stateReasonData: JSON.parse(data) as unknown }),
  })
  const before = alarm.state
  const data = {
    version: '1.0',
    oldState: side(before, alarm.reason, alarm.reasonData),
    newState: side(state, reason, reasonData),
  }
  Object.assign(alarm, { state, reason, reasonData, updatedMs: atMs, transitionedMs: atMs })
  return noteHistory(session, {
    alarm: name,
    atMs,
    kind: 'StateUpdate',
    summary: `Alarm updated from ${before} to ${state}`,
    data,
  })
}

const keep = ({ run }: Session, alarm: Kept) =>
  run(
    'UPDATE alarms SET state = $1, reason = $2, reason_data = $3, updated = $4, transitioned = $5 WHERE name = $6',
    [
      alarm.state,
      alarm.reason,
      alarm.reasonData,
      alarm.updatedMs,
      alarm.transitionedMs,
      alarm.definition.AlarmName,
    ],
  )

const set = z.object({
  AlarmName: alarmName,
  StateValue: oneOf(states),
  StateReason: text(0, 1023),
  StateReasonData: text(0, 4000).optional(),
})

export async function setAlarmState(box: Box, input: unknown) {
  const asked = read(set, input, error)
  const alarm = (await alarmsOf(box)).find(
    ({ definition }) => definition.AlarmName === asked.AlarmName,
  )
  if (!alarm) throw new AwsError('ResourceNotFound', `Unknown alarm ${asked.AlarmName}`, 404)
  const reasonData = asked.StateReasonData ?? null
  if (reasonData !== null) {
    try {
      JSON.parse(reasonData)
    } catch {
      throw new AwsError('InvalidFormat', 'StateReasonData must be JSON.')
    }
  }
  await box.store.transaction(async (session) => {
    await changeState(session, alarm, {
      state: asked.StateValue,
      reason: asked.StateReason,
      reasonData,
      atMs: box.clock(),
    })
    await keep(session, alarm)
  })
  return {}
}

const stamp = (ms: number) => new Date(ms).toISOString().replace('Z', '+0000')

/** Judges one alarm at each of the minutes; `at` is when a minute has closed. */
async function judgeAlarm(box: Box, session: Session, alarm: Kept, minutes: number[]) {
  const { definition } = alarm
  const periodMs = definition.Period * 1000
  const range = evaluationRange(definition.EvaluationPeriods)
  const first = minutes[0] ?? 0
  const last = minutes.at(-1) ?? 0
  const Stat = definition.Statistic ?? definition.ExtendedStatistic ?? 'Sum'
  const fromMs = Math.floor(first / periodMs) * periodMs - range * periodMs
  const values = new Map(
    (
      await datapoints(
        box,
        {
          Metric: {
            Namespace: definition.Namespace,
            MetricName: definition.MetricName,
            Dimensions: definition.Dimensions,
          },
          Period: definition.Period,
          Stat,
        },
        fromMs,
        last,
      )
    ).map(({ startMs, value }) => [startMs, value]),
  )
  const turns = replay(
    {
      rule: {
        comparison: definition.ComparisonOperator,
        threshold: definition.Threshold,
        evaluationPeriods: definition.EvaluationPeriods,
        datapointsToAlarm: definition.DatapointsToAlarm,
        treatMissingData: definition.TreatMissingData,
      },
      periodSeconds: definition.Period,
    },
    (startMs) => values.get(startMs) ?? null,
    { fromMs: first - minuteMs, toMs: last },
    alarm.state,
  )
  for (const { atMs, to, reason, evaluated } of turns) {
    const reasonData = JSON.stringify({
      version: '1.0',
      queryDate: stamp(atMs),
      startDate: stamp(evaluated.at(-1)?.startMs ?? atMs - periodMs),
      statistic: Stat,
      period: definition.Period,
      recentDatapoints: evaluated.map(({ value }) => value).reverse(),
      threshold: definition.Threshold,
    })
    await changeState(session, alarm, { state: to, reason, reasonData, atMs })
  }
  await keep(session, alarm)
}

/**
 * Judges every alarm for the minutes that have closed since the last time, at most `mostMs` back, and
 * remembers how far it came. Each state change is written once, at the minute that caused it.
 */
export async function evaluateAlarms(box: Box, closedMs: number, mostMs: number): Promise<void> {
  const { store } = box
  const { rows } = await store.query('SELECT max(evaluated) FROM alarm_clock')
  const done = rows[0]?.[0] == null ? null : Number(rows[0][0])
  const from = Math.max(done ?? 0, closedMs - mostMs)
  const minutes: number[] = []
  for (let at = Math.floor(from / minuteMs) * minuteMs + minuteMs; at <= closedMs; at += minuteMs)
    minutes.push(at)
  if (minutes.length === 0) return
  const alarms = await alarmsOf(box)
  await store.transaction(async (session) => {
    for (const alarm of alarms) await judgeAlarm(box, session, alarm, minutes)
    await session.run('DELETE FROM alarm_clock')
    await session.run('INSERT INTO alarm_clock VALUES ($1)', [minutes.at(-1) ?? closedMs])
  })
}
