import { describe, expect, test } from 'vitest'
import { made, only, resourcesOf, statements } from './testdata/made'

const groups = ['apache/access', 'apache/error', 'cafewatch/delivery/apache/access']
const ownArn = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000'

const encryptionOf = ({ template }: ReturnType<typeof made>) => ({
  groups: resourcesOf(template, 'AWS::Logs::LogGroup').map(
    ([, { Properties }]) => Properties.KmsKeyId,
  ),
  topics: resourcesOf(template, 'AWS::SNS::Topic').map(
    ([, { Properties }]) => Properties.KmsMasterKeyId,
  ),
  bucket: only(template, 'AWS::S3::Bucket').Properties.BucketEncryption,
})
const byKey = (KMSMasterKeyID: unknown) => ({
  ServerSideEncryptionConfiguration: [
    {
      BucketKeyEnabled: true,
      ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID },
    },
  ],
})
const deliveryUses = ({ template }: ReturnType<typeof made>) =>
  resourcesOf(template, 'AWS::IAM::Role')
    .flatMap(([, { Properties }]) => Properties.Policies ?? [])
    .flatMap(statements)
    .filter(({ Action }) => [Action].flat().some((one) => String(one).startsWith('kms:')))

describe('without a key of your own', () => {
  const shipped = made()

  test('messages have one, that alone; the rest is encrypted with keys of AWS', () => {
    const key = only(shipped.template, 'AWS::KMS::Key').id
    const { groups, topics } = encryptionOf(shipped)
    expect(groups).toEqual([undefined, undefined, undefined])
    expect(topics).toEqual([{ 'Fn::GetAtt': [key, 'Arn'] }])
    expect(deliveryUses(shipped)).toEqual([])
  })
})

describe('with a new key', () => {
  const encrypted = made({}, { kmsKey: 'new' })
  const key = only(encrypted.template, 'AWS::KMS::Key') as ReturnType<typeof only> & {
    DeletionPolicy: string
  }
  const arn = { 'Fn::GetAtt': [key.id, 'Arn'] }
  const policy = (key.Properties.KeyPolicy as { Statement: Record<string, unknown>[] }).Statement

  test('log groups, topic and bucket have the same one, and it outlives the stack as they do', () => {
    expect(encryptionOf(encrypted)).toEqual({
      groups: [arn, arn, arn],
      topics: [arn],
      bucket: byKey(arn),
    })
    expect(key.DeletionPolicy).toBe('RetainExceptOnCreate')
    expect(key.Properties.EnableKeyRotation).toBe(true)
  })

  test('CloudWatch Logs may use it for these log groups only, alarms for messages', () => {
    const [account, alarms, logs, ...others] = policy
    expect(others).toEqual([])
    // What makes the policies of roles count.
    expect(account).toMatchObject({ Action: 'kms:*', Resource: '*' })
    expect(JSON.stringify(account?.Principal)).toContain(':root')
    expect(alarms).toMatchObject({
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    })
    expect(logs).toMatchObject({
      Principal: {
        Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
      },
      Action: [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncrypt*',
        'kms:GenerateDataKey*',
        'kms:DescribeKey',
      ],
    })
    const { Condition } = logs as { Condition: { ArnEquals: Record<string, unknown[]> } }
    const bound = Condition.ArnEquals['kms:EncryptionContext:aws:logs:arn']
    expect(bound?.map((one) => JSON.stringify(one).split(':log-group:')[1])).toEqual(
      groups.map((name) => expect.stringMatching(new RegExp(`^${name}"`))),
    )
  })

  test('the role of Data Firehose may use it, by way of S3 only', () => {
    expect(deliveryUses(encrypted)).toMatchObject([
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: arn,
        Condition: { StringEquals: { 'kms:ViaService': expect.anything() } },
      },
    ])
  })
})

test('a key that is there: nothing is made, and all three use it', () => {
  const encrypted = made({}, { kmsKey: ownArn })
  encrypted.template.resourceCountIs('AWS::KMS::Key', 0)
  expect(encryptionOf(encrypted)).toEqual({
    groups: [ownArn, ownArn, ownArn],
    topics: [ownArn],
    bucket: byKey(ownArn),
  })
  expect(deliveryUses(encrypted)).toMatchObject([{ Resource: ownArn }])
})
