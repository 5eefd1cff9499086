import { minuteMs, type TimeRange } from '@/lib/time'
import { browserOf } from './browsers'
import { type Draws, drawsOf } from './random'
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

const search = [
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', '66.249.66'],
  ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', '40.77.167'],
  ['Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)', '54.36.148'],
  [
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    '20.171.206',
  ],
] as const
const probes = [
  [
    'Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)',
    'HEAD',
    '216.144.248.25',
  ],
  ['Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)', 'GET', '95.141.32.46'],
  ['Mozilla/5.0 (compatible; StatusCake/1.0; +https://www.statuscake.com)', 'HEAD', '178.62.41.53'],
] as const
const scanned = [
  '/wp-login.php',
  '/.env',
  '/xmlrpc.php',
  '/.git/config',
  '/phpmyadmin/',
  '/backup.zip',
  '/server-status',
  '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php',
]
const monitors = [
  ['Zabbix', '10.4.0.12'],
  ['curl/8.5.0', '198.51.100.20'],
  ['Blackbox Exporter/0.25.0', '10.4.0.9'],
] as const

const isIn = (range: TimeRange | null, atMs: number) =>
  range !== null && atMs >= range.fromMs && atMs < range.toMs

/** What programs ask for in one minute. */
function asking(shop: Shop, plan: RobotPlan, seed: number, startMs: number): Request[] {
  const minute = Math.floor(startMs / minuteMs)
  const draws = drawsOf(seed, 'robots', minute)
  const requests: Request[] = []
  const landing = shop.enter[0]?.[0] ?? ''
  const product = pageOf(shop, shop.menu)
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
  if (draws.chance(0.03))
    requests.push({
      key: null,
      path: draws.pick(scanned),
      status: 404,
      client: `45.148.10.${draws.below(200)}`,
      agent: 'python-requests/2.31.0',
    })
  if (draws.chance(0.01))
    requests.push({
      key: null,
      path: '/favicon.ico',
      status: 404,
      client: `66.102.9.${draws.below(200)}`,
      agent: 'Google Favicon',
    })

  if (isIn(plan.scan, startMs))
    for (let times = 0; times < 300; times += 1)
      requests.push({
        key: null,
        path: `/${product.path.split('/')[1] || 'x'}/old-${minute % 97}-${times}/readme.txt`,
        status: 404,
        client: '162.142.125.77',
        agent: 'Mozilla/5.0 zgrab/0.x',
      })
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
