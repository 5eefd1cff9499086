import { isAddress, isPrivate } from '../address'
import { secondsIn } from '../duration'
import type { TextFormat } from '../format'
import { unescapeText } from '../json'
import {
  clientPattern,
  parseLine,
  requestPattern,
  rootForNone,
  secondsOfTook,
  statusPattern,
} from '../prelude'
import { closingQuote } from '../quoted'
import { clfTime } from '../time'

// Client, time, frontend, backend/server, timers, status, bytes, cookies, state, connections, queues.
const begin =
  /^(\S+):(\d+) \[([^\]]+)\] \S+ [^\s/]+\/\S+ [-+\d]+(?:\/[-+\d]+){3}\/\+?([-\d]+) (\d{3}|-1) \+?(\d+) \S+ \S+ [\w-]{4} [\d/+]+ \d+\/\d+ (.*)$/

/** The headers that the configuration captures, in braces: an address list among them is X-Forwarded-For. */
function forwardedIn(captured: readonly string[], client: string): string | undefined {
  if (captured.length === 0 || !isAddress(client) || !isPrivate(client)) return undefined
  return captured.find((value) => value.split(/, ?/).every(isAddress))
}

/** A product with its version, `Mozilla/5.0 …`: no other header that is captured begins with one. */
const agent = String.raw`[A-Za-z][\w.-]*\/\d[^|}"]*`
const isAgent = new RegExp(`^${agent}$`)

/** HAProxy's `option httplog` and `option httpslog`, with or without captured headers. */
export const haproxy: TextFormat = {
  id: 'haproxy',
  name: 'HAProxy HTTP',
  kind: 'text',
  samples: [
    '203.0.113.7:33317 [26/Nov/2026:09:00:00.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET /cafe/menu.php?day=1 HTTP/1.1"',
    '203.0.113.8:40112 [26/Nov/2026:09:00:01.002] www~ cafe/web2 0/0/1/38/41 503 212 - - SC-- 12/8/3/1/0 0/0 {cafe.example|Mozilla/5.0} {} "POST /cafe/processOrder.php HTTP/2.0" 0/0000000000000000/0/0/0 cafe.example/TLSv1.3/TLS_AES_256_GCM_SHA384',
  ],
  prelude: [
    parseLine(
      clientPattern,
      String.raw` \[(?<time>[^\]]+)\] \S+ \S+\/\S+ [\d\/+-]+\/(?:-\d+|\+?(?<took>\d+)) `,
      statusPattern,
      String.raw` \+?(?<bytes>\d+) \S+ \S+ [\w-]{4} [\d\/+]+ \d+\/\d+ (?:\{[^"]*\} )?"`,
      requestPattern,
      '(?:"|$)',
    ),
    // By itself: what may be missing within one pattern would be an empty text, and not nothing.
    String.raw`parse @message / \{(?:[^"]*[|{])?(?<userAgent>${agent})[|}]/`,
    rootForNone,
    secondsOfTook(1000),
  ].join(' | '),
  read(line) {
    const found = begin.exec(line)
    if (!found) return null
    const [, client = '', , time = '', total, status = '', bytes = '', rest = ''] = found
    const timestampMs = clfTime(time)
    const quote = rest.indexOf('"')
    if (timestampMs === null || quote === -1) return null
    // A long URL is cut, and its quote with it.
    const end = closingQuote(rest, quote + 1)
    const requestLine = unescapeText(rest.slice(quote + 1, end === -1 ? undefined : end))
    const fields: Record<string, string> = { time, bytes }
    // From the first byte of the request to the last of the answer, all waits included.
    const seconds = secondsIn(total, 1)
    if (seconds !== undefined) fields.request_time = seconds
    const captured = rest
      .slice(0, quote)
      .trim()
      .replace(/^\{|\}$/g, '')
      .split(/\||\} \{/)
    const userAgent = captured.find((value) => isAgent.test(value))
    if (userAgent !== undefined) fields.userAgent = unescapeText(userAgent)
    const entry = { timestampMs, client, status, requestLine, fields }
    const forwardedFor = forwardedIn(captured, client)
    return forwardedFor === undefined ? entry : { ...entry, forwardedFor }
  },
}
