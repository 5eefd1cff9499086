import { secondsIn } from '../duration'
import type { JsonFormat } from '../format'
import { fieldsFrom, firstText } from '../json'
import { rootForNone } from '../prelude'
import { anyTime } from '../time'

/** Entries with Google Cloud's `httpRequest`: its load balancers, Cloud Run, and what writes for it. */
export const googleJson: JsonFormat = {
  id: 'google-json',
  name: 'Google Cloud httpRequest',
  kind: 'json',
  samples: [
    '{"httpRequest":{"requestMethod":"GET","requestUrl":"https://cafe.example/cafe/menu.php?day=1","requestSize":"364","status":500,"responseSize":"512","userAgent":"Mozilla/5.0","remoteIp":"203.0.113.7","referer":"https://cafe.example/","latency":"0.012s","protocol":"HTTP/1.1"},"severity":"ERROR","timestamp":"2026-11-26T09:00:00.123456Z"}',
  ],
  prelude: String.raw`parse httpRequest.requestUrl /^(?:[a-z]+:\/\/[^\/\s"?]+)?(?<request>[^?;]*)[^?]*(?<query>(?:\?.*)?)$/
| parse httpRequest.remoteIp /^\[?(?<remoteIP>.*?)\]?(?::\d+)?$/
| parse httpRequest.latency /^(?<request_time>[\d.]+)s$/
| fields httpRequest.requestMethod as method, httpRequest.status as status, httpRequest.protocol as protocol, httpRequest.responseSize as bytes, httpRequest.userAgent as userAgent, httpRequest.referer as referer
| ${rootForNone}`,
  read(object) {
    const status = firstText(object, 'httpRequest.status')
    const target = firstText(object, 'httpRequest.requestUrl')
    const client = firstText(object, 'httpRequest.remoteIp')
    if (client === undefined || target === undefined || status === undefined) return null
    return {
      timestampMs: anyTime(firstText(object, 'timestamp', 'receiveTimestamp', 'time')),
      client,
      status,
      method: firstText(object, 'httpRequest.requestMethod'),
      target,
      protocol: firstText(object, 'httpRequest.protocol'),
      fields: fieldsFrom({
        bytes: firstText(object, 'httpRequest.responseSize'),
        request_time: secondsIn(firstText(object, 'httpRequest.latency'), 1e3),
        userAgent: firstText(object, 'httpRequest.userAgent'),
        referer: firstText(object, 'httpRequest.referer'),
      }),
    }
  },
}
