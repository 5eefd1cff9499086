import { hourMs, minuteMs } from '@/lib/time'
import { crawlers, type Robot, scanners, uptimeCheck, visitorAgents } from './agents'
import { networks } from './networks'
import { type Random, random } from './random'

/** A time range in which the menu answers 500; without an end it goes on. */
export interface Incident {
  fromMs: number
  toMs: number | null
}

/** One request, as Apache would log it. */
interface Hit {
  atMs: number
  remoteIP: string
  agent: string
  method: 'GET' | 'POST'
  request: string
  query: string
  status: number
  referer: string
  micros: number
}

const maxVisitMs = 30 * minuteMs
const host = 'cafe.example'
const own = `https://${host}`
const visitsAtPeak = 14

// Coffee in the morning, lunch at noon, cake in the afternoon; by each visitor's own clock.
const dayRhythm = [
  0.1, 0.07, 0.06, 0.06, 0.09, 0.2, 0.45, 0.8, 0.95, 0.85, 0.75, 0.9, 1, 0.9, 0.7, 0.75, 0.8, 0.7,
  0.55, 0.45, 0.38, 0.3, 0.22, 0.15,
] as const
const weekRhythm = [0.8, 0.92, 0.95, 1, 1, 1.1, 1.15] as const

function rhythm(atMs: number, utcHours: number): number {
  const local = atMs + utcHours * hourMs
  const hour = (local / hourMs) % 24
  const before = dayRhythm[Math.floor(hour)] ?? 0
  const after = dayRhythm[Math.floor(hour + 1) % 24] ?? 0
  const day = new Date(local).getUTCDay()
  return (before + (after - before) * (hour % 1)) * (weekRhythm[day] ?? 1)
}

const totalWeight = networks.reduce((sum, [, , weight]) => sum + weight, 0)

/** How many visits a minute are expected, and how they are spread over the networks. */
function crowd(atMs: number) {
  const byZone = new Map<number, number>()
  const shares = networks.map(([, utcHours, weight]) => {
    const activity = byZone.get(utcHours) ?? rhythm(atMs, utcHours)
    byZone.set(utcHours, activity)
    return weight * activity
  })
  const sum = shares.reduce((total, share) => total + share, 0)
  return { mean: (visitsAtPeak * sum) / totalWeight, shares, sum }
}

function networkOf(chance: Random, shares: number[], sum: number): string {
  let left = chance.next() * sum
  for (const [at, share] of shares.entries()) {
    left -= share
    if (left <= 0) return networks[at]?.[0] ?? ''
  }
  return networks[0]?.[0] ?? ''
}

const broken = (incidents: readonly Incident[], atMs: number) =>
  incidents.some(({ fromMs, toMs }) => atMs >= fromMs && (toMs === null || atMs < toMs))

const images = [
  'latte.jpg',
  'croissant.jpg',
  'tarte.jpg',
  'donut.jpg',
  'espresso.jpg',
  'cookie.jpg',
]
const searches = [
  'https://www.google.com/',
  'https://www.google.com/',
  'https://duckduckgo.com/',
  'https://www.bing.com/',
]

/** The hits of one visitor: landing, menu, order, with drop-off, thinking and reloading. */
function visit(
  chance: Random,
  startMs: number,
  network: string,
  incidents: readonly Incident[],
): Hit[] {
  const hits: Hit[] = []
  const remoteIP = `${network}.${1 + chance.below(254)}`
  const agent = chance.pick(visitorAgents)
  let atMs = startMs
  const hit = (request: string, change: Partial<Hit> = {}) => {
    const micros = Math.round((request.endsWith('.php') ? 18_000 : 900) * (0.6 + chance.wait(0.6)))
    hits.push({
      atMs,
      remoteIP,
      agent,
      method: 'GET',
      request,
      query: '',
      status: 200,
      referer: '-',
      micros,
      ...change,
    })
  }
  const assets = (names: readonly string[], referer: string) => {
    for (const name of names) {
      atMs += Math.round(20 + chance.wait(60))
      hit(`/cafe/${name}`, { referer, status: chance.next() < 0.25 ? 304 : 200 })
    }
  }
  const think = (seconds: number) => {
    atMs += Math.round((2 + chance.wait(seconds)) * 1000)
  }
  const index = `${own}/cafe/index.php`
  const menu = `${own}/cafe/menu.php`

  hit('/cafe', {
    referer: chance.next() < 0.45 ? chance.pick(searches) : '-',
    query: chance.next() < 0.04 ? '?utm_source=newsletter' : '',
  })
  assets(
    chance.next() < 0.6
      ? ['css/styles.css', 'images/logo.png', 'images/front.jpg']
      : ['images/logo.png'],
    index,
  )
  if (chance.next() < 0.02) hit('/favicon.ico', { status: 404, referer: index })
  if (chance.next() < 0.006) hit('/cafe/images/old-menu.png', { status: 404, referer: index })
  if (chance.next() > 0.55) return hits

  think(12)
  for (let tries = 0; ; tries += 1) {
    const failing = broken(incidents, atMs)
    hit('/cafe/menu.php', {
      referer: index,
      status: failing ? 500 : 200,
      micros: failing ? 3_100 : 21_000 + chance.below(9_000),
    })
    if (!failing) break
    if (tries >= 3 || chance.next() > 0.6) return hits
    think(6)
  }
  assets([`images/${chance.pick(images)}`, `images/${chance.pick(images)}`], menu)
  for (let orders = 0; chance.next() < (orders === 0 ? 0.5 : 0.12) && orders < 3; orders += 1) {
    think(75)
    const status = chance.next() < 0.004 ? 503 : 200
    hit('/cafe/processOrder.php', { method: 'POST', referer: menu, status })
    if (chance.next() < 0.15) {
      think(20)
      hit('/cafe/orderHistory.php', { referer: `${own}/cafe/processOrder.php` })
    }
  }
  return hits
}

