import { describe, expect, test } from 'vitest'
import { dayMs } from '@/lib/time'
import { cafeLog, moment } from './testdata/cafe'
import { tell } from './testdata/tell'

const today = 4
const isEvening = (atMs: number) =>
  atMs % dayMs >= moment(0, '18:45') % dayMs && atMs % dayMs < moment(0, '19:30') % dayMs

/** What is said in the evening after three on which a full kitchen refused half of the orders. */
function evening(isRefused: (visit: number) => boolean) {
  const log = cafeLog({
    untilMs: moment(today, '20:30'),
    visitsAnHour: (hour) => (hour < 9 || hour >= 22 ? 2 : 60),
    answer: (method, _, atMs, visit) => {
      const isFull = method === 'POST' && atMs >= moment(1, '00:00') && isEvening(atMs)
      const refuses = atMs < moment(today, '00:00') ? visit % 2 === 0 : isRefused(visit)
      return isFull && refuses ? 409 : 200
    },
  })
  return tell(log, moment(today, '18:30'), moment(today, '20:30'))
}

describe('on three evenings a full kitchen has refused half of the orders', () => {
  test('it does so on the fourth: that is no trouble', () => {
    const said = evening((visit) => visit % 2 === 0)
    expect(said.filter(({ tone }) => tone !== 'calm').map(({ headline }) => headline)).toEqual([])
  })

  test('it refuses all on the fourth: that is said', () => {
    const said = evening(() => true)
    const at = (time: string) => said.find(({ atMs }) => atMs === moment(today, time))
    expect(at('19:05')?.kind).toBe('orders-stopped')
    const culprit = { request: '/cafe/processOrder.php', status: 409 }
    expect(at('19:10')?.culprit).toMatchObject(culprit)
  })
})
