import { isAddress } from '../address'
import { entryOf, splitAnswer } from '../clf'
import { splitHead } from '../clf-head'
import { withoutPort } from '../client'
import type { TextFormat } from '../format'
import { clfPrelude, clientPattern } from '../prelude'
import { anyTime } from '../time'

const begin =
  /^(?:\[?(\d{9,10}\.\d{3}|\d{4}-\d\d-\d\dT[\d:.,]+(?:Z|[+-][\d:]+)|\d\d\/[A-Z][a-z]{2}\/\d{4}:[^\]]+)\]?|\[(\d{4}-\d\d-\d\d[T ][\d:.,]+(?: ?[+-][\d:]+)?)\]) ([^"]{1,400}) "/
const bracketed = / \[[^\]]+\]$/

// Logs of other things begin with a time too: at most host, client, ident and user may follow it.
const headOf = (text: string) => {
  const isHead = text.includes(',') || text.split(' ').length <= 4
  const head = isHead ? splitHead(text) : null
  return head && isAddress(withoutPort(head.client.split(',')[0] ?? '')) ? head : null
}

// Apache's ssl_request_log has a size in place of the status, and no more.
const isWithoutSize = (line: string, rest: string) =>
  rest.startsWith('"') || (rest === '' && /^\[\d{4}-/.test(line))

/** nginx's and others' own orders that begin with the time: `$msec …`, `$time_iso8601 …`, `[$time_local] …`. */
export const timeFirst: TextFormat = {
  id: 'time-first',
  name: 'Combined after the time',
  kind: 'text',
  samples: [
    '1795683600.123 203.0.113.7 - - "GET /cafe/menu.php?day=1 HTTP/1.1" 200 5123 "-" "Mozilla/5.0"',
    '2026-11-26T09:00:01+00:00 203.0.113.7 - jane "POST /cafe/processOrder.php HTTP/1.1" 500 0 "-" "Mozilla/5.0"',
  ],
  prelude: clfPrelude(
    String.raw`\[?(?<time>\d{9,10}\.\d{3}|\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z| ?[+-][\d:]+)?|\d\d\/[^\]]+)\]? ${clientPattern}(?: \S+ (?:-|(?<user>\S+)))?(?: \[[^\]]+\])? `,
    // A lone number is a size: that of Apache's ssl_request_log.
    String.raw`(?<rest>\s+[-\d"].*)`,
  ),
  pattern: {
    kind: 'columns',
    status: 'status',
    requestLine: 'request',
    columns: ['time', 'client', 'ident', 'user', 'request', 'status'],
  },
  read(line) {
    const found = begin.exec(line)
    if (!found) return null
    const [all, free, inBrackets = '', before = ''] = found
    const time = free ?? inBrackets
    const timestampMs = anyTime(time)
    const head = headOf(before.replace(bracketed, ''))
    const answer = splitAnswer(line, all.length)
    if (timestampMs === null || !head || !answer) return null
    if (answer.bytes === undefined && !isWithoutSize(line, answer.rest)) return null
    return entryOf(head, time, timestampMs, answer)
  },
}
