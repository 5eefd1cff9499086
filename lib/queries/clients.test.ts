import { expect, test } from 'vitest'
import { presets } from '@/lib/shop/presets'
import { defaultSite } from '@/lib/site'
import { dayMs } from '@/lib/time'
import { partOf } from './base'
import { clients } from './clients'
import { maxTextLength } from './measures-by-minute'

// What stands before a query takes less than this: lib/aws/preludes.test.ts.
const maxPrelude = 2_000

test.each(Object.entries(presets))('%s: its text leaves room for a prelude', (_, preset) => {
  const { steps, orderId } = preset as { steps: typeof defaultSite.steps; orderId?: string[] }
  const widths = [30, 5, 1].map((minutes, at) => {
    const fromMs = Date.parse('2026-11-20T00:00Z') + at * dayMs
    return { fromMs, toMs: fromMs + dayMs, partMs: minutes * 60_000 }
  })
  const context = {
    view: { range: '24h' as const, client: '2001:db8:1234::/48' },
    window: { fromMs: 0, toMs: dayMs, binMs: 1_800_000 },
    site: { ...defaultSite, steps, orderId },
  }
  const { length } = clients.text(context, partOf(widths)).fragment
  expect(length).toBeLessThan(maxTextLength - maxPrelude)
})
