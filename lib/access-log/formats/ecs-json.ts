import { secondsIn } from '../duration'
import type { JsonFormat } from '../format'
import { fieldsFrom, firstText } from '../json'
import { rootForNone } from '../prelude'
import { anyTime } from '../time'

const dotted = 'http.response.status_code'

/** The Elastic Common Schema, as Filebeat and Logstash write it. */
export const ecsJson: JsonFormat = {
  id: 'ecs-json',
  name: 'Elastic Common Schema',
  kind: 'json',
  samples: [
    '{"@timestamp":"2026-11-26T09:00:00.123Z","ecs":{"version":"8.11"},"event":{"duration":250000000},"source":{"address":"203.0.113.7","ip":"203.0.113.7"},"http":{"request":{"method":"GET","referrer":"https://cafe.example/"},"response":{"body":{"bytes":512},"status_code":500},"version":"1.1"},"url":{"original":"/cafe/menu.php?day=1","path":"/cafe/menu.php","query":"day=1","domain":"cafe.example"},"user_agent":{"original":"Mozilla/5.0"}}',
  ],
  prelude: String.raw`parse url.original /^(?:[a-z]+:\/\/[^\/\s"?]+)?(?<originalPath>[^?;]*)[^?]*(?<originalQuery>(?:\?.*)?)$/
| fields coalesce(client.ip, source.ip, client.address, source.address) as remoteIP, coalesce(originalPath, url.path) as request, coalesce(originalQuery, if(ispresent(url.query), concat('?', url.query), '')) as query, http.request.method as method, http.response.status_code as status, url.domain as host, http.response.body.bytes as bytes, event.duration / 1000000000 as request_time, user_agent.original as userAgent, http.request.referrer as referer
| ${rootForNone}`,
  pattern: {
    kind: 'json',
    status: '$.http.response.status_code',
    statusIs: 'either',
    method: '$.http.request.method',
    path: '$.url.path',
    query: '$.url.query',
    queryIs: 'bare',
    target: '$.url.original',
  },
  read(object) {
    const status = firstText(object, 'http.response.status_code')
    const target = firstText(object, 'url.original', 'url.path', 'url.full')
    const client = firstText(object, 'client.ip', 'source.ip', 'client.address', 'source.address')
    if (client === undefined || target === undefined || status === undefined) return null
    const version = firstText(object, 'http.version')
    return {
      timestampMs: anyTime(firstText(object, '@timestamp', 'event.start', 'timestamp')),
      client,
      forwardedFor: firstText(object, 'network.forwarded_ip'),
      status,
      method: firstText(object, 'http.request.method'),
      target,
      query: firstText(object, 'url.query'),
      protocol: version === undefined ? undefined : `HTTP/${version}`,
      fields: fieldsFrom({
        host: firstText(object, 'url.domain', 'destination.domain'),
        user: firstText(object, 'user.name'),
        bytes: firstText(object, 'http.response.body.bytes', 'http.response.bytes'),
        request_time: secondsIn(firstText(object, 'event.duration'), 1e-6),
        userAgent: firstText(object, 'user_agent.original'),
        referer: firstText(object, 'http.request.referrer'),
      }),
    }
  },
}

/** The same with dots in its names, as loggers of many languages write it: a filter pattern tells it from nested objects. */
export const ecsJsonDotted: JsonFormat = {
  ...ecsJson,
  id: 'ecs-json-dotted',
  name: 'Elastic Common Schema with dots in its names',
  samples: [
    '{"@timestamp":"2026-11-26T09:00:01Z","client.ip":"2001:db8::1","http.request.method":"POST","http.response.status_code":200,"url.path":"/cafe/processOrder.php"}',
  ],
  pattern: {
    kind: 'json',
    status: `$.['${dotted}']`,
    statusIs: 'either',
    method: "$.['http.request.method']",
    path: "$.['url.path']",
    query: "$.['url.query']",
    queryIs: 'bare',
    target: "$.['url.original']",
  },
  read: (object) => (Object.hasOwn(object, dotted) ? ecsJson.read(object) : null),
}
