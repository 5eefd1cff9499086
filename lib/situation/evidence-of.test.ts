import { expect, test } from 'vitest'
import type { AlarmState } from '@/lib/alarms/state'
import type { Report } from '@/lib/orders/report/report'
import { evidenceOf } from './evidence-of'

type Said = Pick<Report, 'tone' | 'culprit' | 'headline' | 'details'>
const stopped: Said = {
  tone: 'trouble',
  headline: 'Orders stopped at 10:42.',
  details: [
    '1,240 visits since, 0 orders, 61 expected (47–76).',
    'GET /from/192.0.2.77 answers 500 to every request since 10:41.',
  ],
  culprit: { method: 'GET', request: '/from/192.0.2.77', status: 500 },
}
const slow = { ...stopped, culprit: { method: 'GET', request: '/', status: 200 } }
const calm: Said = { tone: 'calm', headline: 'Orders are coming in.', details: [], culprit: null }
const unknown: Said = {
  ...calm,
  tone: 'unknown',
  headline: 'Reading the log to learn what is usual here.',
}

test.each<[alarm: string, to: AlarmState, said: Said, first: string | undefined]>([
  ['Orders-Stopped', 'ALARM', stopped, stopped.headline],
  ['Orders-Low', 'ALARM', stopped, stopped.headline],
  ['No-Requests', 'ALARM', stopped, stopped.headline],
  ['No-Requests', 'OK', stopped, stopped.headline],
  ['Orders-Stopped', 'ALARM', calm, undefined],
  ['Orders-Stopped', 'OK', calm, calm.headline],
  ['Orders-Stopped', 'ALARM', unknown, undefined],
  ['Orders-Stopped', 'INSUFFICIENT_DATA', stopped, undefined],
  ['Server-Errors', 'ALARM', stopped, stopped.headline],
  ['Server-Errors', 'ALARM', slow, undefined],
  ['Server-Errors', 'ALARM', { ...stopped, culprit: null }, undefined],
  ['404-Errors', 'ALARM', stopped, undefined],
])('%s in %s', (alarm, to, said, first) => {
  expect(evidenceOf(alarm, to, said)[0]).toBe(first)
})

test('all of the report is said, without whole addresses', () => {
  expect(evidenceOf('Orders-Stopped', 'ALARM', stopped)).toEqual([
    'Orders stopped at 10:42.',
    '1,240 visits since, 0 orders, 61 expected (47–76).',
    'GET /from/192.0.2.0/24 answers 500 to every request since 10:41.',
  ])
})