const probed = [
  '/wp-login.php',
  '/.env',
  '/xmlrpc.php',
  '/admin/',
  '/phpmyadmin/',
  '/.git/config',
  '/wp-admin/',
  '/backup.zip',
  '/cgi-bin/test.cgi',
  '/server-status',
]

const crawled = ['/cafe', '/cafe/menu.php', '/robots.txt', '/cafe/orderHistory.php']

function robots(chance: Random, minute: number, incidents: readonly Incident[]): Hit[] {
  const startMs = minute * minuteMs
  const by = ({ agent, network }: Robot, request: string, status: number): Hit => ({
    atMs: startMs + chance.below(minuteMs),
    remoteIP: `${network}.${10 + chance.below(40)}`,
    agent,
    method: 'GET',
    request,
    query: '',
    status,
    referer: '-',
    micros: 800 + chance.below(4_000),
  })
  const hits: Hit[] = []
  if (minute % 5 === 0) hits.push(by(uptimeCheck, '/cafe', 200))
  if (chance.next() < 0.35) {
    const request = chance.pick(crawled)
    const failing = request.includes('menu') && broken(incidents, startMs)
    const status = request === '/robots.txt' ? 404 : failing ? 500 : 200
    hits.push(by(chance.pick(crawlers), request, status))
  }
  if (chance.next() < 0.08) hits.push(by(chance.pick(scanners), chance.pick(probed), 404))
  // About twice a day a scanner tries the whole list within a minute.
  if (chance.next() < 0.0014) {
    const scanner = chance.pick(scanners)
    for (const request of probed) hits.push(by(scanner, request, 404))
  }
  return hits
}

/** All visits that begin in one minute, whatever the range: the same seed gives the same visits. */
function beginning(minute: number, seed: number, incidents: readonly Incident[]): Hit[] {
  const chance = random(seed, minute)
  const startMs = minute * minuteMs
  const { mean, shares, sum } = crowd(startMs)
  const hits: Hit[] = []
  const count = chance.poisson(mean)
  for (let visitor = 0; visitor < count; visitor += 1) {
    // Each visitor has chances of their own, so that an incident changes no other visit.
    const own = random(seed, minute * 100 + visitor + 1)
    const arrivesMs = startMs + own.below(minuteMs)
    hits.push(...visit(own, arrivesMs, networkOf(own, shares, sum), incidents))
  }
  hits.push(...robots(random(seed ^ 0x5bd1, minute), minute, incidents))
  return hits
}

const fileOf = (request: string) =>
  request.endsWith('.php')
    ? `proxy:fcgi://localhost/var/www/html${request}`
    : `/var/www/html${request}`

const lineOf = (hit: Hit): string =>
  JSON.stringify({
    time: new Date(hit.atMs).toISOString(),
    process: String(hit.micros),
    filename: fileOf(hit.request),
    remoteIP: hit.remoteIP,
    host,
    request: hit.request,
    query: hit.query,
    method: hit.method,
    status: String(hit.status),
    userAgent: hit.agent,
    referer: hit.referer,
  })

/** The log lines of `[fromMs, toMs)` in order of time, as the JSON LogFormat writes them. */
export function* logLines(
  fromMs: number,
  toMs: number,
  seed: number,
  incidents: readonly Incident[],
): Generator<string> {
  const first = Math.floor((fromMs - maxVisitMs) / minuteMs)
  let waiting: Hit[] = []
  for (let minute = first; minute * minuteMs < toMs; minute += 1) {
    waiting.push(...beginning(minute, seed, incidents))
    waiting.sort((a, b) => a.atMs - b.atMs)
    const endMs = Math.min((minute + 1) * minuteMs, toMs)
    const ready = waiting.findIndex(({ atMs }) => atMs >= endMs)
    const now = ready === -1 ? waiting : waiting.slice(0, ready)
    waiting = ready === -1 ? [] : waiting.slice(ready)
    for (const hit of now) if (hit.atMs >= fromMs) yield lineOf(hit)
  }
}
