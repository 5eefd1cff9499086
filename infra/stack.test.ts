import { Annotations, Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { formats } from '@/lib/access-log/formats'
import { stackName } from './stack'
import { made } from './testdata/made'

const shipped = made({}, { email: 'anna@example.com, ben@example.com' })

describe('the template', () => {
  test('is small enough to be sent without a bucket, and names no account', () => {
    const { template, text, stack } = shipped
    expect(Buffer.byteLength(JSON.stringify(template.toJSON()))).toBeLessThan(51_200)
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
    [{ logFormat: 'nosuch' }, '--context logFormat: "nosuch" must be one of combined, '],
    [{ saveQueries: 'yes' }, '--context saveQueries: "yes" must be true or false'],
    [{ publishMetrics: '1' }, '--context publishMetrics: "1" must be true or false'],
    [
      { noRequestsMinutes: '0' },
      '--context noRequestsMinutes: "0" must be a number from 1 to 1440',
    ],
    [{ ordersStoppedMinutes: '1e3' }, 'ordersStoppedMinutes: "1e3" must be a number from 1 to'],
    [{ ordersPerHour: '-1' }, '--context ordersPerHour: "-1" must be a number from 1 to 1000000'],
  ] as [Record<string, string>, string][])('%j is refused', (context, message) => {
    expect(() => made({}, context)).toThrow(message)
  })
})

test.each(formats.filter(({ pattern }) => !pattern))(
  'a format that no filter pattern can read is refused: $id',
  ({ id }) => {
    expect(() => made({}, { logFormat: id })).toThrow('so no alarm would fire')
  },
)
