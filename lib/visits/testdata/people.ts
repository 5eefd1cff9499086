import type { ClientRequest } from '../client-kind'
import { drawsOf } from './draws'

interface VisitShape {
  draws: () => number
  startMs: number
  /** Files that do not change come from the browser's cache. */
  isCached: boolean
  hasReferers?: boolean
}

const own = 'https://shop.example'

/** The requests of one person: a landing page, some products with their images, sometimes an order. */
export function shopVisit({ draws, startMs, isCached, hasReferers = true }: VisitShape): ClientRequest[] {
  const requests: ClientRequest[] = []
  let timeMs = startMs
  let last = ''
  const ask = (path: string, change: Partial<ClientRequest> = {}) => {
    const referer = hasReferers ? last : ''
    requests.push({ timeMs, method: 'GET', path, query: '', status: 200, referer, ...change })
  }
  const open = (path: string) => {
    ask(path)
    last = `${own}${path}`
    if (isCached) return
    for (const file of ['/styles.css', '/app.js', `/images/${Math.floor(draws() * 200)}.jpg`])
      ask(file, { status: draws() < 0.3 ? 304 : 200 })
  }
  const think = () => {
    timeMs += Math.round(1_500 - Math.log(1 - draws()) * 18_000)
  }
  open('/')
  for (let seen = Math.floor(draws() * 12); seen > 0; seen--) {
    think()
    open(draws() < 0.3 ? '/menu' : `/product/${Math.floor(draws() * 120)}`)
  }
  if (draws() < 0.3) {
    think()
    ask('/order', { method: 'POST', status: 302 })
    open('/order/thanks')
  }
  return requests
}

/** People of an office behind one address, in the order in which the log has them. */
export function office({
  seed,
  people,
  startMs,
  lengthMs,
  ...shape
}: {
  seed: number
  people: number
  startMs: number
  lengthMs: number
  isCached: boolean
  hasReferers?: boolean
}): ClientRequest[] {
  const draws = drawsOf(seed)
  return Array.from({ length: people }, () =>
    shopVisit({ ...shape, draws, startMs: startMs + draws() * lengthMs }),
  )
    .flat()
    .sort((a, b) => a.timeMs - b.timeMs)
}
