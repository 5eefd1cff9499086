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
    [
      { archiveLock: 'forever' },
      '--context archiveLock: "forever" must be governance or compliance',
    ],
    [{ kmsKey: 'mine' }, '--context kmsKey: "mine" must be new or the ARN of a KMS key'],
    [{ kmsKey: 'arn:aws:kms:eu-central-1:123456789012:alias/mine' }, 'must be new or the ARN'],
    [{ existingGroups: 'access,mine' }, '--context existingGroups: "mine" must be access or error'],
    [{ webServer: 'caddy' }, '--context webServer: "caddy" must be httpd or apache2 or nginx'],
    [{ agents: '-1' }, '--context agents: "-1" must be a number from 0 to 100'],
    [
      { loadBalancer: 'shop' },
      '--context loadBalancer: "shop" must be the end of the ARN of an Application Load Balancer, such as app/shop/50dc6c495c0c9188',
    ],
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
