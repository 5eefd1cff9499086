import { dayMs, minuteMs } from '@/lib/time'

interface Walk {
  /** "GET /path 200 https://referrer/", in which {n} is a number of the visit's own and {p} one of twenty. */
  browse: readonly string[]
  order?: readonly string[]
  /** What every tenth visit that would order asks for instead. */
  failing?: readonly string[]
}

interface MadeLog extends Partial<Walk> {
  /** When it ends, epoch ms. */
  toMs?: number
  days?: number
  visitsADay?: number
  /** One visit in so many orders. */
  oneIn?: number
  /** What visits do in turn, as in several languages. */
  walks?: readonly Walk[]
  /** Hours of the day in which people order; visits come in all. */
  openHours?: (hour: number) => boolean
  /** Whole lines' requests of other clients, each once a minute. */
  bots?: readonly { agent: string; ask: string }[]
}

export const endMs = Date.UTC(2026, 10, 20)
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

function stamp(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().split('T')
  const [year, month, day] = date.split('-')
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`
}

function lineOf(ms: number, client: string, ask: string, agent: string): string {
  const [method, path, status = '200', referer = '-'] = ask.split(' ')
  return `${client} - - [${stamp(ms)}] "${method} ${path} HTTP/1.1" ${status} 512 "${referer}" "${agent}"`
}

/** The lines of a shop's log, by default until {@link endMs}: every visitor browses, and some order. */
export function madeLog(made: MadeLog): string[] {
  const { days = 7, visitsADay = 240, oneIn = 11, bots = [], browse = [] } = made
  const { walks = [{ ...made, browse }] } = made
  const { openHours = () => true, toMs = endMs } = made
  const lines: { ms: number; line: string }[] = []
  const startMs = toMs - days * dayMs
  const put = (ms: number, client: string, ask: string, agent: string) =>
    lines.push({ ms, line: lineOf(ms, client, ask, agent) })
  for (let visit = 0; visit < days * visitsADay; visit += 1) {
    const beganMs = startMs + visit * (dayMs / visitsADay)
    const hour = new Date(beganMs).getUTCHours()
    const client = `198.51.${visit % 200}.${(visit * 7) % 250}`
    const orders = visit % oneIn === 0 && openHours(hour)
    const { browse, order = [], failing = order } = walks[visit % walks.length] ?? { browse: [] }
    const asks = ['GET /style.css', ...browse, ...(orders ? (visit % (10 * oneIn) === 0 ? failing : order) : [])]
    for (const [at, ask] of asks.entries()) {
      const own = ask.replaceAll('{n}', String(70_000 + visit)).replaceAll('{p}', `${visit % 20}`)
      put(beganMs + at * 20_000, client, own, browser)
    }
  }
  for (const { agent, ask } of bots)
    for (let ms = startMs; ms < toMs; ms += minuteMs) put(ms, '203.0.113.9', ask, agent)
  return lines.sort((a, b) => a.ms - b.ms).map(({ line }) => line)
}

