import type { Person } from './people'
import type { Draws } from './random'
import { type Page, pageOf, type Shop } from './shop'

/** A request that somebody means to make, with the chances it will meet, drawn before anything happens. */
export interface Planned {
  key: string
  page: Page
  path: string
  query: string
  /** Until it is made, once the one before has been answered. */
  thinkMs: number
  status: number
  /** Of its usual time. */
  slowness: number
  /** In [0, 1): which of the requests a partial failure hits. */
  luck: number
  patience: number
  assets: readonly PlannedAsset[]
  /** Asks for the script that the page's button needs. */
  needsScript: boolean
  isOrder: boolean
}

interface PlannedAsset {
  path: string
  status: number
}

export interface Visit {
  id: number
  person: Person
  startMs: number
  referer: string
  campaign: string
  pages: readonly Planned[]
}

const words = ['linen', 'oak', 'river', 'amber', 'slate', 'cedar', 'coral', 'fern', 'north', 'luna']
const things = ['shirt', 'lamp', 'mug', 'chair', 'bag', 'scarf', 'clock', 'bowl']
const referers = [
  ['-', 5],
  ['https://www.google.com/', 5],
  ['https://www.bing.com/', 1],
  ['https://duckduckgo.com/', 0.5],
  ['https://www.instagram.com/', 1],
] as const
const letters = '0123456789abcdef'

/** Plans one visit through a shop; with a share of `conversion` it would end in an order. */
export function planVisit(
  shop: Shop,
  draws: Draws,
  visit: { id: number; person: Person; startMs: number; conversion: number; isCampaign: boolean },
): Visit {
  const { id, person, startMs, conversion } = visit
  const pages: Planned[] = []
  const token = Array.from({ length: 16 }, () => letters[draws.below(16)]).join('')
  let orders = 0
  const fill = (template: string) =>
    template.replace(/\{(\w+)\}/g, (_, name: string) => {
      if (name === 'slug') return `${draws.pick(words)}-${draws.pick(things)}`
      if (name === 'item') return String(100 + draws.below(60))
      if (name === 'order') return String(id * 10 + orders)
      return token
    })

  function assetsOf(page: Page): PlannedAsset[] {
    if (page.kind !== 'page') return []
    const isFirst = pages.length === 0
    if (person.hasCache && draws.chance(0.6)) return []
    const paths = isFirst ? shop.assets : draws.chance(0.4) ? shop.assets.slice(-1) : []
    return paths.map((path) => ({ path, status: person.hasCache ? 304 : 200 }))
  }

  function go(key: string, seconds: number, change: Partial<Planned> = {}): void {
    const page = pageOf(shop, key)
    const wait = page.kind === 'page' ? 1.5 + draws.exponential(seconds) : 0.3 + draws.unit()
    pages.push({
      key,
      page,
      path: fill(page.path),
      query: page.query === undefined ? '' : `?${fill(page.query)}`,
      thinkMs: pages.length === 0 ? 0 : Math.round(wait * 1000),
      status: page.status,
      slowness: draws.lognormal(0.5),
      luck: draws.unit(),
      patience: draws.unit(),
      assets: assetsOf(page),
      needsScript: key === shop.script.page && (!person.hasCache || draws.chance(0.4)),
      isOrder: page.isOrder ?? false,
      ...change,
    })
  }

  const look = (pagesSeen: number) => {
    for (let seen = 0; seen < pagesSeen; seen += 1) go(draws.weighted(shop.browse), 25)
  }
  const order = () => {
    if (draws.chance(0.05)) {
      const { page, status } = shop.refused
      go(page, 40, { status, isOrder: false, thinkMs: 25_000 + draws.below(50_000) })
    }
    for (const [at, key] of shop.place.entries())
      go(key, 8, at === 0 ? { thinkMs: 20_000 + Math.round(draws.exponential(45_000)) } : {})
    orders += 1
    const last = pages.at(-1)
    if (last?.page.isConfirmation && draws.chance(0.15))
      pages.push({
        ...last,
        thinkMs: 3_000 + draws.below(400_000),
        isOrder: false,
        assets: [],
        status: last.page.reloadStatus ?? last.status,
      })
  }

  const intent = draws.unit()
  go(draws.weighted(shop.enter), 0)
  const referer = draws.weighted(referers)
  const campaign = visit.isCampaign && draws.chance(0.6) ? 'utm_source=newsletter' : ''
  const done: Visit = { id, person, startMs, referer, campaign, pages }
  if (intent >= conversion * 2.3) {
    if (!draws.chance(0.5)) look(1 + draws.below(4))
    return done
  }
  look(draws.below(3))
  go(shop.menu, 20)
  for (const key of shop.cart) go(key, 12)
  if (intent >= conversion * 1.6) return done
  for (const key of shop.checkout) go(key, 20)
  if (intent >= conversion) return done
  order()
  if (draws.chance(0.03)) {
    go(shop.menu, 30)
    for (const key of [...shop.cart, ...shop.checkout]) go(key, 15)
    order()
  }
  return done
}
