import { describe, expect, test } from 'vitest'
import { AlarmCycle, childrenFirst } from './children-first'
import { holds, readRule } from './rule'
import type { AlarmState } from './state'

const states: Record<string, AlarmState> = {
  a: 'ALARM',
  b: 'OK',
  c: 'INSUFFICIENT_DATA',
  'my "alarm" (1)': 'ALARM',
  'CPU:high/1': 'ALARM',
}
const stateOf = (name: string) => states[name]

test.each<[rule: string, holds: boolean, children: string]>([
  ['ALARM(a)', true, 'a'],
  ['ALARM(b)', false, 'b'],
  ['OK ( b )', true, 'b'],
  ['INSUFFICIENT_DATA(c)', true, 'c'],
  ['TRUE', true, ''],
  ['NOT TRUE', false, ''],
  ['NOT NOT NOT FALSE', true, ''],
  ['ALARM("a") AND ALARM(b)', false, 'a b'],
  ['ALARM(a) OR ALARM(b) AND FALSE', true, 'a b'],
  ['(ALARM(a) OR ALARM(b)) AND FALSE', false, 'a b'],
  ['NOT ALARM(b) AND ALARM(a)', true, 'b a'],
  ['NOT (ALARM(b) OR OK(a))', true, 'b a'],
  ['ALARM(a) AND (OK(a) OR INSUFFICIENT_DATA(c))', true, 'a c'],
  ['ALARM(arn:aws:cloudwatch:eu-central-1:000000000000:alarm:a)', true, 'a'],
  ['ALARM("arn:aws:cloudwatch:local:000000000000:alarm:CPU:high/1")', true, 'CPU:high/1'],
  [String.raw`ALARM("my \"alarm\" (1)")`, true, 'my "alarm" (1)'],
  ["ALARM('a')\n\tAND\nOK(b)", true, 'a b'],
  ['ALARM(gone)', false, 'gone'],
  ['NOT OK(gone)', true, 'gone'],
  ['ALARM(NOT)', false, 'NOT'],
  ['AT_LEAST(1, ALARM, (a, b, c))', true, 'a b c'],
  ['AT_LEAST(2,ALARM,(a,b,c))', false, 'a b c'],
  ['AT_LEAST(2, NOT ALARM, ("a", b, c))', true, 'a b c'],
  ['AT_LEAST(3, NOT OK, (a, b, c))', false, 'a b c'],
  ['AT_LEAST(50%, ALARM, (a, b))', true, 'a b'],
  ['AT_LEAST(50%, ALARM, (a, b, c))', false, 'a b c'],
  ['AT_LEAST(100%, OK, (b))', true, 'b'],
  ['NOT AT_LEAST(1, ALARM, (b, gone)) AND ALARM(a)', true, 'b gone a'],
  [
    'AT_LEAST(1, ALARM, (arn:aws:cloudwatch:eu-central-1:000000000000:alarm:a)) OR ALARM(x,y)',
    true,
    'a x,y',
  ],
])('%s', (rule, expected, children) => {
  const read = readRule(rule)
  expect(holds(read.node, stateOf)).toBe(expected)
  expect(read.children.join(' ')).toBe(children)
})

const many = (count: number) =>
  Array.from({ length: count }, (_, at) => `ALARM(a${at})`).join(' OR ')

test('a hundred children, each once, and no more', () => {
  expect(readRule(`${many(100)} OR ${many(100)}`).children).toHaveLength(100)
  expect(() => readRule(many(101))).toThrow('100 alarms at most (at character')
})

test.each([
  ['', /is missing before the end \(at character 1\)$/],
  ['ALARM(a) AND', /ALARM\(…\), OK\(…\).* is missing before the end \(at character 13\)/],
  ['ALARM a', /"\(" is missing after ALARM \(at character 7\)/],
  ['ALARM()', /the name of an alarm is missing before "\)" \(at character 7\)/],
  ['ALARM("")', /the name of an alarm is empty \(at character 7\)/],
  ['ALARM(my alarm)', /a name with blanks must stand in quotes \(at character 7\)/],
  ['ALARM(a', /"\)" is missing after the alarm "a" before the end \(at character 8\)/],
  ['ALARM("a', /a name in quotes does not end \(at character 7\)/],
  ['(ALARM(a)', /"\)" is missing of an opened parenthesis before the end \(at character 10\)/],
  ['ALARM(a))', /AND or OR is missing before "\)" \(at character 9\)/],
  ['ALARM(a) ALARM(b)', /AND or OR is missing before "ALARM" \(at character 10\)/],
  ['ALARM(a) and ALARM(b)', /AND or OR is missing before "and" \(at character 10\)/],
  ['not ALARM(a)', /not must be written in capitals: NOT \(at character 1\)/],
  ['ALERT(a)', /is missing before "ALERT" \(at character 1\)/],
  ['NOT', /is missing before the end \(at character 4\)/],
  ['AT_LEAST(0, ALARM, (a))', /needs a number such as 2.* \(at character 10\)/],
  ['AT_LEAST(101%, ALARM, (a))', /needs a number such as 2/],
  ['AT_LEAST(3, ALARM, (a, b))', /AT_LEAST needs 3 alarms and names 2 \(at character 10\)/],
  ['AT_LEAST(1, TRUE, (a))', /INSUFFICIENT_DATA is missing before "TRUE"/],
  ['AT_LEAST(1, ALARM, ())', /the name of an alarm is missing before "\)"/],
  ['AT_LEAST(1, ALARM, (a, b)', /"\)" is missing of AT_LEAST before the end/],
  ['AT_LEAST(1 ALARM, (a))', /"," is missing after 1/],
  [`${'('.repeat(5000)}TRUE`, /100 deep at most \(at character 101\)/],
])('refused: %s', (rule, message) => {
  expect(() => readRule(rule)).toThrow(message)
  expect(() => readRule(rule)).toThrow(/^Error in AlarmRule: /)
})

test('ten thousand characters of any kind are read or refused, at once', () => {
  for (const part of [
    'NOT ',
    '"',
    '\\"',
    'ALARM(',
    'ALARM("a") OR ',
    ') ',
    'TRUE AND ',
    '\u{1f600}',
  ])
    for (const end of ['', 'TRUE']) {
      try {
        readRule((part.repeat(10_240) + end).slice(-10_240))
      } catch (problem) {
        expect(problem).toMatchObject({ message: expect.stringMatching(/at character \d+/) })
      }
    }
})

describe('children first', () => {
  const order = (graph: Record<string, string[]>) =>
    childrenFirst(
      Object.keys(graph),
      (name) => name,
      (name) => graph[name] ?? [],
    ).join(' ')
  test('each after those that it reads; unknown ones are passed over', () => {
    expect(order({ top: ['left', 'right'], left: ['low'], right: ['low', 'gone'], low: [] })).toBe(
      'low left right top',
    )
  })
  test('a cycle is refused with its path', () => {
    expect(() => order({ a: ['b'], b: ['c'], c: ['b'] })).toThrow(AlarmCycle)
    expect(() => order({ a: ['b'], b: ['c'], c: ['b'] })).toThrow(
      'The alarm b would depend on itself by way of b, c, b.',
    )
    expect(() => order({ a: ['a'] })).toThrow('by way of a, a')
  })
})
