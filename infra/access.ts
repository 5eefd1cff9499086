import { ArnFormat, type Stack } from 'aws-cdk-lib'
import {
  InstanceProfile,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam'
import { namespace } from '@/lib/monitoring'
import { heartbeat } from './agent'
import type { Settings } from './settings'

/** Actions of one policy: those that can be limited to log groups, and those that IAM only allows on everything. */
export interface Actions {
  onGroups: readonly string[]
  anywhere: readonly string[]
}

/** What lib/aws requests from CloudWatch. A test compares it with the commands that it sends. */
export const dashboardReads: Actions = {
  onGroups: [
    'logs:DescribeLogStreams',
    'logs:DescribeMetricFilters',
    'logs:FilterLogEvents',
    'logs:GetLogGroupFields',
    'logs:StartLiveTail',
    'logs:StartQuery',
  ],
  anywhere: [
    'cloudwatch:DescribeAlarmHistory',
    'cloudwatch:DescribeAlarms',
    'cloudwatch:GetAlarmMuteRule',
    'cloudwatch:GetMetricData',
    'cloudwatch:ListAlarmMuteRules',
    'cloudwatch:ListTagsForResource',
    // The ARN of a log group that has no stream yet, to follow it.
    'logs:DescribeLogGroups',
    'logs:DescribeQueries',
    'logs:DescribeQueryDefinitions',
    'logs:GetLogRecord',
    'logs:GetQueryResults',
    'logs:StopQuery',
  ],
}

/** What Explore needs beyond that to save queries. */
export const dashboardSaves: Actions = {
  onGroups: [],
  anywhere: ['logs:DeleteQueryDefinition', 'logs:PutQueryDefinition'],
}

/** What muting and acknowledging alarms needs beyond that. */
export const dashboardHolds: Actions = {
  onGroups: [],
  anywhere: [
    'cloudwatch:DeleteAlarmMuteRule',
    'cloudwatch:PutAlarmMuteRule',
    'cloudwatch:TagResource',
    'cloudwatch:UntagResource',
  ],
}

/** What publishing how the shop is doing needs beyond that. */
export const dashboardPublishes: Actions = {
  onGroups: [],
  anywhere: ['cloudwatch:PutMetricData'],
}

/** What the CloudWatch Agent needs for two log files; the log groups are there already. */
export const agentWrites: Actions = {
  onGroups: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:PutRetentionPolicy'],
  // Before it sets a retention it asks for the one that is there.
  anywhere: ['cloudwatch:PutMetricData', 'logs:DescribeLogGroups'],
}

const putsMetrics = 'cloudwatch:PutMetricData'

function policy(
  stack: Stack,
  id: string,
  description: string,
  { onGroups, anywhere }: Actions,
  groups: string[],
  metricsIn?: string,
): ManagedPolicy {
  const arn = (group: string) =>
    stack.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: group,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
  const statements = [
    {
      sid: 'TheseLogGroups',
      actions: onGroups,
      resources: groups.flatMap((group) => [arn(group), arn(`${group}:*`)]),
    },
    {
      sid: 'NotBoundToAResource',
      actions: anywhere.filter((action) => action !== putsMetrics),
      resources: ['*'],
    },
    {
      sid: 'OwnMetrics',
      actions: anywhere.filter((action) => action === putsMetrics),
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': metricsIn } },
    },
  ]
  return new ManagedPolicy(stack, id, {
    description,
    statements: statements
      .filter(({ actions }) => actions.length > 0)
      .map(({ actions, ...rest }) => new PolicyStatement({ ...rest, actions: [...actions] })),
  })
}

export interface Access {
  reads: ManagedPolicy
  saves?: ManagedPolicy
  holds?: ManagedPolicy
  publishes?: ManagedPolicy
  writes: ManagedPolicy
  profile: InstanceProfile
}

/** The policies of dashboard and agent, and a role with them for an instance on which both run. */
export function accessOf(
  stack: Stack,
  { access, error }: { access: string; error: string },
  {
    saveQueries,
    holdAlarms,
    publishMetrics,
  }: Pick<Settings, 'saveQueries' | 'holdAlarms' | 'publishMetrics'>,
): Access {
  const reads = policy(
    stack,
    'DashboardReads',
    'What the CafeWatch dashboard reads, and nothing that writes',
    dashboardReads,
    [access],
  )
  const saves = saveQueries
    ? policy(stack, 'DashboardSaves', 'Lets Explore save queries', dashboardSaves, [])
    : undefined
  const holds = holdAlarms
    ? policy(
        stack,
        'DashboardHolds',
        'Lets the dashboard mute and acknowledge alarms',
        dashboardHolds,
        [],
      )
    : undefined
  const publishes = publishMetrics
    ? policy(
        stack,
        'DashboardPublishes',
        'Lets the dashboard publish how the shop is doing, in its own namespace',
        dashboardPublishes,
        [],
        namespace,
      )
    : undefined
  const writes = policy(
    stack,
    'AgentWrites',
    'What the CloudWatch Agent needs to send two log files',
    agentWrites,
    [access, error],
    heartbeat.namespace,
  )
  const role = new Role(stack, 'InstanceRole', {
    assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
    managedPolicies: [reads, saves, holds, publishes, writes].filter((one) => one !== undefined),
  })
  const profile = new InstanceProfile(stack, 'InstanceProfile', { role })
  return { reads, saves, holds, publishes, writes, profile }
}
