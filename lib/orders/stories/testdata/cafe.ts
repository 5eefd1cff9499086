import { dayMs, hourMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'

/** Every story begins on Monday, 2 November 2026, 00:00 UTC. */
export const beginMs = Date.UTC(2026, 10, 2)

/** A moment of a story: day 3 at 12:30. */
export const moment = (day: number, time: string) =>
  beginMs + day * dayMs + Date.parse(`1970-01-01T${time}:00Z`)

export interface CafeStory {
  untilMs: number
  visitsAnHour?: (hour: number, atMs: number) => number
  /** Of the visits. */
  buyers?: (atMs: number) => number
  /** What a request is answered with; 0 for no line at all. */
  answer?: (method: string, path: string, atMs: number, visit: number) => number
  hasAssets?: boolean
  client?: (visit: number) => string
  agent?: (visit: number) => string
  country?: (visit: number) => string
  /** Where a visit comes from. */
  referer?: (visit: number) => string
}

const browser = 'Mozilla/5.0 (X11; Linux x64; rv:128.0) Gecko/20100101 Firefox/128.0'

/** Numbers in [0, 1), always the same ones. */
export function newNumbers(seed: number) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

export const request = (
  timeMs: number,
  path: string,
  more: Partial<VisitRequest> = {},
): VisitRequest => ({
  timeMs,
  client: '192.0.2.1',
  agent: browser,
  method: 'GET',
  path,
  query: '',
  status: 200,
  referer: '',
  country: '',
  durationMs: null,
  bytes: null,
  source: '',
  ...more,
})

const dayVisits = (hour: number) => (hour < 8 || hour >= 22 ? 2 : 60)

/** The lines of a café's people: landing, menu, order; who meets a failure tries once more and leaves. */
export function cafeLog(story: CafeStory): VisitRequest[] {
  const { untilMs, visitsAnHour = dayVisits, buyers = () => 0.4, hasAssets = true } = story
  const { answer = () => 200, client = addressOf, agent = () => browser } = story
  const { country = () => '', referer = () => '' } = story
  const draw = newNumbers(7)
  const lines: VisitRequest[] = []
  let visit = 0

  function ask(atMs: number, method: string, path: string): boolean {
    const usual = method === 'POST' ? 302 : 200
    const status = answer(method, path, atMs, visit)
    const more = { method, status: status === 200 ? usual : status }
    if (status > 0)
      lines.push(
        request(atMs, path, {
          ...more,
          client: client(visit),
          agent: agent(visit),
          country: country(visit),
          referer: referer(visit),
        }),
      )
    return status > 0 && status < 400
  }

  function reach(atMs: number, method: string, path: string): boolean {
    return ask(atMs, method, path) || ask(atMs + 4_000, method, path)
  }

  function come(startMs: number) {
    visit += 1
    const buys = draw() < buyers(startMs)
    const menuMs = startMs + 10_000 + draw() * 20_000
    const orderMs = menuMs + 30_000 + draw() * 90_000
    if (!reach(startMs, 'GET', '/cafe/')) return
    if (hasAssets) ask(startMs + 300, 'GET', '/cafe/style.css')
    if (!reach(menuMs, 'GET', '/cafe/menu.php')) return
    if (buys) reach(orderMs, 'POST', '/cafe/processOrder.php')
  }

  for (let atMs = beginMs; atMs < untilMs; ) {
    const hour = Math.floor((atMs % dayMs) / hourMs)
    const rate = visitsAnHour(hour, atMs)
    if (rate > 0) {
      atMs += (-Math.log(1 - draw()) * hourMs) / rate
      come(atMs)
    } else atMs = Math.floor(atMs / hourMs + 1) * hourMs
  }
  return lines
}

export const addressOf = (visit: number) => `192.0.${2 + ((visit >> 8) % 200)}.${visit % 256}`
