import { splitAnswer } from '../clf'
import { secondsIn } from '../duration'
import type { Entry, TextFormat } from '../format'
import {
  parseLine,
  quotedPattern,
  requestPattern,
  rootForNone,
  secondsOfTook,
  statusPattern,
} from '../prelude'
import { type Word, wordsOf } from '../quoted'
import { isoTime } from '../time'

const isCount = ({ text }: Word) => text === '-' || /^\d+$/.test(text)

/** Where the five quoted values begin: after received, sent, duration and the time of the service. */
const quotedFrom = (words: readonly Word[]): number =>
  words.findIndex(
    (_, at) =>
      at >= 4 &&
      words.slice(at - 4, at).every(isCount) &&
      at + 5 <= words.length &&
      words.slice(at, at + 5).every(({ isQuoted }) => isQuoted),
  )

function entryOf(time: string, requestLine: string, status: string, words: Word[]): Entry | null {
  const from = quotedFrom(words)
  if (from === -1) return null
  const text = (at: number) => words[at]?.text ?? '-'
  const fields: Record<string, string> = { time, bytes: text(from - 3), userAgent: text(from + 1) }
  if (text(from + 3) !== '-') fields.host = text(from + 3)
  const seconds = secondsIn(text(from - 2), 1)
  if (seconds !== undefined) fields.request_time = seconds
  const [forwardedFor, downstream] = [text(from), text(from + 8)]
  // Istio adds the addresses of both ends; Envoy's own default has no client but X-Forwarded-For.
  const client = downstream === '-' ? forwardedFor : downstream
  return { timestampMs: isoTime(time), client, forwardedFor, status, requestLine, fields }
}

/** Envoy's default text format, and Istio's, which says more about the connection. */
export const envoy: TextFormat = {
  id: 'envoy',
  name: 'Envoy',
  kind: 'text',
  samples: [
    '[2026-11-26T09:00:00.310Z] "GET /cafe/menu.php?day=1 HTTP/2" 200 - 0 5123 226 100 "203.0.113.7" "Mozilla/5.0" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "cafe.example" "10.0.2.1:80"',
    '[2026-11-26T09:00:01.002Z] "POST /cafe/processOrder.php HTTP/1.1" 503 UF upstream_reset_before_response_started - "connect failed" 0 91 4 - "203.0.113.8,10.0.0.9" "curl/7.88.1" "7f1c0a52-2f4f-9f0e-b1f1-0d3c9d1f2a11" "cafe.example" "10.44.1.27:80" inbound|80|| 127.0.0.6:41854 10.44.1.27:80 10.44.1.23:37652 - default',
  ],
  prelude: [
    parseLine(
      String.raw`\[(?<time>[^\]]+)\] "`,
      requestPattern,
      `" ${statusPattern} `,
      String.raw`\S+ (?:[^"]*"(?:[^"\\]|\\.)*" )?(?:\d+|-) (?<bytes>\d+|-) (?:-|(?<took>\d+)) \S+ "(?:::ffff:)?(?<remoteIP>[^\s,"]+)[^"]*" `,
      quotedPattern('userAgent'),
      ` "[^"]*" ${quotedPattern('host')}`,
    ),
    rootForNone,
    secondsOfTook(1000),
  ].join(' | '),
  pattern: {
    kind: 'columns',
    status: 'status',
    requestLine: 'request',
    columns: ['time', 'request', 'status'],
  },
  read(line) {
    const timeTo = line.charCodeAt(0) === 91 ? line.indexOf('] "') : -1
    if (timeTo === -1) return null
    const time = line.slice(1, timeTo)
    const answer = isoTime(time) === null ? null : splitAnswer(line, timeTo + 3)
    return answer && entryOf(time, answer.requestLine, answer.status, wordsOf(answer.rest))
  },
}
