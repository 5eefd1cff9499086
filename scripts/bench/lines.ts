import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { networks } from '@/lib/demo/networks'
import { random } from '@/lib/demo/random'
import { hourMs } from '@/lib/time'

export const dir = 'test-results/bench'
export const group = 'apache/access'
/** When all that is measured ends, epoch ms. */
export const endMs = Date.parse('2026-11-20T12:00:00Z')
export const formats = ['combined', 'json'] as const
export type Format = (typeof formats)[number]

const paths = [
  '/cafe',
  '/cafe/menu.php',
  '/cafe/css/styles.css',
  '/cafe/images/logo.png',
  '/cafe/images/front.jpg',
  '/cafe/processOrder.php',
  '/cafe/orderHistory.php',
  '/favicon.ico',
  '/robots.txt',
]
const agents = Array.from(
  { length: 300 },
  (_, at) =>
    `Mozilla/5.0 (Test ${at}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + at}.0.0.0 Safari/537.36`,
)

/**
 * What a log is made of: `varied` has almost as many addresses as requests, `ordinary` 20,000 addresses
 * and 2,000 paths, some far more often than others.
 */
export type Variety = 'varied' | 'ordinary'
type Chance = ReturnType<typeof random>

const addresses = Array.from({ length: 20_000 }, (_, at) =>
  [1 + (at % 222), (at * 7) % 256, (at * 13) % 256, 1 + (at % 254)].join('.'),
)

interface Request {
  remoteIP: string
  request: string
  query: string
  agent: string
  referer: string
}

/** An index below `length`, the low ones far more often. */
const skewed = (chance: Chance, length: number, power: number) =>
  Math.floor(chance.next() ** power * length)

const requests: Record<Variety, (chance: Chance) => Request> = {
  varied(chance) {
    const [network] = chance.pick(networks)
    const remoteIP = `${network}.${1 + chance.below(254)}`
    const request = chance.next() < 0.03 ? `/cafe/item/${chance.below(5_000)}` : chance.pick(paths)
    const agent = agents[chance.below(40)] ?? ''
    const referer = chance.next() < 0.5 ? '-' : 'https://cafe.example/cafe/index.php'
    return { remoteIP, request, query: '', agent, referer }
  },
  ordinary(chance) {
    const at = skewed(chance, 2_000, 3)
    return {
      remoteIP: addresses[skewed(chance, addresses.length, 2)] ?? '',
      request: paths[at] ?? `/cafe/item/${at}`,
      query: chance.next() < 0.2 ? `?page=${chance.below(500)}` : '',
      agent: agents[skewed(chance, agents.length, 2)] ?? '',
      referer: chance.next() < 0.5 ? '-' : `https://cafe.example/cafe/item/${chance.below(50)}`,
    }
  },
}

function lineOf(format: Format, variety: Variety, timeMs: number, chance: Chance): string {
  const time = new Date(timeMs)
  const { remoteIP, request, query, agent, referer } = requests[variety](chance)
  const method = request.endsWith('processOrder.php') ? 'POST' : 'GET'
  const dice = chance.next()
  const status = dice < 0.02 ? '404' : dice < 0.03 ? '500' : dice < 0.1 ? '304' : '200'
  if (format === 'json') {
    return JSON.stringify({
      time: time.toISOString(),
      process: String(chance.below(30_000)),
      filename: `/var/www/html${request}`,
      remoteIP,
      host: 'cafe.example',
      request,
      query,
      method,
      status,
      userAgent: agent,
      referer,
    })
  }
  const [, day, month, year, clock] = time.toUTCString().split(' ')
  const stamp = `${day}/${month}/${year}:${clock} +0000`
  return `${remoteIP} - - [${stamp}] "${method} ${request}${query} HTTP/1.1" ${status} ${chance.below(40_000)} "${referer}" "${agent}"`
}

/** A log of `lines` requests, spread evenly over the time before the end; written once. */
export function writeLog(
  format: Format,
  lines: number,
  spanMs: number,
  variety: Variety = 'varied',
): string {
  const file = `${dir}/${variety}-${format}-${lines}-${spanMs / hourMs}h.log`
  if (existsSync(file)) return file
  mkdirSync(dir, { recursive: true })
  const out = openSync(`${file}.part`, 'w')
  const chance = random(42, format.length)
  let text = ''
  for (let at = 0; at < lines; at += 1) {
    text += `${lineOf(format, variety, endMs - spanMs + Math.floor((at / lines) * spanMs), chance)}\n`
    if (text.length > 1 << 22) {
      writeSync(out, text)
      text = ''
    }
  }
  writeSync(out, text)
  closeSync(out)
  renameSync(`${file}.part`, file)
  return file
}
