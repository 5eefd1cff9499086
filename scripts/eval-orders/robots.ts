import { minuteMs, type TimeRange } from '@/lib/time'
import { browserOf } from './browsers'
import { type Draws, drawsOf } from './random'
import { monitors, probes, scanned, scanners, search, synthetic } from './robot-agents'
import { pageOf, type Shop } from './shop'
import type { Hit } from './walk'
import type { World } from './world'

/** Which programs come, and when the loud ones do. */
export interface RobotPlan {
  hasProbe: boolean
  flood: TimeRange | null
  /** A crawler with a browser's name. */
  crawl: TimeRange | null
  scan: TimeRange | null
}

interface Request {
  key: string | null
  method?: string
  path: string
  query?: string
  status: number
  client: string
  agent: string
}

const isIn = (range: TimeRange | null, atMs: number) =>
  range !== null && atMs >= range.fromMs && atMs < range.toMs

/** What programs ask for in one minute. */
function asking(shop: Shop, plan: RobotPlan, seed: number, startMs: number): Request[] {
  const minute = Math.floor(startMs / minuteMs)
  const draws = drawsOf(seed, 'robots', minute)
  const requests: Request[] = []
  const landing = shop.enter[0]?.[0] ?? ''
  const wander = (from: Draws): Pick<Request, 'key' | 'path' | 'query' | 'status'> => {
    const key = from.chance(0.75) ? shop.menu : landing
    const page = pageOf(shop, key)
    const fill = (text: string) => text.replace(/\{\w+\}/g, () => String(100 + from.below(60)))
    return {
      key,
      path: fill(page.path),
      query: page.query ? `?${fill(page.query)}` : '',
      status: page.status,
    }
  }
  const door = { key: landing, path: pageOf(shop, landing).path, status: 200 }
  const always = drawsOf(seed, 'always')

  const [probe, method, probeFrom] = always.pick(probes)
  if (plan.hasProbe) requests.push({ ...door, method, client: probeFrom, agent: probe })
  const [monitor, monitorFrom] = always.pick(monitors)
  if (minute % 5 === 0) requests.push({ ...door, client: monitorFrom, agent: monitor })
  for (let times = draws.poisson(0.25); times > 0; times -= 1) {
    const [agent, network] = draws.pick(search)
    const client = `${network}.${1 + draws.below(40)}`
    requests.push(
      draws.chance(0.06)
        ? { key: null, path: '/robots.txt', status: 200, client, agent }
        : { ...wander(draws), client, agent },
    )
  }
  const missing = (path: string, client: string, agent: string) =>
    requests.push({ key: null, path, status: 404, client, agent })
  if (draws.chance(0.03))
    missing(draws.pick(scanned), `45.148.10.${draws.below(200)}`, draws.pick(scanners))
  if (draws.chance(0.01)) missing('/favicon.ico', `66.102.9.${draws.below(200)}`, 'Google Favicon')
  const scan = (urls: number, agent: string) => {
    const client = `162.142.125.${draws.below(250)}`
    for (let url = 0; url < urls; url += 1)
      missing(`/wp-content/plugins/p${minute % 50}-${url}/readme.txt`, client, agent)
  }
  // A few times a day somebody tries a list.
  if (draws.chance(0.002)) scan(20 + draws.below(20), draws.pick(scanners))
  if (isIn(plan.scan, startMs)) scan(75, drawsOf(seed, 'scanner').pick(scanners))
  if (always.chance(0.3) && minute % 10 === 3) {
    const from = { client: '34.107.20.8', agent: synthetic }
    requests.push({ ...door, ...from })
    for (const path of shop.assets) requests.push({ key: null, path, status: 200, ...from })
  }
  if (isIn(plan.crawl, startMs)) {
    const { agent } = browserOf(drawsOf(seed, 'crawler'))
    for (let times = draws.poisson(40); times > 0; times -= 1)
      requests.push({ ...wander(draws), client: '65.108.64.101', agent })
  }
  if (isIn(plan.flood, startMs))
    for (let times = draws.poisson(55); times > 0; times -= 1)
      requests.push({
        ...door,
        client: `${draws.pick([45, 103, 154, 185])}.${draws.below(250)}.${draws.below(250)}.${1 + draws.below(250)}`,
        agent: browserOf(draws).agent,
      })
  return requests
}

/** The lines of programs in one minute; they meet the same world as people. */
export function robotHits(
  shop: Shop,
  plan: RobotPlan,
  world: World,
  seed: number,
  startMs: number,
): Hit[] {
  const draws = drawsOf(seed, 'beat', Math.floor(startMs / minuteMs))
  return asking(shop, plan, seed, startMs).flatMap(
    ({ key, method = 'GET', path, query = '', status, client, agent }) => {
      const isMonitor = method === 'HEAD' || agent.startsWith('Pingdom')
      const atMs = startMs + (isMonitor ? 7_000 + draws.below(900) : draws.below(minuteMs))
      const answer = world.answer({
        key,
        path,
        atMs,
        country: 'US',
        browser: 'program',
        luck: draws.unit(),
        slowness: 1,
        status,
        ms: key === null ? 3 : pageOf(shop, key).ms,
      })
      if (answer.isSilent) return []
      const bytes = method === 'HEAD' ? 0 : 1_500
      return [
        {
          atMs,
          ms: answer.ms,
          client,
          agent,
          method,
          path,
          query,
          status: answer.status,
          referer: '-',
          bytes,
        },
      ]
    },
  )
}
