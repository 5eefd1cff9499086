import { expect, test } from 'vitest'
import type { StateChange } from '@/lib/alarms/alarm'
import type { BackTest } from '@/lib/back-test/result'
import { verdict } from './verdict'

const at = (time: string) => Date.parse(`2026-11-29T${time}:00Z`)
const clock = { nowMs: at('14:49'), zone: 'UTC' }
const raised: Partial<BackTest> = {
  changes: [{ atMs: at('14:10'), from: 'OK', to: 'ALARM', reason: '' } satisfies StateChange],
  inAlarm: [{ fromMs: at('14:10'), toMs: at('14:20') }],
  minutesInAlarm: 10,
}
const lacks = { untilMs: at('13:26') }

test.each<[what: string, done: Partial<BackTest>, said: string]>([
  ['nothing, of all of it', {}, 'It would not have fired in this period.'],
  [
    'nothing, since there are datapoints',
    { lacks },
    'Datapoints begin at 13:26. It would not have fired since; of the time before, nothing is known.',
  ],
  [
    'nothing, without any datapoint',
    { lacks: 'all' },
    'There are no datapoints in this period: whether it would have fired is not known.',
  ],
  ['once', raised, 'It would have fired once, at 14:10: 10 minutes in alarm in total.'],
  [
    'once, since there are datapoints',
    { ...raised, lacks },
    'It would have fired once, at 14:10: 10 minutes in alarm in total. Datapoints begin at 13:26.',
  ],
])('an alarm that would have done %s', (_, done, said) => {
  const quiet = { name: 'x', changes: [], before: 'OK', inAlarm: [], minutesInAlarm: 0 } as const
  const test: BackTest = {
    ...quiet,
    changes: [],
    inAlarm: [],
    series: null,
    lacks: null,
    notKnown: [],
    ...done,
  }
  expect(verdict(test, clock)).toBe(said)
})
