import { minuteMs } from '@/lib/time'
import { browserNames } from './browsers'
import { countriesOf } from './people'
import type { Draws } from './random'
import { pageOf, patternOf, type Shop } from './shop'
import type { Answer, Asked, World } from './world'

/** A request that a product may blame. */
export interface Culprit {
  method: string
  /** With `*` for what differs between visits. */
  path: string
  /** Of the page when several share a path. */
  query: string
  status: number
}

export interface Incident {
  kind: string
  startMs: number
  endMs: number
  /** Any of them is right; none when nothing can be named. */
  culprits: readonly Culprit[]
  /** Nobody can order while it lasts. */
  isFull: boolean
  /** Whether a request would be hit, whenever it is made; a partial one hits those of little luck. */
  meets(asked: Asked): boolean
  change(asked: Asked, healthy: Answer): Answer
  script?: string
}

type Effect = Omit<Incident, 'kind' | 'startMs' | 'endMs' | 'isFull'> &
  Partial<Pick<Incident, 'isFull'>>
type Make = (shop: Shop, draws: Draws, startMs: number) => Effect

function culpritOf(shop: Shop, key: string, status = pageOf(shop, key).status): Culprit {
  const { method, path, query = '' } = pageOf(shop, key)
  return { method, path: patternOf(path), query: patternOf(query).replace(/&.*$/, ''), status }
}

const anyPage = (shop: Shop, status?: number) =>
  Object.keys(shop.pages).map((key) => culpritOf(shop, key, status))

/** A page that answers with something else. */
function page(
  shop: Shop,
  key: string,
  status: number,
  meets: (asked: Asked) => boolean = () => true,
): Effect {
  return {
    culprits: [culpritOf(shop, key, status)],
    meets: (asked) => asked.key === key && meets(asked),
    change: (_, healthy) => ({ ...healthy, status, ms: status === 502 ? 1_000 : 25 }),
  }
}

const partly =
  (share: number): Make =>
  (shop) => ({
    ...page(shop, shop.breaks.checkout, 500, ({ luck }) => luck < share),
    isFull: share === 1,
  })

const everything = (change: Incident['change']): Effect => ({
  culprits: [],
  meets: () => true,
  change,
})

const makers: Record<string, Make> = {
  'menu-500': (shop) => ({ ...page(shop, shop.menu, 500), isFull: true }),
  'checkout-500-100': partly(1),
  'checkout-500-50': partly(0.5),
  'checkout-500-20': partly(0.2),
  'checkout-500-5': partly(0.05),
  'payment-502-country': (shop, draws) => {
    const [country] = draws.pick(countriesOf[shop.market].slice(0, 3))
    return page(shop, shop.breaks.payment, 502, (asked) => asked.country === country)
  },
  'browser-403': (shop, draws) => {
    const browser = draws.pick(browserNames)
    return {
      culprits: anyPage(shop, 403),
      meets: (asked) => asked.key !== null && asked.browser === browser,
      change: () => ({ status: 403, ms: 2 }),
    }
  },
  slow: (shop, draws, startMs) => {
    const seconds = draws.between(3, 14)
    return {
      culprits: anyPage(shop),
      meets: ({ key }) => key !== null,
      change: ({ atMs, slowness }, healthy) => {
        const grown = Math.min(1, 0.3 + (atMs - startMs) / (5 * minuteMs))
        return { ...healthy, ms: healthy.ms + Math.round(seconds * 1000 * grown * slowness) }
      },
    }
  },
  'script-404': (shop) => {
    const script = shop.script.path.replace(/\.js$/, '.b7.js')
    return {
      culprits: [{ method: 'GET', path: script, query: '', status: 404 }],
      isFull: true,
      meets: ({ path }) => path === shop.script.path || path === script,
      change: (_, healthy) => ({ ...healthy, status: 404 }),
      script,
    }
  },
  'redirect-loop': (shop) => ({
    ...page(shop, shop.breaks.loop, 302),
    isFull: true,
    change: (_, healthy) => ({ ...healthy, status: 302, ms: 30, isLoop: true }),
  }),
  'server-dead': () => everything(() => ({ status: 0, ms: 0, isSilent: true, isDead: true })),
  'shipping-stopped': () => everything((_, healthy) => ({ ...healthy, isSilent: true })),
}

export const incidentKinds: readonly string[] = Object.keys(makers)

export function incidentOf(
  kind: string,
  { shop, draws, startMs, endMs }: { shop: Shop; draws: Draws; startMs: number; endMs: number },
): Incident {
  const make = makers[kind]
  if (!make) throw new Error(`There is no incident ${kind}`)
  return { kind, startMs, endMs, isFull: false, ...make(shop, draws, startMs) }
}

/** The same world with an incident in it. */
export function worldWith(world: World, incident: Incident): World {
  const lasts = (atMs: number) => atMs >= incident.startMs && atMs < incident.endMs
  return {
    answer: (asked) => {
      const healthy = world.answer(asked)
      return lasts(asked.atMs) && incident.meets(asked) ? incident.change(asked, healthy) : healthy
    },
    scriptAt: (path, atMs) => (incident.script && lasts(atMs) ? incident.script : path),
  }
}
