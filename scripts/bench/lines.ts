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
  { length: 40 },
  (_, at) =>
    `Mozilla/5.0 (Test ${at}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + at}.0.0.0 Safari/537.36`,
)

function lineOf(format: Format, timeMs: number, chance: ReturnType<typeof random>): string {
  const time = new Date(timeMs)
  const [network] = chance.pick(networks)
  const remoteIP = `${network}.${1 + chance.below(254)}`
  const request = chance.next() < 0.03 ? `/cafe/item/${chance.below(5_000)}` : chance.pick(paths)
  const method = request.endsWith('processOrder.php') ? 'POST' : 'GET'
  const dice = chance.next()
  const status = dice < 0.02 ? '404' : dice < 0.03 ? '500' : dice < 0.1 ? '304' : '200'
  const agent = chance.pick(agents)
  const referer = chance.next() < 0.5 ? '-' : 'https://cafe.example/cafe/index.php'
  if (format === 'json') {
    return JSON.stringify({
      time: time.toISOString(),
      process: String(chance.below(30_000)),
      filename: `/var/www/html${request}`,
      remoteIP,
      host: 'cafe.example',
      request,
      query: '',
      method,
      status,
      userAgent: agent,
      referer,
    })
  }
  const [, day, month, year, clock] = time.toUTCString().split(' ')
  const stamp = `${day}/${month}/${year}:${clock} +0000`
  return `${remoteIP} - - [${stamp}] "${method} ${request} HTTP/1.1" ${status} ${chance.below(40_000)} "${referer}" "${agent}"`
}

/** A log of `lines` requests, spread evenly over the time before the end; written once. */
export function writeLog(format: Format, lines: number, spanMs: number): string {
  const file = `${dir}/${format}-${lines}-${spanMs / hourMs}h.log`
  if (existsSync(file)) return file
  mkdirSync(dir, { recursive: true })
  const out = openSync(`${file}.part`, 'w')
  const chance = random(42, format.length)
  let text = ''
  for (let at = 0; at < lines; at += 1) {
    text += `${lineOf(format, endMs - spanMs + Math.floor((at / lines) * spanMs), chance)}\n`
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
