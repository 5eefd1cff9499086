import type { Step } from './steps'

/** The way to an order in the café that CafeWatch comes with; by itself, since every page has it. */
export const cafeSteps: readonly Step[] = [
  { name: 'landing', match: [{ path: '/cafe' }] },
  { name: 'menu', match: [{ path: '/cafe/menu.php' }] },
  { name: 'order', match: [{ method: 'POST', path: '/cafe/processOrder.php' }] },
]
