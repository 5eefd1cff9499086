import { describe, expect, test } from 'vitest'
import { SearchProblem, searchMatcher } from './search'
import { metric } from './testdata/drawn'

const found = (query: string, name: string) => searchMatcher(query)(metric(name))

describe('partial matches, as AWS explains them', () => {
  test.each([
    ['count', 'CustomCount1', true],
    ['COUNT', 'CustomCount1', true],
    ['couNT', 'CustomCount1', false],
    ['customcount1', 'CustomCount1', true],
    ['CUSTOMCOUNT1', 'CustomCount1', true],
    ['customcount1', 'CustomCount12', false],
    ['customcount1', 'MyCustomCount1', false],
    ['customcount', 'CustomCount1', false],
    ['custom', 'CustomCount1', true],
    ['Count', 'CustomCount1', true],
    ['customCount1', 'CustomCount1', false],
    ['couNT', 'Count', false],
    ['CustomCount', 'CustomCount1', true],
    ['Count1', 'CustomCount1', true],
    ['count1', 'CustomCount1', false],
    ['1', 'CustomCount1', true],
    ['ount', 'CustomCount1', false],
    ['sdb', 'SDBFailure', true],
    ['SDB', 'SDBFailure', true],
    ['failure', 'SDBFailure', true],
    ['SDBFailure', 'SDBFailure', true],
    ['sdbfailure', 'SDBFailure', true],
    ['trial', 'Project2-trial333', true],
    ['project2trial333', 'Project2-trial333', true],
    ['project2-trial333', 'Project2-trial333', true],
    ['Project2-trial333', 'Project2-trial333', true],
    ['project', 'Project2-trial333', true],
    ['2', 'Project2-trial333', true],
    ['333', 'Project2-trial333', true],
    ['Project2', 'Project2-trial333', true],
    ['project2', 'Project2-trial333', false],
    ['project2trial', 'Project2-trial333', false],
    ['33', 'Project2-trial333', false],
    ...['Network-Errors-2', 'NetworkErrors2', 'Network-Errors_2'].flatMap((name) =>
      ['network/errors', 'network+errors', 'network-errors', 'Network_Errors', '2'].map(
        (query): [string, string, boolean] => [query, name, true],
      ),
    ),
    ['networkerrors', 'Network-Errors-2', false],
    ['"Network-Errors-2"', 'Network-Errors-2', true],
    ['"Network_Errors_2"', 'Network-Errors-2', false],
    ['"CustomCount1"', 'CustomCount1', true],
    ['"customcount1"', 'CustomCount1', false],
    ['"Custom"', 'CustomCount1', false],
    ['"Custom:Name[Special_Characters"', 'Custom:Name[Special_Characters', true],
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
    ['{AWS/EC2,InstanceId} cpu AND utilization', 'cpu'],
    ['{AWS/EC2,InstanceId} MetricName="CPUUtilization" NOT i-12', ''],
    ['{AWS/EC2,InstanceId} MetricName="CPUUtilization" NOT i-1234567890123456', 'cpu'],
    ['{AWS/Lambda} NOT "ProjectC" NOT "ProjectB"', 'errors'],
    ['{AWS/Lambda, FunctionName} "Invocations" OR menu', 'errors calls'],
    ['"AWS/EC2" MetricName="CPUUtilization"', 'cpu'],
    ['(EC2 OR Lambda) AND Errors AND ProjectA', 'errors'],
    ['FunctionName=menu Namespace="AWS/Lambda"', 'errors'],
    [
      '{AWS/Lambda,FunctionName} MetricName="Errors" OR (MetricName="Invocations" AND (ProjectA OR ProjectC))',
      'errors calls',
    ],
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
