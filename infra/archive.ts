import { Aws, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { type CfnLogGroup, CfnLogStream, CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectLockRetention,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3'
import type { Archive } from '@/lib/monitoring'
import { logGroup } from './logs'
import type { Lock } from './settings'

const hour =
  'year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/'
// Objects there can still be read at once, and are billed for 90 days at least.
const coldAfterDays = 90
const coldForDays = 90
const errorRetentionDays = 30

/** Where the archive of a log group lies in its bucket. */
export const archiveFolder = (group: string, prefix = '') =>
  `${prefix}${group.replaceAll('/', '-')}/`

/** The log group in which Data Firehose writes why it could not deliver. */
export const deliveryErrors = (group: string) => `cafewatch/delivery/${group}`

/** A bucket that keeps every version of every object for its retention, as far as the lock goes. */
function bucketOf(
  stack: Stack,
  name: string | undefined,
  { days, lock, key }: Pick<ArchiveOptions, 'days' | 'lock' | 'key'>,
): Bucket {
  return new Bucket(stack, 'Archive', {
    bucketName: name,
    versioned: true,
    objectLockEnabled: true,
    objectLockDefaultRetention: ObjectLockRetention[lock](Duration.days(days)),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: key ? BucketEncryption.KMS : BucketEncryption.S3_MANAGED,
    encryptionKey: key,
    // One call of KMS for many objects.
    bucketKeyEnabled: key && true,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    lifecycleRules: [
      {
        id: 'KeepThenExpire',
        expiration: Duration.days(days + 1),
        noncurrentVersionExpiration: Duration.days(1),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
        ...(days >= coldAfterDays + coldForDays && {
          transitions: [
            {
              storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL,
              transitionAfter: Duration.days(coldAfterDays),
            },
          ],
        }),
      },
    ],
  })
}

const allow = (actions: string[], resource: string) =>
  new PolicyStatement({ actions, resources: [resource] })

/** Allows Data Firehose to write to the bucket and to log its own failures. */
const deliveryRole = (stack: Stack, bucket: Bucket, errors: CfnLogGroup, key?: IKey) =>
  new Role(stack, 'DeliveryRole', {
    assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
      conditions: { StringEquals: { 'sts:ExternalId': Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: {
      Write: new PolicyDocument({
        statements: [
          allow(['s3:AbortMultipartUpload', 's3:PutObject'], bucket.arnForObjects('*')),
          allow(
            ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
            bucket.bucketArn,
          ),
          allow(['logs:PutLogEvents'], errors.attrArn),
          ...(key
            ? [
                new PolicyStatement({
                  actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
                  resources: [key.keyArn],
                  conditions: {
                    StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.${Aws.URL_SUFFIX}` },
                  },
                }),
              ]
            : []),
        ],
      }),
    },
  })

/** CloudWatch Logs may put records into this one stream. */
const subscriptionRole = (stack: Stack, stream: CfnDeliveryStream) =>
  new Role(stack, 'SubscriptionRole', {
    assumedBy: new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`, {
      conditions: {
        StringLike: { 'aws:SourceArn': stack.formatArn({ service: 'logs', resource: '*' }) },
      },
    }),
    inlinePolicies: {
      Put: new PolicyDocument({
        statements: [allow(['firehose:PutRecord', 'firehose:PutRecordBatch'], stream.attrArn)],
      }),
    },
  })

interface ArchiveOptions {
  /** Of the log group, or a reference to it. */
  group: string
  groupName: string
  archive: Archive
  /** How long Object Lock protects each object. */
  days: number
  lock: Lock
  key?: IKey
}

/**
 * The way of each log event into the archive: log group → subscription filter → Data Firehose → S3.
 * The hour in a key is that in which the event arrived.
 */
export function archiveOf(
  stack: Stack,
  { group, groupName, archive, ...protection }: ArchiveOptions,
): { bucket: Bucket; stream: CfnDeliveryStream } {
  const own = archive && 'bucket' in archive && !archive.endpoint ? archive : undefined
  const bucket = bucketOf(stack, own?.bucket, protection)
  const folder = archiveFolder(groupName, own?.prefix)
  const errors = logGroup(stack, 'DeliveryErrors', {
    name: deliveryErrors(groupName),
    retentionDays: errorRetentionDays,
    key: protection.key,
  })
  const errorStream = new CfnLogStream(stack, 'DeliveryErrorStream', {
    logGroupName: errors.ref,
    logStreamName: 's3',
  })
  const stream = new CfnDeliveryStream(stack, 'Delivery', {
    deliveryStreamType: 'DirectPut',
    deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
    extendedS3DestinationConfiguration: {
      bucketArn: bucket.bucketArn,
      roleArn: deliveryRole(stack, bucket, errors, protection.key).roleArn,
      prefix: `${folder}${hour}`,
      errorOutputPrefix: `${own?.prefix ?? ''}undelivered/!{firehose:error-output-type}/${hour}`,
      customTimeZone: 'UTC',
      // What a subscription filter sends is gzip already.
      compressionFormat: 'UNCOMPRESSED',
      fileExtension: '.gz',
      bufferingHints: { intervalInSeconds: 300, sizeInMBs: 64 },
      cloudWatchLoggingOptions: {
        enabled: true,
        logGroupName: errors.ref,
        logStreamName: errorStream.ref,
      },
    },
  })
  new CfnSubscriptionFilter(stack, 'ArchiveSubscription', {
    logGroupName: group,
    filterName: 'cafewatch-archive',
    filterPattern: '',
    destinationArn: stream.attrArn,
    roleArn: subscriptionRole(stack, stream).roleArn,
  })
  return { bucket, stream }
}
