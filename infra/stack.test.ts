import { Annotations, Match, Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { parseSite } from '@/lib/site'
import { newApp } from './new-app'
import { readSettings } from './settings'
import { monitoringStack, stackName } from './stack'

function made(file: object = {}, context: Record<string, string> = {}) {
  const app = newApp({ checked: false })
  const settings = readSettings((name) => context[name])
  const stack = monitoringStack(
    app,
    { ...parseSite(JSON.stringify(file)), logGroup: 'apache/access' },
    settings,
  )
  return {
    stack,
    template: Template.fromStack(stack),
    text: JSON.stringify(Template.fromStack(stack).toJSON()),
  }
}

const shipped = made({}, { email: 'anna@example.com, ben@example.com' })
const { template } = shipped
const resourcesOf = (type: string, of = template) => Object.entries(of.findResources(type))
const only = (type: string, of = template) => {
  const [found, ...others] = resourcesOf(type, of)
  expect(others).toEqual([])
  return { id: found?.[0] ?? '', ...(found?.[1] ?? {}) } as {
    id: string
    Properties: Record<string, unknown>
  }
}
const statements = (policy: unknown) =>
  (policy as { PolicyDocument: { Statement: Record<string, unknown>[] } }).PolicyDocument.Statement

describe('log groups', () => {
  test.each(['apache/access', 'apache/error'])(
    '%s: kept for 180 days, and when the stack goes',
    (name) => {
      template.hasResource('AWS::Logs::LogGroup', {
        Properties: { LogGroupName: name, RetentionInDays: 180 },
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      })
    },
  )

  test('another retention of the site file goes to both', () => {
    const { template } = made({ retentionDays: 30 })
    for (const name of ['apache/access', 'apache/error'])
      template.hasResourceProperties('AWS::Logs::LogGroup', {
        LogGroupName: name,
        RetentionInDays: 30,
      })
  })
})

describe('metric filters', () => {
  test('the shipped four, with their patterns and 0 where nothing matches', () => {
    const filters = resourcesOf('AWS::Logs::MetricFilter').map(([, { Properties }]) => Properties)
    expect(filters.map(({ FilterName, FilterPattern }) => [FilterName, FilterPattern])).toEqual([
      ['404-Errors', '{ $.status = "404" }'],
      ['500-Errors', '{ $.status = "500" }'],
      [
        'Orders',
        '{ $.method = "POST" && $.request = "/cafe/processOrder.php" && ($.status = "2*" || $.status = "3*") }',
      ],
      ['Requests', '{ $.status = "*" }'],
    ])
    for (const { MetricTransformations, FilterName, LogGroupName } of filters) {
      expect(LogGroupName).toEqual({ Ref: 'AccessLog' })
      expect(MetricTransformations).toEqual([
        { MetricNamespace: 'CafeWatch', MetricName: FilterName, MetricValue: '1', DefaultValue: 0 },
      ])
    }
  })

  test('own ones: a selector as value, and dimensions', () => {
    const { template } = made({
      metricFilters: [
        { name: 'Slow', pattern: '{ $.process > 1000000 }', value: '$.process' },
        { name: 'ByMethod', pattern: '{ $.status = "5*" }', dimensions: { Method: '$.method' } },
      ],
    })
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterName: 'Slow',
      MetricTransformations: [{ MetricValue: '$.process', DefaultValue: Match.absent() }],
    })
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterName: 'ByMethod',
      MetricTransformations: [
        { Dimensions: [{ Key: 'Method', Value: '$.method' }], DefaultValue: Match.absent() },
      ],
    })
  })

  test.each([
    ['{ $.status = }', 'a value is missing'],
    ['{ $.status = "500"', 'a brace is not closed'],
    ['%(a)%', 'no parentheses'],
    ['[a, b', 'a bracket is not closed'],
  ])('%s is refused with the place and CloudWatch’s error', (pattern, problem) => {
    const wrong = () => made({ metricFilters: [{ name: 'Mine', pattern }] })
    expect(wrong).toThrow('metricFilters.Mine.pattern: InvalidParameterException: ')
    expect(wrong).toThrow(problem)
  })
})

