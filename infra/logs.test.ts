import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { formats } from '@/lib/access-log/formats'
import { shippedFilters } from '@/lib/counted'
import { defaultSite } from '@/lib/site'
import { WrongPattern } from './check-patterns'
import { made, resourcesOf } from './testdata/made'

const shipped = made()

describe('log groups', () => {
  test.each(['apache/access', 'apache/error'])(
    '%s: of the class that has metric filters, retained for 180 days and when the stack is deleted',
    (name) => {
      shipped.template.hasResource('AWS::Logs::LogGroup', {
        Properties: { LogGroupName: name, RetentionInDays: 180, LogGroupClass: 'STANDARD' },
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

describe('log groups that are there already', () => {
  const namesOf = (existingGroups: string) =>
    resourcesOf(made({}, { existingGroups }).template, 'AWS::Logs::LogGroup').map(
      ([, { Properties }]) => Properties.LogGroupName,
    )

  test('are not made, so that nothing of them is changed', () => {
    expect(namesOf('access')).toEqual(['apache/error', 'cafewatch/delivery/apache/access'])
    expect(namesOf('access, error')).toEqual(['cafewatch/delivery/apache/access'])
  })

  test('get metric filters, subscription, saved queries and policies by their names', () => {
    const { template, text } = made({}, { existingGroups: 'access,error' })
    for (const type of ['AWS::Logs::MetricFilter', 'AWS::Logs::SubscriptionFilter'])
      for (const [, { Properties }] of resourcesOf(template, type))
        expect(Properties.LogGroupName).toBe('apache/access')
    for (const [, { Properties }] of resourcesOf(template, 'AWS::Logs::QueryDefinition'))
      expect(Properties.LogGroupNames).toEqual(['apache/access'])
    expect(text).toContain(':log-group:apache/access:*')
    expect(text).not.toContain('"AccessLog"')
  })
})

describe('metric filters', () => {
  const filtersOf = ({ template }: typeof shipped) =>
    resourcesOf(template, 'AWS::Logs::MetricFilter').map(([, { Properties }]) => Properties)
  const patternsOf = (some: typeof shipped) =>
    filtersOf(some).map(({ FilterName, FilterPattern }) => [FilterName, FilterPattern])

  test.each(formats.flatMap(({ id, pattern }) => (pattern ? [[id, pattern] as const] : [])))(
    'all that come with CafeWatch, with patterns for %s',
    (logFormat, shape) => {
      expect(patternsOf(made({}, { logFormat }))).toEqual(
        shippedFilters(defaultSite.steps, shape).map(({ name, pattern }) => [name, pattern]),
      )
    },
  )

  test('without a format those of the JSON LogFormat, in both of its forms', () => {
    expect(patternsOf(shipped)).toContainEqual([
      'Orders',
      '{ (($.method = "POST" && ($.request = "/cafe/processOrder.php" || $.request = "/cafe/processOrder.php/")) || ($.requestLine = "POST /cafe/processOrder.php *" || $.requestLine = "POST /cafe/processOrder.php?*" || $.requestLine = "POST /cafe/processOrder.php/ *" || $.requestLine = "POST /cafe/processOrder.php/?*")) && ($.status = "2*" || $.status = "3*") }',
    ])
    for (const { LogGroupName } of filtersOf(shipped))
      expect(LogGroupName).toEqual({ Ref: 'AccessLog' })
  })

  test('an own one with the name of a shipped one keeps its pattern', () => {
    const own = { name: 'Orders', pattern: '{ $.status = "201" }' }
    const patterns = patternsOf(made({ metricFilters: [own] }, { logFormat: 'combined' }))
    expect(patterns).toContainEqual([own.name, own.pattern])
  })

  test('the orders of a kind of shop, in the log’s own format', () => {
    expect(
      patternsOf(made({ preset: 'opencart' }, { logFormat: 'combined' })).find(
        ([name]) => name === 'Orders',
      )?.[1],
    ).toContain('request = "GET *" && request = "*?route=checkout/success *"')
  })

  test('a format in which no pattern can say what an order is', () => {
    const wrong = () => made({ preset: 'woocommerce' }, { logFormat: 'w3c-extended' })
    expect(wrong).toThrow(WrongPattern)
    expect(wrong).toThrow(
      /^steps: no metric filter can count the last step, order, in the format .*: its ways differ in more than one column/,
    )
  })

  test('more patterns with regular expressions than a log group takes', () => {
    const metricFilters = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name, pattern: '%x%' }))
    expect(() => made({ metricFilters: metricFilters.slice(1) })).not.toThrow()
    expect(() => made({ metricFilters })).toThrow(
      /^metricFilters\.f\.pattern: LimitExceededException: a log group has at most 5 /,
    )
  })

  test.each(['404-Errors', '500-Errors', '5xx-Errors', 'Orders', 'Requests'])(
    '%s counts, and is 0 where nothing matches',
    (name) => {
      shipped.template.hasResourceProperties('AWS::Logs::MetricFilter', {
        FilterName: name,
        MetricTransformations: [
          { MetricNamespace: 'CafeWatch', MetricName: name, MetricValue: '1', DefaultValue: 0 },
        ],
      })
    },
  )

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
  ])('%s is refused with the position and CloudWatch’s error', (pattern, problem) => {
    const wrong = () => made({ metricFilters: [{ name: 'Mine', pattern }] })
    expect(wrong).toThrow('metricFilters.Mine.pattern: InvalidParameterException: ')
    expect(wrong).toThrow(problem)
  })
})
