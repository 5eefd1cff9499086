import { afterEach, describe, expect, test } from 'vitest'
import { deleteAlarms } from '@/lib/local/api/alarms'
import { putCompositeAlarm } from '@/lib/local/api/composite-alarms'
import { describeAlarms } from '@/lib/local/api/describe-alarms'
import { openStory } from './testdata/alarm-story'

let story: Awaited<ReturnType<typeof openStory>>
afterEach(() => story.close())

const topic = 'arn:aws:sns:local:000000000000:ops'

/** A composite alarm on `errors` whose messages `works` holds back. */
async function begin(waitSeconds = 60) {
  story = await openStory({ now: '12:00:30' })
  await story.put('errors')
  await story.put('works')
  await putCompositeAlarm(story.context, {
    AlarmName: 'shop',
    AlarmRule: 'ALARM(errors)',
    AlarmActions: [topic],
    OKActions: [topic],
    ActionsSuppressor: 'arn:aws:cloudwatch:local:000000000000:alarm:works',
    ActionsSuppressorWaitPeriod: waitSeconds,
    ActionsSuppressorExtensionPeriod: 120,
  })
  // OK for the first time: that waits too.
  await story.count('errors', ['12:00', 0])
  await story.count('works', ['12:00', 0])
  await story.start()
  await story.at('12:01:00')
  await story.at('12:02:00')
}

const notified = async () =>
  (await story.changes())
    .filter(({ definition }) => definition.AlarmName === 'shop')
    .map(({ to }) => to)

async function suppressedBy() {
  const { CompositeAlarms } = await describeAlarms(story.context, {
    AlarmTypes: ['CompositeAlarm'],
  })
  const [shop] = CompositeAlarms as { ActionsSuppressedBy?: string; StateValue: string }[]
  return `${shop?.StateValue} ${shop?.ActionsSuppressedBy ?? '-'}`
}

describe('a suppressor', () => {
  test('that is not raised holds back for the wait period only', async () => {
    await begin()
    expect(await notified()).toEqual(['OK'])
    await story.count('errors', ['12:02', 9], ['12:03', 9], ['12:04', 9])
    await story.at('12:03:00')
    expect([await suppressedBy(), await notified()]).toEqual(['ALARM WaitPeriod', ['OK']])
    await story.at('12:04:00')
    expect([await suppressedBy(), await notified()]).toEqual(['ALARM -', ['OK', 'ALARM']])
  })

  test('that is raised in the wait period holds back, and after its end for the extension', async () => {
    await begin()
    await story.count('errors', ['12:02', 9], ['12:03', 9], ['12:04', 9], ['12:05', 9])
    await story.count('errors', ['12:06', 9], ['12:07', 9])
    await story.count('works', ['12:03', 9], ['12:04', 9], ['12:05', 0])
    const seen: string[] = []
    for (const minute of ['03', '04', '05', '06', '07']) {
      await story.at(`12:${minute}:00`)
      seen.push(await suppressedBy())
    }
    expect(seen).toEqual([
      'ALARM WaitPeriod',
      'ALARM Alarm',
      'ALARM Alarm',
      'ALARM ExtensionPeriod',
      'ALARM ExtensionPeriod',
    ])
    expect(await notified()).toEqual(['OK'])
    await story.at('12:08:00')
    expect([await suppressedBy(), await notified()]).toEqual(['ALARM -', ['OK', 'ALARM']])
  })

  test('of a state that has passed nothing is notified but the state by then', async () => {
    await begin()
    await story.count('works', ['12:02', 9], ['12:03', 9], ['12:04', 0])
    await story.count('errors', ['12:02', 9], ['12:03', 0])
    await story.at('12:03:00')
    expect(await suppressedBy()).toBe('ALARM Alarm')
    await story.at('12:04:00')
    expect(await suppressedBy()).toBe('OK Alarm')
    for (const minute of ['05', '06', '07']) await story.at(`12:${minute}:00`)
    expect([await suppressedBy(), await notified()]).toEqual(['OK -', ['OK', 'OK']])
  })
})

describe('a suppressor that goes away', () => {
  const redefine = (more: object) =>
    putCompositeAlarm(story.context, {
      AlarmName: 'shop',
      AlarmRule: 'ALARM(errors)',
      AlarmActions: [topic],
      OKActions: [topic],
      ...more,
    })
  const seenAt = async (...minutes: string[]) => {
    const seen: string[] = []
    for (const minute of minutes) {
      await story.at(`12:${minute}:00`)
      seen.push(`${await suppressedBy()}, notified ${(await notified()).length}`)
    }
    return seen
  }
  const raise = () => story.count('errors', ['12:02', 9], ['12:03', 9], ['12:04', 9], ['12:05', 9])

  test('as an alarm, in the wait period: the period goes on to its end', async () => {
    await begin()
    await raise()
    expect(await seenAt('03')).toEqual(['ALARM WaitPeriod, notified 1'])
    await deleteAlarms(story.context, { AlarmNames: ['works'] })
    expect(await seenAt('04')).toEqual(['ALARM -, notified 2'])
  })

  test('as a member of the definition, in the wait period: it waits no longer', async () => {
    await begin(600)
    await raise()
    expect(await seenAt('03')).toEqual(['ALARM WaitPeriod, notified 0'])
    await redefine({})
    expect(await seenAt('04', '05')).toEqual(['ALARM -, notified 1', 'ALARM -, notified 1'])
  })

  test('as an alarm that is raised: it holds back no longer', async () => {
    await begin()
    await raise()
    await story.count('works', ['12:02', 9], ['12:03', 9])
    expect(await seenAt('03', '04')).toEqual(Array(2).fill('ALARM Alarm, notified 1'))
    await deleteAlarms(story.context, { AlarmNames: ['works'] })
    expect(await seenAt('05')).toEqual(['ALARM -, notified 2'])
  })

  test('in the extension period: that goes on to its end', async () => {
    await begin()
    await raise()
    await story.count('works', ['12:02', 9], ['12:03', 0])
    expect(await seenAt('03', '04')).toEqual([
      'ALARM Alarm, notified 1',
      'ALARM ExtensionPeriod, notified 1',
    ])
    await deleteAlarms(story.context, { AlarmNames: ['works'] })
    expect(await seenAt('05', '06')).toEqual([
      'ALARM ExtensionPeriod, notified 1',
      'ALARM -, notified 2',
    ])
  })
})

test('an alarm that cannot be evaluated says so, with the reason', async () => {
  story = await openStory({ now: '12:00:30' })
  await story.put('errors')
  await story.put('sound')
  await story.store.run(
    'UPDATE alarms SET body = replace(body, \'"Statistic":"Sum"\', \'"Statistic":"Mean"\') WHERE name = \'errors\'',
  )
  await story.start()
  await story.at('12:01:00')
  const { MetricAlarms } = await describeAlarms(story.context, {})
  expect(MetricAlarms).toMatchObject([
    {
      AlarmName: 'errors',
      EvaluationState: 'EVALUATION_ERROR',
      StateReason: expect.stringContaining('names no metric, or no statistic'),
    },
    { AlarmName: 'sound', EvaluationState: undefined },
  ])
})
