import { clfEntry } from '../clf'
import type { TextFormat } from '../format'
import { clfPrelude, clientPattern, identAndUser, timePattern } from '../prelude'

/** Combined after the name of the virtual host: Apache's vhost_combined, `%v %h …`, nginx's `$host $remote_addr …`. */
export const vhostCombined: TextFormat = {
  id: 'vhost-combined',
  name: 'Apache vhost_combined',
  kind: 'text',
  samples: [
    'cafe.example:443 203.0.113.7 - - [26/Nov/2026:09:00:00 +0000] "GET /cafe/menu.php HTTP/2.0" 200 5123 "-" "Mozilla/5.0"',
    'www.cafe.example 198.51.100.2 - - [26/Nov/2026:09:00:01 +0000] "GET /cafe HTTP/1.1" 200 5 "-" "Mozilla/5.0"',
  ],
  prelude: clfPrelude(
    String.raw`(?<host>\S+)\s+${clientPattern}(?:${identAndUser})?\s+${timePattern}\s+`,
  ),
  pattern: {
    kind: 'columns',
    status: 'status',
    requestLine: 'request',
    columns: ['host', 'client', 'ident', 'user', 'time', 'request', 'status'],
  },
  read: (line) => clfEntry(line, 'hostFirst'),
}
