import type { TextFormat } from '../format'
import { unescapeText } from '../json'
import { parseLine, quotedPattern, statusPattern, timePattern } from '../prelude'
import { clfTime } from '../time'

const line =
  /^\[([^\]]+)\] (?:\S+ \S+ )?(\d{3}) - ([A-Z][\w-]*) \S+ (\S+) "((?:[^"\\]|\\.)*)" \[Client ([^\]]+)\] \[Length (\d+|-)\] \[Gzip [^\]]+\](?: \[Sent-to [^\]]+\])? "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$/

/** What Nginx Proxy Manager writes for its hosts, with and without an upstream. */
export const nginxProxyManager: TextFormat = {
  id: 'nginx-proxy-manager',
  name: 'Nginx Proxy Manager',
  kind: 'text',
  samples: [
    '[26/Nov/2026:09:00:00 +0000] - 200 200 - GET https cafe.example "/cafe/menu.php?day=1" [Client 203.0.113.7] [Length 5123] [Gzip 3.10] [Sent-to 10.0.0.15] "Mozilla/5.0" "https://cafe.example/"',
    '[26/Nov/2026:09:00:01 +0000] 404 - GET https cafe.example "/robots.txt" [Client 198.51.100.2] [Length 169] [Gzip -] "Mozilla/5.0" "-"',
  ],
  prelude: parseLine(
    timePattern,
    String.raw` (?:\S+ \S+ )?`,
    statusPattern,
    String.raw` - (?<method>[A-Z][\w-]*) \S+ (?<host>\S+) "(?<request>[^?";]+)(?:;[^?"]*)?(?<query>(?:\?[^"]*)?)" \[Client (?<remoteIP>[^\]]+)\] \[Length (?<bytes>\d+|-)\][^"]* `,
    `${quotedPattern('userAgent')} ${quotedPattern('referer')}`,
  ),
  read(text) {
    const found = line.exec(text)
    if (!found) return null
    const [, time = '', status = '', method, host = '', target = '', client = ''] = found
    const [bytes = '', userAgent = '', referer = ''] = found.slice(7)
    return {
      timestampMs: clfTime(time),
      client,
      status,
      method,
      target: unescapeText(target),
      fields: {
        time,
        host,
        bytes: bytes === '-' ? '0' : bytes,
        userAgent: unescapeText(userAgent),
        referer: unescapeText(referer),
      },
    }
  },
}
