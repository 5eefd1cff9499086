import { RemovalPolicy, type Stack } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { CfnLogGroup, CfnMetricFilter } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { metricFilterInput } from '@/lib/alarms/input'
import type { MetricFilter } from '@/lib/monitoring'

/** A log group whose events outlive the stack. */
export function logGroup(
  stack: Stack,
  id: string,
  { name, retentionDays, key }: { name: string; retentionDays: number; key?: IKey },
) {
  const made = new CfnLogGroup(stack, id, {
    logGroupName: name,
    retentionInDays: retentionDays,
    // The only class with metric filters, subscriptions and Live Tail. It cannot be changed later.
    logGroupClass: 'STANDARD',
    kmsKeyId: key?.keyArn,
  })
  made.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
  return made
}

export function metricFilters(stack: Stack, groupName: string, filters: MetricFilter[]): void {
  const scope = new Construct(stack, 'MetricFilters')
  for (const filter of filters) {
    const { metricTransformations, ...rest } = metricFilterInput(groupName, filter)
    new CfnMetricFilter(scope, filter.name, {
      ...rest,
      metricTransformations: metricTransformations.map(({ dimensions, ...one }) => ({
        ...one,
        ...(dimensions && {
          dimensions: Object.entries(dimensions).map(([key, value]) => ({ key, value })),
        }),
      })),
    })
  }
}
