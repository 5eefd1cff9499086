import { clfEntry } from '../clf'
import type { TextFormat } from '../format'

/** Combined after the name of the virtual host: Apache's vhost_combined, `%v %h …`, nginx's `$host $remote_addr …`. */
export const vhostCombined: TextFormat = {
  id: 'vhost-combined',
  name: 'Apache vhost_combined',
  kind: 'text',
  samples: [
    'cafe.example:443 203.0.113.7 - - [26/Nov/2026:09:00:00 +0000] "GET /cafe/menu.php HTTP/2.0" 200 5123 "-" "Mozilla/5.0"',
    'www.cafe.example 198.51.100.2 - - [26/Nov/2026:09:00:01 +0000] "GET /cafe HTTP/1.1" 200 5 "-" "Mozilla/5.0"',
  ],
  prelude: String.raw`parse @message /^(?<host>\S+) \[?(?<remoteIP>[^\s,\[\]":]+|[0-9a-fA-F:.]+)\]?(?::\d+)?(?:, ?\S+)* \S+ (?:[^\["]+) \[[^\]]+\] "(?<method>[^\s"\\]+) (?:[a-z]+:\/\/[^\/\s"]+)?(?<request>(?:[^?;"\\]|\\.)*?)(?:;[^?"]*?)?(?<query>(?:\?(?:[^"\\]|\\.)*?)?)(?: (?<protocol>HTTP\/[\d.]+))?" (?<status>\d{3}) (?<bytes>\d+|-)/
| parse @message /" \d{3} (?:\d+|-) "(?<referer>(?:[^"\\]|\\.)*)" "(?<userAgent>(?:[^"\\]|\\.)*)"/`,
  pattern: {
    kind: 'columns',
    status: 'status',
    requestLine: 'request',
    columns: ['host', 'client', 'ident', 'user', 'time', 'request', 'status'],
  },
  read(line) {
    const entry = clfEntry(line)
    if (entry?.vhost === undefined) return null
    entry.fields.host = entry.vhost
    return entry
  },
}
