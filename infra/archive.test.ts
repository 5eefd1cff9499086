import { describe, expect, test } from 'vitest'
import { made, only, resourcesOf, statements } from './testdata/made'

const shipped = made()

describe('the archive', () => {
  const bucket = only(shipped.template, 'AWS::S3::Bucket')

  test('retains every version, locks each for 30 days, and outlives the stack', () => {
    expect(bucket).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        ObjectLockEnabled: true,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } },
        },
      },
    })
  })

  test('is locked against everybody only by choice', () => {
    const { template } = made({}, { archiveLock: 'compliance', archiveDays: '365' })
    expect(only(template, 'AWS::S3::Bucket').Properties.ObjectLockConfiguration).toMatchObject({
      Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 365 } },
    })
  })

  test('is private and encrypted, and speaks TLS only', () => {
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
    })
    const denied = statements(only(shipped.template, 'AWS::S3::BucketPolicy').Properties)
    expect(denied).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    )
    expect(denied.filter(({ Effect }) => Effect === 'Allow')).toEqual([])
  })

  test.each([
    ['365', [{ StorageClass: 'GLACIER_IR', TransitionInDays: 90 }], 366],
    ['180', [{ StorageClass: 'GLACIER_IR', TransitionInDays: 90 }], 181],
    ['30', undefined, 31],
  ])(
    'locked for %s days: cheaper storage where it pays, and gone after',
    (archiveDays, Transitions, ExpirationInDays) => {
      const { template } = made({}, { archiveDays })
      const { LifecycleConfiguration, ObjectLockConfiguration } = only(template, 'AWS::S3::Bucket')
        .Properties as {
        LifecycleConfiguration: { Rules: Record<string, unknown>[] }
        ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: number } } }
      }
      expect(ObjectLockConfiguration.Rule.DefaultRetention.Days).toBe(Number(archiveDays))
      expect(LifecycleConfiguration.Rules).toHaveLength(1)
      expect(LifecycleConfiguration.Rules[0]).toMatchObject({ Status: 'Enabled', ExpirationInDays })
      expect(LifecycleConfiguration.Rules[0]?.Transitions).toEqual(Transitions)
    },
  )

  test('gets each event of the access log, by hour, not compressed a second time', () => {
    const stream = only(shipped.template, 'AWS::KinesisFirehose::DeliveryStream')
    const hour =
      'year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/'
    expect(stream.Properties.ExtendedS3DestinationConfiguration).toMatchObject({
      Prefix: `apache-access/${hour}`,
      ErrorOutputPrefix: `undelivered/!{firehose:error-output-type}/${hour}`,
      CompressionFormat: 'UNCOMPRESSED',
      CustomTimeZone: 'UTC',
      BucketARN: { 'Fn::GetAtt': [bucket.id, 'Arn'] },
    })
    expect(only(shipped.template, 'AWS::Logs::SubscriptionFilter').Properties).toMatchObject({
      LogGroupName: { Ref: 'AccessLog' },
      FilterPattern: '',
      DestinationArn: { 'Fn::GetAtt': [stream.id, 'Arn'] },
    })
  })

  test('the two services on the way may do their step, and nothing else', () => {
    const roles = resourcesOf(shipped.template, 'AWS::IAM::Role').map(
      ([, { Properties }]) => Properties,
    )
    const allowed = (service: unknown) => {
      const role = roles.find(
        (one) =>
          JSON.stringify(one.AssumeRolePolicyDocument.Statement[0].Principal.Service) ===
          JSON.stringify(service),
      )
      expect(role?.AssumeRolePolicyDocument.Statement[0].Condition).toBeDefined()
      expect(role?.ManagedPolicyArns).toBeUndefined()
      return statements(role?.Policies[0]).flatMap(({ Action, Resource }) => {
        expect(Resource).not.toBe('*')
        return Action
      })
    }
    expect(allowed('firehose.amazonaws.com')).toEqual([
      's3:AbortMultipartUpload',
      's3:PutObject',
      's3:GetBucketLocation',
      's3:ListBucket',
      's3:ListBucketMultipartUploads',
      'logs:PutLogEvents',
    ])
    expect(
      allowed({ 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] }),
    ).toEqual(['firehose:PutRecord', 'firehose:PutRecordBatch'])
  })

  test('takes the name and prefix of a declared bucket, and is left out when there is to be none', () => {
    const named = made({ archive: { bucket: 'cafe-audit', prefix: 'web/' } })
    expect(only(named.template, 'AWS::S3::Bucket').Properties.BucketName).toBe('cafe-audit')
    expect(named.text).toContain('"Prefix":"web/apache-access/year=')
    const none = made({ archive: false })
    none.template.resourceCountIs('AWS::S3::Bucket', 0)
    none.template.resourceCountIs('AWS::Logs::SubscriptionFilter', 0)
  })
})
