import { secondsIn } from '../duration'
import type { JsonFormat } from '../format'
import { fieldsFrom, firstText } from '../json'
import { rootForNone } from '../prelude'
import { anyTime } from '../time'

const paths = ['x-envoy-origin-path', 'x-envoy-original-path', ':path']

/** Envoy's JSON with the names that Istio and Envoy Gateway use. */
export const envoyJson: JsonFormat = {
  id: 'envoy-json',
  name: 'Envoy JSON',
  kind: 'json',
  samples: [
    '{"authority":"cafe.example","bytes_received":0,"bytes_sent":512,"downstream_local_address":"10.0.0.5:8080","downstream_remote_address":"10.0.0.9:40312","duration":12,"method":"GET","path":"/cafe/menu.php?day=1","protocol":"HTTP/1.1","request_id":"4f1c","response_code":500,"response_flags":"-","start_time":"2026-11-26T09:00:00.123Z","upstream_cluster":"outbound|80||cafe","user_agent":"Mozilla/5.0","x_forwarded_for":"203.0.113.7"}',
  ],
  prelude: [
    'fields coalesce(path, `x-envoy-origin-path`) as asked, coalesce(x_forwarded_for, `x-forwarded-for`) as hops',
    String.raw`parse asked /^(?:[a-z]+:\/\/[^\/\s"?]+)?(?<request>[^?;]*)[^?]*(?<query>(?:\?.*)?)$/`,
    String.raw`parse hops /^\s*(?<forwarded>[^,\s-][^,\s]*)/`,
    String.raw`parse downstream_remote_address /^\[?(?<downstream>.*?)\]?(?::\d+)?$/`,
    'fields coalesce(forwarded, downstream) as remoteIP, response_code as status, bytes_sent as bytes, duration / 1000 as request_time, coalesce(authority, `:authority`) as host, coalesce(user_agent, `user-agent`) as userAgent',
    rootForNone,
  ].join(' | '),
  pattern: {
    kind: 'json',
    status: '$.response_code',
    statusIs: 'either',
    method: '$.method',
    target: '$.path',
  },
  read(object) {
    const status = firstText(object, 'response_code')
    const target = firstText(object, 'path', ...paths)
    const forwardedFor = firstText(object, 'x_forwarded_for', 'x-forwarded-for')
    const client = firstText(object, 'downstream_remote_address') ?? forwardedFor
    if (client === undefined || target === undefined || status === undefined) return null
    if (object.start_time === undefined) return null
    return {
      timestampMs: anyTime(object.start_time),
      client,
      forwardedFor,
      status,
      method: firstText(object, 'method', ':method'),
      target,
      protocol: firstText(object, 'protocol'),
      fields: fieldsFrom({
        host: firstText(object, 'authority', ':authority'),
        bytes: firstText(object, 'bytes_sent'),
        request_time: secondsIn(firstText(object, 'duration'), 1),
        userAgent: firstText(object, 'user_agent', 'user-agent'),
        referer: firstText(object, 'referer'),
      }),
    }
  },
}
