import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Gaps } from './blind-spots'

const known = {
  ...{ ok: true as const, range: { fromMs: 0, toMs: 1 }, gaps: [], more: 0, incidents: 1, seen: 1 },
  ...{ notKnown: [] as string[], queries: [], bytesScanned: 0, asOfMs: 0 },
}
const shown = (isOld: boolean, more: Partial<Parameters<typeof Gaps>[0]['known']> = {}) =>
  renderToStaticMarkup(
    <Gaps
      {...{
        known: { ...known, ...more },
        isOld,
        nowMs: 0,
        zone: 'UTC',
        mayCreate: true,
        onCreated: () => {},
      }}
      understood
      isEmpty={false}
    />,
  )

test('a good answer is green only while it is known that it still holds', () => {
  expect(shown(false)).toContain('✓ Alarms detected every incident')
  expect(shown(true)).toContain('Alarms had detected every incident')
  expect(shown(true)).not.toMatch(/✓|good/)
  const part = shown(false, { notKnown: ['Whether orders were missing is not known.'] })
  expect(part).toContain('every incident that is known')
  expect(part).not.toMatch(/✓|good/)
  const none = { incidents: 0, seen: 0 }
  expect(shown(false, none)).toContain('No incidents in this period')
  expect(shown(false, { ...none, notKnown: ['x'] })).toContain('No incidents in what is known')
})

test('an alarm that was not evaluated then is not said to have slept', () => {
  const gap = {
    ...{ kind: 'no-orders' as const, request: null, status: null, fromMs: 0, toMs: 1 },
    ...{ minutes: 77, requests: 703, clients: null, missedOrders: null },
    ...{ incident: null, ordersStopped: true },
    ...{ watchedSince: null, proposal: null, noProposal: null },
  }
  const gaps = [
    { ...gap, silentAlarms: ['mine'], laterAlarms: ['Orders-Low', 'Orders-Stopped'] },
    { ...gap, silentAlarms: [], laterAlarms: ['Orders-Low'] },
  ]
  const html = shown(false, { gaps })
  expect(html).toContain('mine watches such requests but did not fire.')
  expect(html).toContain(
    'Orders-Low, Orders-Stopped watch such requests now, but were not evaluated then.',
  )
  expect(html).toContain('Orders-Low watches such requests now, but was not evaluated then.')
})
