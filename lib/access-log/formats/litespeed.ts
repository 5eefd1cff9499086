import { clfEntry } from '../clf'
import type { TextFormat } from '../format'
import { clfPrelude, clientPattern, identAndUser, timePattern } from '../prelude'

/** LiteSpeed's default: combined with one more quote around the whole line. */
export const litespeed: TextFormat = {
  id: 'litespeed',
  name: 'LiteSpeed',
  kind: 'text',
  samples: [
    '"203.0.113.7 - - [26/Nov/2026:09:00:00 +0000] "GET /cafe/menu.php?day=1 HTTP/1.1" 200 5123 "-" "Mozilla/5.0""',
    '"203.0.113.7 - - [26/Nov/2026:09:00:01 +0000] "GET /cafe HTTP/2" 404 0"',
  ],
  prelude: clfPrelude(String.raw`"${clientPattern}${identAndUser}\s+${timePattern}\s+`),
  read(line) {
    if (line.charCodeAt(0) !== 34) return null
    return clfEntry(line.slice(1, line.endsWith('"') ? -1 : undefined), 'client')
  },
}
