import { afterEach, expect, test, vi } from 'vitest'
import { runtime } from '@/lib/aws/runtime'
import { openPast, type Past } from '@/lib/aws/testdata/open-past'
import { testTrial } from '@/lib/back-test/read'
import { outcomeOf } from '@/lib/blind-spots/choose'
import { readBlindSpots } from '@/lib/blind-spots/read'
import { lookbackMinutes } from '@/lib/blind-spots/verify'
import { parseSite } from '@/lib/site'
import { knownIncidents, readSituation } from '@/lib/situation/read'
import { toldIncidents } from '@/lib/situation/told-incidents'
import { hourMs, minuteMs } from '@/lib/time'
import { incidentScenario } from './choose-scenario'
import type { Scenario, Wanted } from './scenario'
import { simulate } from './simulate'
import { siteFileOf } from './site-file'

let past: Past | undefined
afterEach(() => past?.close())

/** The shop's day on the dashboard, with the 404 alarm alone: what else goes wrong is a gap. */
async function open(scenario: Scenario) {
  const { site, monitoring } = parseSite(JSON.stringify(siteFileOf(scenario)))
  const { fromMs, toMs } = scenario.evaluated
  past = await openPast(simulate(scenario).lines, {
    nowMs: toMs + 30_000,
    monitoring: {
      ...monitoring,
      alarms: monitoring.alarms.filter(({ name }) => name === '404-Errors'),
    },
  })
  runtime().env.site = site
  const full = (ms: number) => Math.floor(ms / minuteMs) * minuteMs
  return { fromMs: full(fromMs), toMs: full(toMs) }
}

const learntIncidents = () =>
  vi.waitFor(async () => {
    await readSituation()
    const incidents = knownIncidents()
    if (!incidents) throw new Error('they are being read')
    return incidents
  }, 60_000)

const cases: [kind: string, size: number, shop: string, seed: number][] = [
  ['menu-500', 31, 'cafe', 1],
  ['menu-500', 190, 'woocommerce', 12],
  ['checkout-500-100', 190, 'magento', 3],
  ['checkout-500-50', 190, 'shopware', 4],
  ['checkout-500-20', 900, 'prestashop', 5],
  ['browser-403', 900, 'opencart', 26],
  ['script-404', 190, 'woocommerce', 7],
]

test.each(cases)(
  '%s in a shop of %d orders a day (%s): each proposal is its own back-test',
  async (kind, size, shop, seed) => {
    const wanted: Wanted = { kind, size, shop, historyDays: 0 }
    const scenario = incidentScenario(seed, wanted)
    if (!scenario) throw new Error(`there is no ${kind}`)
    const range = await open(scenario)
    const incidents = await learntIncidents()
    const told = toldIncidents(incidents, range.toMs)
    const found = await readBlindSpots({ range, told })
    if (!found.ok) throw new Error(found.failure.message)
    expect({ seen: found.seen, more: found.more }).toEqual({ seen: 0, more: 0 })
    expect(found.gaps.length).toBeGreaterThan(0)
    expect(found.gaps.some(({ proposal }) => proposal !== null)).toBe(true)
    for (const gap of found.gaps) {
      if (!gap.proposal) continue
      const { filters, alarm, firesAtMs, delayMinutes, raised, falseAlarms } = gap.proposal
      const tested = await testTrial({ filter: filters[0], alarm }, { range })
      if (!tested.ok) throw new Error(JSON.stringify(tested))
      const [done] = tested.alarms
      if (!done) throw new Error('nothing was tested')
      expect(
        outcomeOf(done, gap, { incidents: found.gaps, range }, lookbackMinutes(alarm)),
      ).toEqual({
        firesAtMs,
        delayMinutes,
        raised,
        falseAlarms,
        flaps: false,
      })
      expect(done.changes.length).toBeLessThanOrEqual((range.toMs - range.fromMs) / hourMs)
      expect(['404-Errors', 'Orders', 'Requests']).not.toContain(alarm.name)
    }
  },
  120_000,
)