describe('alarms', () => {
  const file = {
    alarms: [
      {
        name: 'Trouble',
        rule: 'ALARM("500-Errors") AND ALARM(NoOrders) AND NOT ALARM("elsewhere")',
      },
      {
        name: 'Worse',
        rule: 'ALARM("Trouble") OR ALARM("arn:aws:cloudwatch:eu-central-1:123456789012:alarm:Rate")',
      },
      {
        name: 'NoOrders',
        metric: 'Orders',
        comparison: '<',
        threshold: 1,
        evaluationPeriods: 10,
        missing: 'breaching',
      },
      {
        name: 'Rate',
        metrics: [
          { id: 'bad', metric: '500-Errors' },
          { id: 'all', metric: 'Requests' },
          { id: 'rate', expression: 'IF(all > 0, 100 * bad / all, 0)', label: 'percent' },
        ],
        threshold: 2,
      },
      {
        name: 'Tail',
        metric: 'Slow',
        statistic: 'p95',
        threshold: 3,
        dimensions: { Page: 'menu' },
      },
    ],
  }
  const { template } = made(file)
  const idOf = (name: string) =>
    ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']
      .flatMap((type) => resourcesOf(type, template))
      .find(([, { Properties }]) => Properties.AlarmName === name)?.[0]

  test('the shipped two', () => {
    shipped.template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: '404-Errors',
      Namespace: 'CafeWatch',
      MetricName: '404-Errors',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    })
    shipped.template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: '500-Errors',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    })
  })

  test('a percentile with dimensions', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Tail',
      Statistic: Match.absent(),
      ExtendedStatistic: 'p95',
      Dimensions: [{ Name: 'Page', Value: 'menu' }],
    })
  })

  test('metric math: one member gives the result', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Rate',
      MetricName: Match.absent(),
      Metrics: [
        Match.objectLike({
          Id: 'bad',
          ReturnData: false,
          MetricStat: Match.objectLike({ Period: 60, Stat: 'Sum' }),
        }),
        Match.objectLike({ Id: 'all', ReturnData: false }),
        {
          Id: 'rate',
          Label: 'percent',
          ReturnData: true,
          Expression: 'IF(all > 0, 100 * bad / all, 0)',
        },
      ],
    })
  })

  test('composite ones are made after those that their rules name', () => {
    template.hasResource('AWS::CloudWatch::CompositeAlarm', {
      Properties: { AlarmName: 'Trouble', Metrics: Match.absent(), Threshold: Match.absent() },
      DependsOn: [idOf('500-Errors'), idOf('NoOrders')].sort(),
    })
    template.hasResource('AWS::CloudWatch::CompositeAlarm', {
      Properties: { AlarmName: 'Worse' },
      DependsOn: [idOf('Rate'), idOf('Trouble')].sort(),
    })
  })

  test('rules that name each other in a circle are refused', () => {
    const circle = [
      { name: 'a', rule: 'ALARM("b")' },
      { name: 'b', rule: 'OK(a)' },
    ]
    expect(() => made({ alarms: circle })).toThrow('the rules of a, b, a name each other')
  })
})

describe('who is told', () => {
  const smtp = 'smtp://mail.example.com'
  const topicArn = 'arn:aws:sns:eu-central-1:123456789012:pager'
  const { template, text } = made(
    {
      targets: [
        { name: 'owners', kind: 'email', to: ['olga@example.com'], smtp },
        { name: 'kitchen', kind: 'email', to: ['kim@example.com'], smtp },
        { name: 'pager', kind: 'sns', topicArn },
        { name: 'chat', kind: 'slack', url: 'https://hooks.example.com/secret-part' },
      ],
      alarms: [
        {
          name: 'Kitchen',
          metric: 'Orders',
          threshold: 1,
          tell: ['kitchen', 'pager'],
          tellOf: ['ALARM'],
        },
        { name: 'KitchenToo', metric: 'Orders', threshold: 2, tell: ['pager', 'kitchen'] },
        { name: 'Silent', metric: 'Orders', threshold: 3, tell: 'nobody' },
        { name: 'Off', metric: 'Orders', threshold: 4, actionsEnabled: false },
      ],
    },
    { email: 'anna@example.com' },
  )
  const alarm = (name: string) =>
    resourcesOf('AWS::CloudWatch::Alarm', template).find(
      ([, { Properties }]) => Properties.AlarmName === name,
    )?.[1].Properties
  const everybody = [{ Ref: expect.stringMatching(/^Everybody/) }, topicArn]
  const kitchen = [{ Ref: expect.stringMatching(/^Audience1/) }, topicArn]

  test('actions follow tell and tellOf', () => {
    expect(alarm('500-Errors')).toMatchObject({
      AlarmActions: everybody,
      OKActions: everybody,
      InsufficientDataActions: [],
    })
    expect(alarm('404-Errors')).toMatchObject({ AlarmActions: [], OKActions: [] })
    expect(alarm('Kitchen')).toMatchObject({ AlarmActions: kitchen, OKActions: [] })
    expect(alarm('KitchenToo')).toMatchObject({ AlarmActions: kitchen, OKActions: kitchen })
    expect(alarm('Silent')).toMatchObject({ AlarmActions: [] })
    expect(alarm('Off')).toMatchObject({ ActionsEnabled: false, AlarmActions: everybody })
  })

  test('each address of an audience is subscribed by e-mail', () => {
    const subscribed = resourcesOf('AWS::SNS::Subscription', template).map(([, { Properties }]) => [
      Properties.TopicArn.Ref.slice(0, 9),
      Properties.Protocol,
      Properties.Endpoint,
    ])
    expect(subscribed).toEqual([
      ['Everybody', 'email', 'olga@example.com'],
      ['Everybody', 'email', 'kim@example.com'],
      ['Everybody', 'email', 'anna@example.com'],
      ['Audience1', 'email', 'kim@example.com'],
    ])
  })

  test('no secret of a target is in the template', () => {
    expect(text).not.toContain('secret-part')
    expect(text).not.toContain('smtp')
  })

  test('topics are encrypted with a key that alarms may use, and closed to other accounts and to plain HTTP', () => {
    const key = only('AWS::KMS::Key', template)
    for (const [, { Properties }] of resourcesOf('AWS::SNS::Topic', template))
      expect(Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [key.id, 'Arn'] })
    expect(JSON.stringify(key.Properties)).toContain('cloudwatch.amazonaws.com')
    expect(key.Properties.EnableKeyRotation).toBe(true)
    const policies = resourcesOf('AWS::SNS::TopicPolicy', template)
    expect(policies).toHaveLength(2)
    for (const [, { Properties }] of policies) {
      const [deny, allow, ...others] = statements(Properties)
      expect(others).toEqual([])
      expect(deny).toMatchObject({
        Effect: 'Deny',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      })
      expect(allow).toMatchObject({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      })
    }
  })

  test('more topics than an alarm can have actions are refused', () => {
    const targets = [1, 2, 3, 4, 5].map((n) => ({
      name: `t${n}`,
      kind: 'sns',
      topicArn: `${topicArn}${n}`,
    }))
    expect(() => made({ targets })).toThrow('at most 5 actions')
  })
})

