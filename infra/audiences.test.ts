import { describe, expect, test } from 'vitest'
import { made, only, resourcesOf, statements } from './testdata/made'

describe('who is notified', () => {
  const smtp = 'smtp://mail.example.com'
  const topicArn = 'arn:aws:sns:eu-central-1:123456789012:pager'
  const { template, text } = made(
    {
      recipients: [
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
          notify: ['kitchen', 'pager'],
          notifyOn: ['ALARM'],
        },
        { name: 'KitchenToo', metric: 'Orders', threshold: 2, notify: ['pager', 'kitchen'] },
        { name: 'NotifiesNone', metric: 'Orders', threshold: 3, notify: 'none' },
        { name: 'Off', metric: 'Orders', threshold: 4, actionsEnabled: false },
      ],
    },
    { email: 'anna@example.com' },
  )
  const alarm = (name: string) =>
    resourcesOf(template, 'AWS::CloudWatch::Alarm').find(
      ([, { Properties }]) => Properties.AlarmName === name,
    )?.[1].Properties
  const all = [{ Ref: expect.stringMatching(/^Everybody/) }, topicArn]
  const kitchen = [{ Ref: expect.stringMatching(/^Audience1/) }, topicArn]

  test('actions follow notify and notifyOn', () => {
    expect(alarm('Server-Errors')).toMatchObject({
      AlarmActions: all,
      OKActions: all,
      InsufficientDataActions: [],
    })
    for (const name of ['404-Errors', '500-Errors'])
      expect(alarm(name)).toMatchObject({ AlarmActions: [], OKActions: [] })
    expect(alarm('Kitchen')).toMatchObject({ AlarmActions: kitchen, OKActions: [] })
    expect(alarm('KitchenToo')).toMatchObject({ AlarmActions: kitchen, OKActions: kitchen })
    expect(alarm('NotifiesNone')).toMatchObject({ AlarmActions: [] })
    expect(alarm('Off')).toMatchObject({ ActionsEnabled: false, AlarmActions: all })
  })

  test('each address of an audience is subscribed by e-mail', () => {
    const subscribed = resourcesOf(template, 'AWS::SNS::Subscription').map(([, { Properties }]) => [
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

  test('no secret of a recipient is in the template', () => {
    expect(text).not.toContain('secret-part')
    expect(text).not.toContain('smtp')
  })

  test('topics are encrypted with a key that alarms may use, and closed to other accounts and to plain HTTP', () => {
    const key = only(template, 'AWS::KMS::Key')
    for (const [, { Properties }] of resourcesOf(template, 'AWS::SNS::Topic'))
      expect(Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [key.id, 'Arn'] })
    expect(JSON.stringify(key.Properties)).toContain('cloudwatch.amazonaws.com')
    expect(key.Properties.EnableKeyRotation).toBe(true)
    const policies = resourcesOf(template, 'AWS::SNS::TopicPolicy')
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
    const recipients = [1, 2, 3, 4, 5].map((n) => ({
      name: `t${n}`,
      kind: 'sns',
      topicArn: `${topicArn}${n}`,
    }))
    expect(() => made({ recipients })).toThrow('at most 5 actions')
  })
})
