import { describe, expect, test } from 'vitest'
import { SearchProblem, searchMatcher } from './search'
import { metric } from './testdata/drawn'

const found = (query: string, name: string) => searchMatcher(query)(metric(name))

describe('partial matches, as AWS explains them', () => {
  test.each([
    ['count', 'CustomCount1', true],
    ['COUNT', 'CustomCount1', true],
    ['couNT', 'CustomCount1', false],
    ['customcount1', 'CustomCount1', false],
    ['CustomCount', 'CustomCount1', true],
    ['Count1', 'CustomCount1', true],
    ['count1', 'CustomCount1', false],
    ['1', 'CustomCount1', true],
    ['ount', 'CustomCount1', false],
    ['failure', 'SDBFailure', true],
    ['sdbfailure', 'SDBFailure', true],
    ['trial', 'Project2-trial333', true],
    ['33', 'Project2-trial333', false],
    ['network/errors', 'Network-Errors-2', true],
    ['network+errors', 'NetworkErrors2', true],
    ['Network_Errors', 'NetworkErrors2', true],
    ['errors-network', 'Network-Errors-2', false],
    ['été', 'Été', true],
  ])('%s in %s: %s', (query, name, expected) => expect(found(query, name)).toBe(expected))
})

describe('exact matches, properties, operators and the schema', () => {
  const cpu = metric('CPUUtilization', 'AWS/EC2', ['InstanceId', 'i-12'])
  const errors = metric('Errors', 'AWS/Lambda', ['FunctionName', 'ProjectA-menu'])
  const calls = metric('Invocations', 'AWS/Lambda', ['FunctionName', 'ProjectC'])
  const odd = metric(
    'Europe\\France Traffic(Network)',
    'My Shop',
    ['Dimension@Name', 'x'],
    ['b', 'y'],
  )
  const all = { cpu, errors, calls, odd }
  test.each([
    ['"CPUUtilization"', 'cpu'],
    ['"cpuutilization"', ''],
    ['"CPU"', ''],
    ['CPU', 'cpu'],
    ['{AWS/EC2,InstanceId} MetricName="CPUUtilization"', 'cpu'],
    ['{AWS/EC2,InstanceId,ImageId} CPU', ''],
    ['{AWS/Lambda, FunctionName}, MetricName="Errors"', 'errors'],
    ['{AWS/Lambda}', 'errors calls'],
    ['{"My Shop","Dimension@Name",b}', 'odd'],
    ['{"My Shop","Dimension@Name"}', ''],
    ['"Europe\\\\France Traffic\\(Network\\)"', 'odd'],
    ['MetricName=Traffic', 'odd'],
    ['FunctionName=menu', 'errors'],
    ['Namespace=Lambda NOT ProjectC', 'errors'],
    ['NOT Namespace=AWS', 'odd'],
    ['MetricName="Errors" OR (MetricName="Invocations" AND (ProjectA OR ProjectB))', 'errors'],
    ['(EC2 OR Lambda) AND NOT Errors', 'cpu calls'],
    ['Lambda errors', 'errors'],
    ['{AWS/EC2,InstanceId} MetricName="CPUUtilization" InstanceId=("i-11" OR "i-12")', 'cpu'],
    ['"InstanceId"=("i-12")', 'cpu'],
    ['InstanceId = ("i-1" OR "i-2")', ''],
    ['FunctionName=(menu OR ProjectC)', 'errors calls'],
    ['FunctionName=(ProjectA AND NOT menu)', ''],
    ['FunctionName=(ProjectA menu)', 'errors'],
    ['FunctionName=((menu) OR (ProjectC)) AND Errors', 'errors'],
    ['NOT FunctionName=(menu OR ProjectC)', 'cpu odd'],
    ['MetricName=("Errors" OR "CPUUtilization") Namespace=("AWS/EC2" OR "x")', 'cpu'],
    ['(InstanceId=("i-12") OR MetricName="Errors")', 'cpu errors'],
    ['cpu OR errors Lambda', 'cpu errors'],
    ['{AWS/EC2,InstanceId} :aws.AccountId="111122223333" CPU', 'cpu'],
    [':aws.AccountId = LOCAL Errors', 'errors'],
    [':aws.AccountId=("111122223333" OR "444455556666") Lambda', 'errors calls'],
    ['CPU NOT :aws.AccountId="111122223333"', ''],
    ['and', ''],
  ])('%s', (query, expected) => {
    const matches = searchMatcher(query)
    const names = Object.entries(all).flatMap(([name, metric]) => (matches(metric) ? [name] : []))
    expect(names.join(' ')).toBe(expected)
  })
})

test.each([
  ['', 'a schema such as {Namespace,Dimension} or a term is needed'],
  ['{', 'the namespace is missing at the end'],
  ['{a,}', 'a dimension is missing before }'],
  ['{a b}', 'the } that ends the schema is missing'],
  ['"a', 'a quoted text does not end'],
  ['a OR', 'a term is missing at the end'],
  ['AND a', 'a term is missing before AND'],
  ['(a', 'a ) is missing'],
  ['a)', 'a ) stands too many'],
  ['a=(b', 'a ) is missing'],
  ['a=()', 'a term is missing before )'],
  ['a=(b=c)', 'a = stands among the values of a'],
  ['a=(b OR)', 'a term is missing before )'],
  [':aws.AccountId=', 'the value of :aws.AccountId is missing at the end'],
  ['a = = b', 'the value of a is missing before ='],
  ['--', 'has neither letters nor digits'],
  ['('.repeat(200), 'it is nested more than 50 deep'],
  [`NOT ${'NOT '.repeat(100)}a`, 'it is nested more than 50 deep'],
  ['a'.repeat(2000), 'a search may have 1024 characters at most'],
])('%s is refused: %s', (query, message) => {
  expect(() => searchMatcher(query)).toThrow(SearchProblem)
  expect(() => searchMatcher(query)).toThrow(message)
})
