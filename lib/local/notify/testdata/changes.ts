import type { StateTransition } from '@/lib/local/state-transition'
import { historyTables, noteHistory } from '@/lib/local/alarms/history'
import type { Session } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'

export const startMs = Date.parse('2026-11-24T10:00:00Z')

/** A change of the shipped alarm of 500s. */
export function changeOf({
  name = '500-Errors',
  to = 'ALARM',
  from = to === 'ALARM' ? 'OK' : 'ALARM',
  atMs = startMs,
  actions = ['arn:aws:sns:local:000000000000:ops'],
  ...more
}: Partial<StateTransition> & { name?: string } = {}): StateTransition {
  return {
    definition: {
      AlarmName: name,
      AlarmDescription: 'A request answered with 500 within 1 minute',
      ActionsEnabled: true,
      OKActions: actions,
      AlarmActions: actions,
      InsufficientDataActions: [],
      MetricName: '500-Errors',
      Namespace: 'CafeWatch',
      Statistic: 'Sum',
      Dimensions: [],
      Period: 60,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    },
    kind: 'MetricAlarm',
    arn: `arn:aws:cloudwatch:local:000000000000:alarm:${name}`,
    configuredMs: startMs - 3_600_000,
    atMs,
    from,
    to,
    reason:
      'Threshold Crossed: 1 out of the last 1 datapoints [3.0 (24/11/26 09:59:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).',
    reasonData: JSON.stringify({ version: '1.0', recentDatapoints: [3], threshold: 1 }),
    actions,
    ...more,
  }
}

/** The tables of alarm evaluation that notifications depend on. */
export async function makeHistory(store: Pick<Store, 'run'>): Promise<void> {
  await store.run('CREATE TABLE IF NOT EXISTS alarms (name VARCHAR, kind VARCHAR)')
  await store.run(historyTables)
}

/** What the evaluation of alarms writes with each change. */
export const noteStateUpdate = (session: Session, { definition, from, to, atMs }: StateTransition) =>
  noteHistory(session, {
    alarm: definition.AlarmName,
    atMs,
    kind: 'StateUpdate',
    summary: `Alarm updated from ${from} to ${to}`,
    data: { version: '1.0', oldState: { stateValue: from }, newState: { stateValue: to } },
  })
