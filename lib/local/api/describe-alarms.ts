import * as z from 'zod'
import {
  childrenOf,
  readAlarms,
  type StoredAlarm,
  type StoredCompositeAlarm,
  type StoredMetricAlarm,
} from '@/lib/local/alarms/alarm-store'
import { alarmName, simpleStatistic } from '@/lib/local/alarms/definition'
import { readSuppressions, type Suppression } from '@/lib/local/alarms/suppression-store'
import { arnOfAlarm } from '@/lib/local/arn'
import { AwsError, validationError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { dimensions, listOf, oneOf, read, text, whole } from '@/lib/local/input'
import { dimensionsText } from '@/lib/local/metrics/datapoints'
import { checkDimensions } from '@/lib/local/metrics/dimensions'
import { units } from '@/lib/metric-math/unit'
import { alarmError, alarmNames, alarmState, alarmType } from './alarm-members'
import { invalidNextToken, page } from './paging'

const describe = z.object({
  AlarmNames: alarmNames.optional(),
  AlarmNamePrefix: text(1, 255).optional(),
  AlarmTypes: listOf(alarmType, 0, 3).optional(),
  ChildrenOfAlarmName: alarmName.optional(),
  ParentsOfAlarmName: alarmName.optional(),
  StateValue: alarmState.optional(),
  ActionPrefix: text(1, 1024).optional(),
  MaxRecords: whole(1, 100).default(50),
  NextToken: z.string().optional(),
})
type DescribeAlarmsRequest = z.infer<typeof describe>

const seconds = (ms: number) => ms / 1000

/** What is known of alarms beside what is stored with them. */
interface Beside {
  evaluation: EngineContext['evaluation']
  suppressions: ReadonlyMap<string, Suppression>
}

async function besideOf({ store, evaluation }: EngineContext): Promise<Beside> {
  return { evaluation, suppressions: await readSuppressions(store) }
}

function evaluationStateOf(
  { name, kind }: StoredAlarm,
  { problems, failure }: Beside['evaluation'],
) {
  if (kind !== 'MetricAlarm') return undefined
  if (problems.has(name)) return 'EVALUATION_ERROR'
  return failure === null ? undefined : 'EVALUATION_FAILURE'
}

/** An alarm as DescribeAlarms gives it. */
const shownWith =
  ({ evaluation, suppressions }: Beside) =>
  (alarm: StoredAlarm) => {
    const by = suppressions.get(alarm.name)?.by
    return {
      ...alarm.definition,
      AlarmArn: arnOfAlarm(alarm.name),
      AlarmConfigurationUpdatedTimestamp: seconds(alarm.configuredMs),
      StateValue: alarm.state,
      StateReason: evaluation.problems.get(alarm.name) ?? alarm.reason,
      StateReasonData: alarm.reasonData ?? undefined,
      StateUpdatedTimestamp: seconds(alarm.updatedMs),
      StateTransitionedTimestamp: seconds(alarm.transitionedMs),
      EvaluationState: evaluationStateOf(alarm, evaluation),
      ...(by && {
        ActionsSuppressedBy: by,
        ActionsSuppressedReason: `Actions suppressed by ${by}`,
      }),
    }
  }

// CloudWatch returns only these members of children and parents.
const shownParent = ({ name }: StoredAlarm) => ({ AlarmName: name, AlarmArn: arnOfAlarm(name) })
const shownChild = (alarm: StoredAlarm) => ({
  ...shownParent(alarm),
  StateValue: alarm.state,
  StateUpdatedTimestamp: seconds(alarm.updatedMs),
})

const isComposite = (alarm: StoredAlarm): alarm is StoredCompositeAlarm =>
  alarm.kind === 'CompositeAlarm'
const isMetric = (alarm: StoredAlarm): alarm is StoredMetricAlarm => alarm.kind === 'MetricAlarm'

/** The alarms above or below one. */
function related(
  alarms: readonly StoredAlarm[],
  of: string,
  side: 'parents' | 'children',
): StoredAlarm[] {
  const alarm = alarms.find(({ name }) => name === of)
  if (!alarm) throw new AwsError('ResourceNotFound', `Unknown alarm ${of}`, 404)
  if (side === 'parents') return alarms.filter((one) => childrenOf(one).includes(of))
  if (!isComposite(alarm)) {
    throw validationError(`The parameter ChildrenOfAlarmName must name a composite alarm.`)
  }
  const children = childrenOf(alarm)
  return alarms.filter(({ name }) => children.includes(name))
}

function checkSelectors(request: DescribeAlarmsRequest) {
  const { MaxRecords, NextToken, ...selectors } = request
  const given = Object.entries(selectors).filter(([, value]) => value !== undefined)
  for (const alone of ['ChildrenOfAlarmName', 'ParentsOfAlarmName'] as const) {
    if (request[alone] !== undefined && given.length > 1) {
      throw validationError(
        `${alone} cannot be specified together with parameters other than MaxRecords and NextToken.`,
      )
    }
  }
  if (request.AlarmNames && request.AlarmNamePrefix !== undefined) {
    throw validationError('AlarmNamePrefix and AlarmNames cannot be specified together.')
  }
}

function matches(
  { kind, name, state, definition }: StoredAlarm,
  request: DescribeAlarmsRequest,
): boolean {
  const { AlarmTypes = ['MetricAlarm'], AlarmNames, AlarmNamePrefix = '', ActionPrefix } = request
  const { OKActions, AlarmActions, InsufficientDataActions } = definition
  const actions = [...OKActions, ...AlarmActions, ...InsufficientDataActions]
  return (
    AlarmTypes.some((type) => type === kind) &&
    (AlarmNames === undefined || AlarmNames.includes(name)) &&
    name.startsWith(AlarmNamePrefix) &&
    (request.StateValue === undefined || state === request.StateValue) &&
    (ActionPrefix === undefined || actions.some((action) => action.startsWith(ActionPrefix)))
  )
}

function select(
  alarms: readonly StoredAlarm[],
  request: DescribeAlarmsRequest,
  beside: Beside,
): { list: StoredAlarm[]; show: (alarm: StoredAlarm) => object } {
  if (request.ChildrenOfAlarmName !== undefined)
    return { list: related(alarms, request.ChildrenOfAlarmName, 'children'), show: shownChild }
  if (request.ParentsOfAlarmName !== undefined)
    return { list: related(alarms, request.ParentsOfAlarmName, 'parents'), show: shownParent }
  return { list: alarms.filter((alarm) => matches(alarm, request)), show: shownWith(beside) }
}

export async function describeAlarms(context: EngineContext, input: unknown) {
  const request = read(describe, input, alarmError)
  checkSelectors(request)
  const { list, show } = select(
    (await readAlarms(context.store)).alarms,
    request,
    await besideOf(context),
  )
  const { MaxRecords, NextToken } = request
  const { items, nextToken } = page('alarms', list, MaxRecords, NextToken, invalidNextToken)
  return {
    MetricAlarms: items.filter(isMetric).map(show),
    CompositeAlarms: items.filter(isComposite).map(show),
    LogAlarms: [],
    NextToken: nextToken,
  }
}

const describeForMetric = z.object({
  MetricName: text(1, 255),
  Namespace: text(1, 255),
  Statistic: simpleStatistic.optional(),
  ExtendedStatistic: text(1, 255).optional(),
  Dimensions: dimensions,
  Period: whole(1).optional(),
  Unit: oneOf(units).optional(),
})
const narrowing = ['Statistic', 'ExtendedStatistic', 'Period', 'Unit'] as const

/** The alarms of one metric; those that use it in an expression are not among them, as on CloudWatch. */
export async function describeAlarmsForMetric(context: EngineContext, input: unknown) {
  const request = read(describeForMetric, input, alarmError)
  checkDimensions(request.Dimensions, '', validationError)
  const wanted = dimensionsText(request.Dimensions)
  const { alarms } = await readAlarms(context.store)
  const found = alarms
    .filter(isMetric)
    .filter(
      ({ definition }) =>
        definition.MetricName === request.MetricName &&
        definition.Namespace === request.Namespace &&
        dimensionsText(definition.Dimensions) === wanted &&
        narrowing.every((name) => (request[name] ?? definition[name]) === definition[name]),
    )
  return { MetricAlarms: found.map(shownWith(await besideOf(context))) }
}
