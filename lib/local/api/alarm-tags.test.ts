import {
  DeleteAlarmsCommand,
  ListTagsForResourceCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type Tag,
} from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { arnOfAlarm } from '@/lib/local/arn'
import { openEngine } from './testdata/open-engine'

let here: Awaited<ReturnType<typeof openEngine>>
beforeAll(async () => {
  here = await openEngine('in process')
})
afterAll(() => here.close())

const putMetricAlarm = (Tags?: Tag[], AlarmName = 'errors') =>
  here.metrics.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Tags,
      MetricName: 'Errors',
      Namespace: 'Shop',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  )
const putComposite = (Tags: Tag[]) =>
  here.metrics.send(
    new PutCompositeAlarmCommand({ AlarmName: 'any', AlarmRule: 'ALARM("errors")', Tags }),
  )
const tagsOf = async (name: string) =>
  (await here.metrics.send(new ListTagsForResourceCommand({ ResourceARN: arnOfAlarm(name) }))).Tags

const shop = [
  { Key: 'env', Value: 'test' },
  { Key: 'team', Value: 'shop' },
]
const other = [{ Key: 'team', Value: 'other' }]

test('an alarm has the tags that it is created with; a later put changes none', async () => {
  await putMetricAlarm(shop)
  expect(await tagsOf('errors')).toEqual(shop)
  await putMetricAlarm(other)
  expect(await tagsOf('errors')).toEqual(shop)
  await putComposite(other)
  expect(await tagsOf('any')).toEqual(other)
  await putComposite(shop)
  expect(await tagsOf('any')).toEqual(other)
})

test('one that is created again does not have those of the one before', async () => {
  await here.metrics.send(new DeleteAlarmsCommand({ AlarmNames: ['any'] }))
  await here.metrics.send(new DeleteAlarmsCommand({ AlarmNames: ['errors'] }))
  await putMetricAlarm()
  expect(await tagsOf('errors')).toEqual([])
})

test('tags that cannot be are refused with the alarm', async () => {
  await expect(putMetricAlarm([{ Key: '', Value: 'x' }], 'refused')).rejects.toThrow("'Tags.0.Key'")
  await expect(tagsOf('refused')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})
