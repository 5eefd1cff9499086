import { type Alarm, alarm } from '@/lib/monitoring'
import { heartbeat } from './agent'

export interface Pipeline {
  /** The name of the access log's log group. */
  groupName: string
  /** So many minutes without an event are a silence. */
  silentMinutes: number
  /** How many machines run the agent. */
  agents: number
  /** The name of the stream to the archive, if there is one. */
  delivery?: string
  /** A load balancer before the web servers, as CloudWatch names it. */
  loadBalancer: string | null
  /** The name of the function that takes its log into the log group, if there is one. */
  forwarder?: string
}

const silent = ({ groupName, silentMinutes }: Pipeline) => ({
  name: 'Log-Silent',
  description: `No event has reached ${groupName} for ${silentMinutes} minutes: nobody asks the site, or its log does not arrive`,
  namespace: 'AWS/Logs',
  metric: 'IncomingLogEvents',
  dimensions: { LogGroupName: groupName },
  comparison: '<',
  threshold: 1,
  evaluationPeriods: silentMinutes,
  // CloudWatch has no datapoint for a minute in which nothing came.
  missing: 'breaching',
})

const agentSilent = (agents: number) => ({
  name: 'Agent-Silent',
  description: `Fewer than ${agents} CloudWatch Agents have reported for 5 minutes`,
  ...heartbeat,
  statistic: 'SampleCount',
  comparison: '<',
  threshold: agents,
  evaluationPeriods: 5,
  missing: 'breaching',
})

const fiveMinutes = 300
const ofDelivery = (delivery: string, metric: string) => ({
  namespace: 'AWS/Firehose',
  metric,
  dimensions: { DeliveryStreamName: delivery },
  periodSeconds: fiveMinutes,
})

const ofArchive = (groupName: string, delivery: string) => [
  {
    name: 'Archive-Late',
    description: 'The oldest event that is not in the archive yet is older than 15 minutes',
    ...ofDelivery(delivery, 'DeliveryToS3.DataFreshness'),
    statistic: 'Maximum',
    threshold: 900,
    evaluationPeriods: 3,
  },
  {
    name: 'Archive-Failing',
    description: 'Data Firehose could not write to the archive for 15 minutes',
    ...ofDelivery(delivery, 'DeliveryToS3.Success'),
    statistic: 'Average',
    comparison: '<',
    threshold: 1,
    evaluationPeriods: 3,
  },
  {
    name: 'Archive-Not-Fed',
    description: 'Events came for 15 minutes, and none went on to the archive',
    metrics: [
      {
        id: 'events',
        namespace: 'AWS/Logs',
        metric: 'IncomingLogEvents',
        dimensions: { LogGroupName: groupName },
        periodSeconds: fiveMinutes,
      },
      { id: 'records', ...ofDelivery(delivery, 'IncomingRecords') },
      {
        id: 'lost',
        expression: 'IF(FILL(events, 0) > 0 AND FILL(records, 0) < 1, 1, 0)',
        label: 'events came and none went on',
      },
    ],
    comparison: '>=',
    threshold: 1,
    evaluationPeriods: 3,
  },
]

const ofBalancer = (loadBalancer: string, isAlone: boolean) => {
  const measured = (metric: string) => ({
    namespace: 'AWS/ApplicationELB',
    metric,
    dimensions: { LoadBalancer: loadBalancer },
    periodSeconds: 180,
  })
  const errors = isAlone ? '(FILL(errors, 0) + FILL(answered, 0))' : 'FILL(errors, 0)'
  return {
    name: 'Balancer-Errors',
    description: `Three or more requests within 3 minutes, and 5 % of all, were answered with an error (500 to 599) by the load balancer${isAlone ? ' or a server behind it' : ' itself'}`,
    metrics: [
      { id: 'errors', ...measured('HTTPCode_ELB_5XX_Count') },
      // Elsewhere the log of the web servers says it.
      ...(isAlone ? [{ id: 'answered', ...measured('HTTPCode_Target_5XX_Count') }] : []),
      { id: 'requests', ...measured('RequestCount') },
      {
        id: 'share',
        // Requests for which it could choose no server are not among those that it counts.
        expression: `IF(${errors} >= 3, ${errors} * 100 / (FILL(errors, 0) + FILL(requests, 0)), 0)`,
        label: 'errors, % of requests',
      },
    ],
    comparison: '>=',
    threshold: 5,
    evaluationPeriods: 2,
    datapointsToAlarm: 1,
  }
}

const ofForwarder = (forwarder: string) => ({
  name: 'Balancer-Log-Failing',
  description: 'A file of the load balancer’s log could not be taken into the log group',
  namespace: 'AWS/Lambda',
  metric: 'Errors',
  dimensions: { FunctionName: forwarder },
  periodSeconds: fiveMinutes,
  comparison: '>=',
  threshold: 1,
})

/** Alarms on the way of the events itself: what CloudWatch knows of it that no line of the log says. */
export function pipelineAlarms(pipeline: Pipeline): Alarm[] {
  const { groupName, agents, delivery, loadBalancer, forwarder } = pipeline
  return [
    silent(pipeline),
    ...(agents > 0 ? [agentSilent(agents)] : []),
    ...(delivery === undefined ? [] : ofArchive(groupName, delivery)),
    ...(loadBalancer === null ? [] : [ofBalancer(loadBalancer, forwarder !== undefined)]),
    ...(forwarder === undefined ? [] : [ofForwarder(forwarder)]),
  ].map((one) => alarm.parse(one))
}
