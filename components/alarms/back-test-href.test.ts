import { expect, test } from 'vitest'
import { alarm, metricFilter } from '@/lib/monitoring'
import { declaredOf, readTrial } from '@/lib/trial'
import { readView, type View } from '@/lib/view'
import { backTestHref, proposedBackTestHref } from './back-test-href'

const paramsOf = (href: string | null) =>
  Object.fromEntries(new URL(href ?? '', 'http://localhost').searchParams)

test.each<View['range']>(['7d', '3h', { fromMs: 1_795_000_000_000, toMs: 1_795_090_000_000 }])(
  'the back-test of an alarm is over the period that was looked at: %j',
  (range) => {
    const params = paramsOf(backTestHref('Errors & more', range))
    expect(readTrial(params).alarm).toBe('Errors & more')
    expect(readView(params)).toMatchObject({ range })
  },
)

test('the back-test of a proposal is of that very alarm', () => {
  const filter = metricFilter.parse({ name: '502-Errors', pattern: '{ $.status = "502" }' })
  const given = { metric: filter.metric, threshold: 5, evaluationPeriods: 15, datapointsToAlarm: 3 }
  const proposed = alarm.parse({ name: '502-Errors', comparison: '>=', ...given })
  const range = { fromMs: 1_795_000_000_000, toMs: 1_795_090_000_000 }
  const params = paramsOf(proposedBackTestHref({ filters: [filter], alarm: proposed }, range))
  expect(readView(params)).toMatchObject({ range })
  const declared = declaredOf(readTrial(params))
  expect(declared.filter.pattern).toBe(filter.pattern)
  const renamed = { ...proposed, name: 'trial', metric: 'trial' }
  expect(alarm.parse(declared.alarm)).toEqual(renamed)
  expect(proposedBackTestHref({ filters: [], alarm: proposed }, range)).toBeNull()
})