describe('the archive', () => {
  const bucket = only('AWS::S3::Bucket')

  test('keeps every version, for a year nobody can delete one, and it outlives the stack', () => {
    expect(bucket).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        ObjectLockEnabled: true,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 365 } },
        },
      },
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
    const denied = statements(only('AWS::S3::BucketPolicy').Properties)
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
      const { LifecycleConfiguration, ObjectLockConfiguration } = only('AWS::S3::Bucket', template)
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
    const stream = only('AWS::KinesisFirehose::DeliveryStream')
    const hour =
      'year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/'
    expect(stream.Properties.ExtendedS3DestinationConfiguration).toMatchObject({
      Prefix: `apache-access/${hour}`,
      ErrorOutputPrefix: `undelivered/!{firehose:error-output-type}/${hour}`,
      CompressionFormat: 'UNCOMPRESSED',
      CustomTimeZone: 'UTC',
      BucketARN: { 'Fn::GetAtt': [bucket.id, 'Arn'] },
    })
    expect(only('AWS::Logs::SubscriptionFilter').Properties).toMatchObject({
      LogGroupName: { Ref: 'AccessLog' },
      FilterPattern: '',
      DestinationArn: { 'Fn::GetAtt': [stream.id, 'Arn'] },
    })
  })

  test('the two services on the way may do their step, and nothing else', () => {
    const roles = resourcesOf('AWS::IAM::Role').map(([, { Properties }]) => Properties)
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
    expect(only('AWS::S3::Bucket', named.template).Properties.BucketName).toBe('cafe-audit')
    expect(named.text).toContain('"Prefix":"web/apache-access/year=')
    const none = made({ archive: false })
    none.template.resourceCountIs('AWS::S3::Bucket', 0)
    none.template.resourceCountIs('AWS::Logs::SubscriptionFilter', 0)
  })
})

describe('the template', () => {
  test('is small enough to be sent without a bucket, and names no account', () => {
    const { template, text, stack } = shipped
    expect(Buffer.byteLength(JSON.stringify(template.toJSON(), null, 1))).toBeLessThan(51_200)
    expect(template.toJSON().Parameters).toBeUndefined()
    expect(text).not.toMatch(/\b\d{12}\b/)
    expect(stack.stackName).toBe(stackName)
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue())
    Annotations.fromStack(stack).hasNoError('*', Match.anyValue())
  })
})

describe('the context', () => {
  test.each([
    [{ email: 'anna' }, '--context email: "anna" is not an e-mail address'],
    [{ archiveDays: '0' }, '--context archiveDays: "0" must be a number of days from 1 to 36500'],
    [{ archiveDays: '40000' }, 'must be a number of days'],
    [{ saveQueries: 'yes' }, '--context saveQueries: "yes" must be true or false'],
  ] as [Record<string, string>, string][])('%j is refused', (context, message) => {
    expect(() => made({}, context)).toThrow(message)
  })
})
