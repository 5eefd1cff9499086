import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ArnFormat, Aws, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import { logGroup } from './logs'

const source = fileURLToPath(new URL('balancer-log/index.js', import.meta.url))
// The events are in the log group by then.
const fileDays = 7
const ownRetentionDays = 30

/** The log group in which the forwarder writes why it failed. */
export const forwarderErrors = 'cafewatch/balancer-log'

function bucketOf(stack: Stack): Bucket {
  const bucket = new Bucket(stack, 'BalancerLog', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    // Load balancers write with no other.
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    lifecycleRules: [{ id: 'Forwarded', expiration: Duration.days(fileDays) }],
  })
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'BalancersOfThisAccountWrite',
      principals: [new ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`AWSLogs/${Aws.ACCOUNT_ID}/*`)],
    }),
  )
  return bucket
}

/**
 * Takes the log of a load balancer into a log group: balancer → S3, every five minutes → Lambda →
 * log group.
 */
export function balancerLog(
  stack: Stack,
  { group, groupName, key }: { group: string; groupName: string; key?: IKey },
): { bucket: Bucket; forwarder: CfnFunction } {
  const bucket = bucketOf(stack)
  const own = logGroup(stack, 'BalancerLogErrors', {
    name: forwarderErrors,
    retentionDays: ownRetentionDays,
    key,
  })
  const streamsOf = (name: string) =>
    stack.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `${name}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
  const role = new Role(stack, 'BalancerLogRole', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      Forward: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            resources: [streamsOf(groupName), streamsOf(forwarderErrors)],
          }),
        ],
      }),
    },
  })
  const forwarder = new CfnFunction(stack, 'BalancerLogForwarder', {
    description: 'Takes the log of a load balancer into the log group that CafeWatch watches',
    runtime: 'nodejs22.x',
    architectures: ['arm64'],
    handler: 'index.handler',
    code: { zipFile: readFileSync(source, 'utf8') },
    role: role.roleArn,
    timeout: 300,
    memorySize: 512,
    environment: { variables: { LOG_GROUP: group } },
    loggingConfig: { logGroup: own.ref },
  })
  // A policy of its own: the bucket needs the function, and the function only its role.
  bucket.grantRead(role, 'AWSLogs/*')
  const permission = new CfnPermission(stack, 'BalancerLogWritten', {
    action: 'lambda:InvokeFunction',
    functionName: forwarder.ref,
    principal: 's3.amazonaws.com',
    sourceAccount: Aws.ACCOUNT_ID,
  })
  const written = bucket.node.defaultChild as CfnBucket
  written.notificationConfiguration = {
    lambdaConfigurations: [
      {
        event: 's3:ObjectCreated:*',
        function: forwarder.attrArn,
        filter: { s3Key: { rules: [{ name: 'suffix', value: '.log.gz' }] } },
      },
    ],
  }
  written.addResourceDependency(permission)
  return { bucket, forwarder }
}
