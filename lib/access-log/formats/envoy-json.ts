import type { JsonFormat } from '../format'
import { fieldsFrom, firstText } from '../json'
import { anyTime } from '../time'

/** Envoy's JSON with the names that its documentation and Istio use. */
export const envoyJson: JsonFormat = {
  id: 'envoy-json',
  name: 'Envoy JSON',
  kind: 'json',
  samples: [
    '{"authority":"cafe.example","bytes_received":0,"bytes_sent":512,"downstream_local_address":"10.0.0.5:8080","downstream_remote_address":"10.0.0.9:40312","duration":12,"method":"GET","path":"/cafe/menu.php?day=1","protocol":"HTTP/1.1","request_id":"4f1c","response_code":500,"response_flags":"-","start_time":"2026-11-26T09:00:00.123Z","upstream_cluster":"outbound|80||cafe","user_agent":"Mozilla/5.0","x_forwarded_for":"203.0.113.7"}',
  ],
  prelude: String.raw`parse path /^(?:[a-z]+:\/\/[^\/\s"]+)?(?<request>[^?;]*)[^?]*(?<query>\?.*)?$/
| parse x_forwarded_for /^\s*(?<forwarded>[^,\s]+)/
| parse downstream_remote_address /^\[?(?<downstream>.*?)\]?(?::\d+)?$/
| fields coalesce(forwarded, downstream) as remoteIP, response_code as status, authority as host, bytes_sent as bytes, user_agent as userAgent`,
  pattern: {
    kind: 'json',
    statusIs: 'number',
    status: '$.response_code',
    method: '$.method',
    target: '$.path',
  },
  read(object) {
    const status = firstText(object, 'response_code')
    const target = firstText(object, 'path')
    const forwardedFor = firstText(object, 'x_forwarded_for')
    const client = firstText(object, 'downstream_remote_address') ?? forwardedFor
    if (client === undefined || target === undefined || status === undefined) return null
    if (object.start_time === undefined) return null
    return {
      timestampMs: anyTime(object.start_time),
      client,
      forwardedFor,
      status,
      method: firstText(object, 'method'),
      target,
      protocol: firstText(object, 'protocol'),
      fields: fieldsFrom({
        host: firstText(object, 'authority'),
        bytes: firstText(object, 'bytes_sent'),
        userAgent: firstText(object, 'user_agent'),
        referer: firstText(object, 'referer'),
      }),
    }
  },
}
