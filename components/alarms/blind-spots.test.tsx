import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Gaps } from './blind-spots'

const known = {
  ...{ ok: true as const, range: { fromMs: 0, toMs: 1 }, gaps: [], more: 0, incidents: 1, seen: 1 },
  ...{ notKnown: [], queries: [], bytesScanned: 0, asOfMs: 0 },
}
const shown = (isOld: boolean) =>
  renderToStaticMarkup(
    <Gaps
      {...{ known, isOld, nowMs: 0, zone: 'UTC', mayCreate: true, onCreated: () => {} }}
      understood
      isEmpty={false}
    />,
  )

test('a good answer is green only while it is known that it still holds', () => {
  expect(shown(false)).toContain('✓ Alarms detected every incident')
  expect(shown(true)).toContain('Alarms had detected every incident')
  expect(shown(true)).not.toMatch(/✓|good/)
})
