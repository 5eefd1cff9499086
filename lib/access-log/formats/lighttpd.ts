import { clfEntry } from '../clf'
import type { TextFormat } from '../format'
import { clfPrelude, clientPattern, timePattern, userPattern } from '../prelude'

/** lighttpd's default: combined with the host in place of the ident. */
export const lighttpd: TextFormat = {
  id: 'lighttpd',
  name: 'lighttpd',
  kind: 'text',
  samples: [
    '203.0.113.7 www.cafe.example - [26/Nov/2026:09:00:00 +0000] "GET /cafe/menu.php?day=1 HTTP/1.1" 200 5123 "-" "Mozilla/5.0"',
    '203.0.113.7 cafe.example:8080 jane [26/Nov/2026:09:00:01 +0000] "GET /cafe HTTP/1.1" 404 0 "https://cafe.example/" "Mozilla/5.0"',
  ],
  prelude: clfPrelude(
    String.raw`${clientPattern}\s+(?<host>\S+)\s+${userPattern}\s+${timePattern}\s+`,
  ),
  pattern: {
    kind: 'columns',
    status: 'status',
    requestLine: 'request',
    columns: ['client', 'host', 'user', 'time', 'request', 'status'],
  },
  read: (line) => clfEntry(line, 'hostSecond'),
}
