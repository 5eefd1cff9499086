import { describe, expect, test } from 'vitest'
import { healthyScenario } from '@/scripts/eval-orders/choose-scenario'
import { shops } from '@/scripts/eval-orders/shops'
import { simulate } from '@/scripts/eval-orders/simulate'
import { proposalFor, readLog } from './testdata/read-log'

/** What is proposed first for each simulated shop, and the names of its steps. */
const proposed: Record<string, [preset: string | null, text: string, steps: string]> = {
  cafe: ['cafe', 'POST /cafe/processOrder.php', 'landing menu order'],
  woocommerce: ['woocommerce', 'GET /**/order-received/*', 'shop cart checkout payment order'],
  magento: ['magento', 'GET /**/checkout/onepage/success', 'catalog cart checkout payment order'],
  prestashop: ['prestashop', 'GET /**/order-confirmation', 'catalog cart checkout payment order'],
  shopware: ['shopware', 'GET /**/checkout/finish', 'catalog cart checkout payment order'],
  opencart: ['opencart', 'GET ?route=checkout/success', 'catalog cart checkout payment order'],
  'single-page': [null, 'POST /api/orders', 'landing products cart address intents order'],
}

describe('the simulated shops of the evaluation', () => {
  test.each(shops.map(({ name }) => name))('%s', (shop) => {
    const scenario = healthyScenario(3, { shop, size: 31, historyDays: 6 })
    if (!scenario) throw new Error('There is no such scenario.')
    const { lines, truth } = simulate(scenario)
    const requests = readLog(lines, scenario.evaluated.toMs)
    const [first] = proposalFor(requests, scenario.shop.zone)
    const [preset, text, steps] = proposed[shop] ?? []
    expect(first).toMatchObject({ preset, text, isLikely: true })
    expect(first?.steps.map(({ name }) => name).join(' ')).toBe(steps)
    // A refused card answers the café's form again; some never see the page that thanks them.
    const [least, most] = shop === 'cafe' ? [1, 1.1] : [0.93, 1.01]
    expect((first?.orders ?? 0) / truth().orders.length).toBeGreaterThan(least - 0.001)
    expect((first?.orders ?? 0) / truth().orders.length).toBeLessThan(most)
  })
})
