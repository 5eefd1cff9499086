import { clfEntry } from '../clf'
import type { TextFormat } from '../format'
import { clfPrelude, clientPattern, identAndUser, timePattern } from '../prelude'

/** Apache's combined and common formats, also with anything after them: nginx, Traefik, Tomcat and others write them too. */
export const combined: TextFormat = {
  id: 'combined',
  name: 'Apache combined',
  kind: 'text',
  samples: [
    '203.0.113.7 - - [26/Nov/2026:09:00:00 +0000] "GET /cafe/menu.php?day=1 HTTP/1.1" 200 5123 "https://cafe.example/" "Mozilla/5.0 (X11; Linux x86_64)"',
    '2001:db8::1 - jane [26/Nov/2026:09:00:01 +0000] "POST /cafe/processOrder.php HTTP/1.1" 500 -',
    '203.0.113.8 - - [26/Nov/2026:09:00:02 +0000] "GET /cafe HTTP/2.0" 200 5 "-" "Mozilla/5.0" 17 "cafe@docker" "http://172.17.0.3:80" 3ms',
  ],
  prelude: clfPrelude(
    String.raw`${clientPattern}(?:${identAndUser})?\s+${timePattern}\s+(?:"?[\w.:()-]+"? ){0,3}`,
  ),
  pattern: {
    kind: 'columns',
    status: 'status',
    requestLine: 'request',
    columns: ['client', 'ident', 'user', 'time', 'request', 'status'],
  },
  read: (line) => clfEntry(line, 'client'),
}
