import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { made, resourcesOf } from './testdata/made'

const shipped = made()

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
        namespace: 'Shop',
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
      .flatMap((type) => resourcesOf(template, type))
      .find(([, { Properties }]) => Properties.AlarmName === name)?.[0]

  test('those on 404s and on 500s that come with CafeWatch', () => {
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

  test('the one on all server errors, by count and share', () => {
    shipped.template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Server-Errors',
      Metrics: [
        Match.objectLike({
          Id: 'errors',
          MetricStat: Match.objectLike({
            Metric: Match.objectLike({ MetricName: '5xx-Errors' }),
            Period: 180,
          }),
        }),
        Match.objectLike({ Id: 'requests' }),
        Match.objectLike({ ReturnData: true }),
      ],
      EvaluationPeriods: 2,
      DatapointsToAlarm: 1,
      Threshold: 5,
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

  test.each([
    ['ALARM("b")', 'alarms.a.rule: The alarm a would depend on itself by way of a, b, a.'],
    ['ALARM("b") AND', 'alarms.a.rule: Error in AlarmRule: '],
  ])('the rule %s is refused with its location', (rule, problem) => {
    const file = {
      alarms: [
        { name: 'a', rule },
        { name: 'b', rule: 'OK(a)' },
      ],
    }
    expect(() => made(file)).toThrow(problem)
  })
})
