import { expect, test } from 'vitest'
import { defaultSite, type Site } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { cafeLog, moment } from './testdata/cafe'
import { tell } from './testdata/tell'

// A café in four languages, whose order is the page that thanks for it: what sends the order is no step.

const noon = moment(3, '12:00')
const two = moment(3, '14:00')
const languages = [
  { pay: '/en/pay', thanks: '/en/thanks' },
  { pay: '/fr/payer', thanks: '/fr/merci' },
  { pay: '/it/paga', thanks: '/it/grazie' },
  { pay: '/de/zahlen', thanks: '/de/danke' },
]

const site: Site = {
  ...defaultSite,
  steps: defaultSite.steps.map((step) =>
    step.name === 'order'
      ? { ...step, match: languages.map(({ thanks }) => ({ method: 'GET', path: thanks })) }
      : step,
  ),
}

/** From noon on the French form of payment answers `status`. */
function inLanguages(status: number, untilMs = two): VisitRequest[] {
  return cafeLog({ untilMs, buyers: () => 0.3 }).flatMap((line) => {
    if (line.method !== 'POST') return [line]
    const at = Number(line.client.split('.')[3]) % languages.length
    const { pay, thanks } = languages[at] as (typeof languages)[number]
    const isBroken = pay === '/fr/payer' && line.timeMs >= noon
    const sent = { ...line, path: pay, status: isBroken ? status : 302 }
    const thanked = { ...line, timeMs: line.timeMs + 500, method: 'GET', path: thanks, status: 200 }
    return isBroken && status >= 400 ? [sent] : [sent, thanked]
  })
}

test('the payment of one language fails: it is to blame, with the orders that it cost', () => {
  const log = inLanguages(500)
  const failed = log.filter(({ status }) => status === 500)
  const reports = tell(log, noon, two, site)
  const first = reports.find(({ tone }) => tone === 'trouble')
  const last = reports.at(-1)
  expect(first?.atMs).toBeLessThanOrEqual((failed[3]?.timeMs ?? 0) + minuteMs)
  expect(reports.filter(({ atMs, tone }) => atMs > (first?.atMs ?? 0) && tone === 'calm')).toEqual(
    [],
  )
  expect(last?.culprit).toMatchObject({ method: 'POST', request: '/fr/payer', status: 500 })
  expect(last?.lostOrders?.low).toBeLessThanOrEqual(failed.length)
  expect(last?.lostOrders?.high).toBeGreaterThanOrEqual(failed.length * 0.9)
})

test('it does not: calm', () => {
  const tones = tell(inLanguages(302), noon, two, site).map(({ tone }) => tone)
  expect(new Set(tones)).toEqual(new Set(['calm']))
})

test('it does for more than a day: one trouble, with all that it cost, and never calm though nobody asks for it by night', () => {
  const toMs = moment(4, '14:00')
  const log = inLanguages(500, toMs)
  const failed = log.filter(({ status }) => status === 500)
  const reports = tell(log, noon, toMs, site, 10 * minuteMs)
  const first = reports.find(({ tone }) => tone === 'trouble')
  const later = reports.filter(({ atMs }) => atMs > (first?.atMs ?? 0))
  expect(later.filter(({ tone }) => tone === 'calm')).toEqual([])
  // The others order, now and then with a pause.
  expect(later.filter(({ kind }) => kind === 'orders-stopped')).toEqual([])
  const began = later.flatMap(({ sinceMs, tone }) => (tone === 'trouble' ? [sinceMs] : []))
  expect(new Set(began)).toEqual(new Set([first?.sinceMs]))
  const { lostOrders } = reports.at(-1) ?? {}
  expect(lostOrders?.low).toBeLessThanOrEqual(failed.length)
  expect(lostOrders?.high).toBeGreaterThanOrEqual(failed.length * 0.9)
})
