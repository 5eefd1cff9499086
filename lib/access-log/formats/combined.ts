import { clfEntry } from '../clf'
import type { TextFormat } from '../format'

/** Apache's combined and common formats, also with anything after them, and nginx's default. */
export const combined: TextFormat = {
  id: 'combined',
  name: 'Apache combined',
  kind: 'text',
  samples: [
    '203.0.113.7 - - [26/Nov/2026:09:00:00 +0000] "GET /cafe/menu.php?day=1 HTTP/1.1" 200 5123 "https://cafe.example/" "Mozilla/5.0 (X11; Linux x86_64)"',
    '2001:db8::1 - jane [26/Nov/2026:09:00:01 +0000] "POST /cafe/processOrder.php HTTP/1.1" 500 -',
  ],
  prelude: String.raw`parse @message /^\[?(?<remoteIP>[^\s,\[\]":]+|[0-9a-fA-F:.]+)\]?(?::\d+)?(?:, ?\S+)* \S+ (?:[^\["]+) \[[^\]]+\] "(?<method>[^\s"\\]+) (?:[a-z]+:\/\/[^\/\s"]+)?(?<request>(?:[^?;"\\]|\\.)*?)(?:;[^?"]*?)?(?<query>(?:\?(?:[^"\\]|\\.)*?)?)(?: (?<protocol>HTTP\/[\d.]+))?" (?<status>\d{3}) (?<bytes>\d+|-)/
| parse @message /" \d{3} (?:\d+|-) "(?<referer>(?:[^"\\]|\\.)*)" "(?<userAgent>(?:[^"\\]|\\.)*)"/`,
  pattern: {
    kind: 'columns',
    status: 'status',
    requestLine: 'request',
    columns: ['client', 'ident', 'user', 'time', 'request', 'status'],
  },
  read(line) {
    const entry = clfEntry(line)
    return entry?.vhost === undefined ? entry : null
  },
}
