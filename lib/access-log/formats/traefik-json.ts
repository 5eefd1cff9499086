import { secondsIn } from '../duration'
import type { JsonFormat } from '../format'
import { fieldsFrom, firstText } from '../json'
import { anyTime } from '../time'

/** Traefik's access log with `format: json`; `DownstreamStatus` is what the visitor got. */
export const traefikJson: JsonFormat = {
  id: 'traefik-json',
  name: 'Traefik JSON',
  kind: 'json',
  samples: [
    '{"ClientAddr":"203.0.113.7:43210","ClientHost":"203.0.113.7","ClientPort":"43210","ClientUsername":"-","DownstreamContentSize":512,"DownstreamStatus":500,"Duration":1500000,"OriginStatus":500,"RequestAddr":"cafe.example","RequestHost":"cafe.example","RequestMethod":"GET","RequestPath":"/cafe/menu.php?day=1","RequestProtocol":"HTTP/1.1","StartUTC":"2026-11-26T09:00:00.123456789Z","entryPointName":"web","level":"info","msg":"","request_User-Agent":"Mozilla/5.0","time":"2026-11-26T09:00:00Z"}',
  ],
  prelude: String.raw`parse RequestPath /^(?:[a-z]+:\/\/[^\/\s"]+)?(?<request>[^?;]*)[^?]*(?<query>(?:\?.*)?)$/
| fields ClientHost as remoteIP, RequestMethod as method, DownstreamStatus as status, RequestProtocol as protocol, RequestHost as host, DownstreamContentSize as bytes, Duration / 1000000000 as request_time, ${'`request_User-Agent`'} as userAgent, request_Referer as referer`,
  pattern: {
    kind: 'json',
    status: '$.DownstreamStatus',
    statusIs: 'number',
    method: '$.RequestMethod',
    target: '$.RequestPath',
  },
  read(object) {
    const client = firstText(object, 'ClientHost', 'ClientAddr')
    const target = firstText(object, 'RequestPath')
    const status = firstText(object, 'DownstreamStatus', 'OriginStatus')
    if (client === undefined || target === undefined || status === undefined) return null
    return {
      timestampMs: anyTime(firstText(object, 'StartUTC', 'StartLocal', 'time')),
      client,
      forwardedFor: firstText(object, 'request_X-Forwarded-For'),
      status,
      method: firstText(object, 'RequestMethod'),
      target,
      protocol: firstText(object, 'RequestProtocol'),
      fields: fieldsFrom({
        host: firstText(object, 'RequestHost'),
        user: firstText(object, 'ClientUsername'),
        bytes: firstText(object, 'DownstreamContentSize'),
        request_time: secondsIn(firstText(object, 'Duration'), 1e-6),
        userAgent: firstText(object, 'request_User-Agent'),
        referer: firstText(object, 'request_Referer'),
      }),
    }
  },
}
