import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Gaps } from './blind-spots'

const known = {
  ...{ ok: true as const, range: { fromMs: 0, toMs: 1 }, gaps: [], more: 0, incidents: 1, seen: 1 },
  ...{ notKnown: [] as string[], queries: [], bytesScanned: 0, asOfMs: 0 },
}
const shown = (isOld: boolean, more: Partial<typeof known> = {}) =>
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
