import { type App, BootstraplessSynthesizer, CfnOutput, Stack } from 'aws-cdk-lib'
import type { Format } from '@/lib/access-log/format'
import { logGroups, type Monitoring, monitoringOfShape } from '@/lib/monitoring'
import { NotCountable } from '@/lib/order-pattern/not-countable'
import { preludeOf } from '@/lib/queries/insights'
import type { Site } from '@/lib/site'
import { accessOf } from './access'
import { alarms } from './alarms'
import { archiveOf, deliveryErrors } from './archive'
import { audiences } from './audiences'
import { balancerLog, forwarderErrors } from './balancer-log'
import { checkPatterns, WrongPattern } from './check-patterns'
import { keysOf } from './keys'
import { logGroup, metricFilters } from './logs'
import { pipelineAlarms } from './pipeline-alarms'
import { savedQueries } from './saved-queries'
import type { GroupKind, Settings } from './settings'
import { withMathAlarms } from './shop-alarms'

export const stackName = 'CafeWatch'

/** What the stack is made from: all that the engine takes as well. */
export interface Declared {
  site: Site
  monitoring: Monitoring
  /** The log group of the access log. */
  logGroup: string
}

/** The declaration for events as the agent sends them. Throws a WrongPattern where no pattern can count orders in them. */
function monitoringFor({ site, monitoring }: Declared, { name, pattern }: Format): Monitoring {
  if (!pattern) return monitoring
  try {
    return monitoringOfShape(monitoring, site.steps, pattern)
  } catch (error) {
    if (!(error instanceof NotCountable)) throw error
    const order = site.steps.at(-1)?.name
    throw new WrongPattern(
      `steps: no metric filter can count the last step, ${order}, in the format ${name}: ${error.message}`,
    )
  }
}

/**
 * The whole pipeline on AWS from the declaration in lib/monitoring.ts and the site file. Throws an
 * Error with a sentence when CloudWatch would refuse a part of it.
 */
export function monitoringStack(app: App, declared: Declared, settings: Settings): Stack {
  const { site } = declared
  const { logFormat } = settings
  const shaped = monitoringFor(declared, logFormat)
  const monitoring = settings.publishMetrics
    ? shaped
    : { ...shaped, alarms: withMathAlarms(shaped.alarms, site.steps, settings.limits) }
  checkPatterns(monitoring.metricFilters)
  const stack = new Stack(app, stackName, {
    description: 'What CafeWatch watches: log groups, metric filters, alarms, messages, archive',
    // Without files to upload no bucket and no roles need to be set up in the account beforehand.
    synthesizer: new BootstraplessSynthesizer(),
    // A template of more than 51,200 bytes needs a bucket.
    suppressTemplateIndentation: true,
  })
  const names = { access: declared.logGroup, error: logGroups.error }
  const keys = keysOf(stack, settings.kmsKey, [
    ...Object.values(names),
    deliveryErrors(names.access),
    ...(settings.balancerLog ? [forwarderErrors] : []),
  ])
  const groupFor = (which: GroupKind, id: string) =>
    settings.existingGroups.includes(which)
      ? names[which]
      : logGroup(stack, id, {
          name: names[which],
          retentionDays: monitoring.retentionDays,
          key: keys.stored,
        }).ref
  const access = groupFor('access', 'AccessLog')
  groupFor('error', 'ErrorLog')
  metricFilters(stack, access, monitoring.metricFilters)
  const archive =
    monitoring.archive === false
      ? undefined
      : archiveOf(stack, {
          group: access,
          groupName: names.access,
          archive: monitoring.archive,
          days: settings.archiveDays,
          lock: settings.archiveLock,
          key: keys.stored,
        })
  const balancer = settings.balancerLog
    ? balancerLog(stack, { group: access, groupName: names.access, key: keys.stored })
    : undefined
  const ownNames = new Set(monitoring.alarms.map(({ name }) => name))
  const onPipeline = pipelineAlarms({
    groupName: names.access,
    silentMinutes: settings.limits.noRequestsMinutes,
    agents: settings.agents,
    delivery: archive?.stream.ref,
    loadBalancer: settings.loadBalancer,
    forwarder: balancer?.forwarder.ref,
  }).filter(({ name }) => !ownNames.has(name))
  const all = [...monitoring.alarms, ...onPipeline]
  const { actionsOf, topics } = audiences(
    stack,
    all,
    monitoring.recipients,
    settings.emails,
    keys.messages,
  )
  alarms(stack, all, actionsOf)
  savedQueries(stack, site, [access], preludeOf({ format: logFormat }))
  const { reads, writes, saves, holds, publishes, profile } = accessOf(stack, names, settings)

  const outputs = {
    InstanceProfileName: profile.instanceProfileName,
    DashboardPolicy: reads.managedPolicyArn,
    SavingPolicy: saves?.managedPolicyArn,
    HoldingPolicy: holds?.managedPolicyArn,
    PublishingPolicy: publishes?.managedPolicyArn,
    AgentPolicy: writes.managedPolicyArn,
    ArchiveBucket: archive?.bucket.bucketName,
    BalancerLogBucket: balancer?.bucket.bucketName,
    EverybodyTopic: topics[0]?.topicArn,
    EncryptionKey: keys.stored?.keyArn,
  }
  for (const [name, value] of Object.entries(outputs))
    if (value !== undefined) new CfnOutput(stack, name, { value })
  return stack
}
