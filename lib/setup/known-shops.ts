import { type PresetName, presetNames, presets } from '@/lib/shop/presets'
import { newStepReader } from '@/lib/shop/steps'
import type { VisitRequest } from '@/lib/visits/visits'
import type { Observed } from './observe'

/** A shop system whose own addresses people asked for. */
export interface KnownShop {
  preset: PresetName
  /** Visits that ordered. */
  visits: number
  orders: number
  last: VisitRequest | null
}

/** Addresses that no other system has. */
const marks: Record<PresetName, RegExp> = {
  cafe: /^\/cafe\/processOrder\.php/,
  woocommerce: /[?&]wc-ajax=|\/wp-json\/wc\/|\/order-received\//,
  magento:
    /\/rest\/[^/]+\/V1\/(?:guest-)?carts|\/checkout\/onepage\/success|\/catalog\/product\/view\//,
  prestashop:
    /[?&](?:id_order|id_cart|id_product|id_category)=|[?&]controller=(?:order|cart|product|category)/,
  shopify: /\/checkouts\/.+\/thank[-_]you|\/cart\/add\.js/,
  opencart: /[?&]route=(?:checkout|product|common)(?:\/|%2F)/i,
  shopware: /\/checkout\/(?:line-item\/add|offcanvas|finish|confirm)/,
}

const leastMarks = 3

const anyMark = new RegExp(
  Object.values(marks)
    .map(({ source }) => source)
    .join('|'),
  'i',
)

/** How many requests have the addresses of each system. */
function markedIn(visits: Observed['visits']): Map<PresetName, number> {
  const counts = new Map<PresetName, number>()
  for (const { requests } of visits)
    for (const { path, query } of requests) {
      const address = path + query
      if (!anyMark.test(address)) continue
      for (const preset of presetNames)
        if (marks[preset].test(address)) counts.set(preset, (counts.get(preset) ?? 0) + 1)
    }
  return counts
}

/** Shop systems that are recognized by their own addresses, the one with the most orders first. */
export function knownShops({ visits }: Observed): KnownShop[] {
  const marked = markedIn(visits)
  return presetNames
    .filter((preset) => (marked.get(preset) ?? 0) >= leastMarks)
    .flatMap((preset): KnownShop[] => {
      const { steps, orderId } = presets[preset]
      const reader = newStepReader(steps, orderId)
      const found: KnownShop = { preset, visits: 0, orders: 0, last: null }
      const asked = new Set<number>()
      const ids = new Set<string>()
      let numbered = 0
      for (const { requests } of visits) {
        let hasOrdered = false
        for (const request of requests) {
          const step = reader.reaches(request)
          if (step === -1) continue
          asked.add(step)
          if (step !== steps.length - 1) continue
          const id = reader.orderIdOf(request)
          if (id !== null) numbered += 1
          if (id === null ? hasOrdered && request.method === 'GET' : ids.has(id)) continue
          if (id !== null) ids.add(id)
          hasOrdered = true
          found.orders += 1
          found.last = request
        }
        if (hasOrdered) found.visits += 1
      }
      const hasNumbers = orderId === undefined || numbered * 2 >= found.orders
      const isOwn = asked.size * 2 >= steps.length && hasNumbers
      return isOwn ? [found] : []
    })
    .sort((a, b) => b.orders - a.orders)
}
