import type { JsonFormat } from '../format'
import { rootForNone } from '../prelude'
import { anyTime } from '../time'

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

// Apache writes bytes beyond ASCII as \xhh, which is not JSON, so CloudWatch finds no fields in such lines.
const prelude = String.raw`parse @message /"remoteIP":\s*"(?<rawIP>[^"]*)"/
| parse @message /"status":\s*"?(?<rawStatus>\d{3})/
| parse @message /"requestLine":\s*"(?<rawMethod>[^ "\\]+) (?:[a-z]+:\/\/[^\/ "]+)?(?<rawPath>(?:[^?;"\\]|\\.)*?)(?:;[^ ?"]*)?(?<rawQuery>(?:\?(?:[^"\\]|\\.)*?)?)(?: HTTP\/[\d.]+)?"/
| parse @message /"request":\s*"(?<oldPath>(?:[^"\\]|\\.)*)"/
| parse @message /"query":\s*"(?<oldQuery>(?:[^"\\]|\\.)*)"/
| parse @message /"method":\s*"(?<oldMethod>[^"\\]*)"/
| parse @message /"userAgent":\s*"(?<rawAgent>(?:[^"\\]|\\.)*)"/
| parse @message /"referer":\s*"(?<rawReferer>(?:[^"\\]|\\.)*)"/
| fields coalesce(remoteIP, rawIP) as remoteIP, coalesce(status, rawStatus) as status,
  coalesce(request, rawPath, oldPath) as request, coalesce(query, rawQuery, oldQuery) as query,
  coalesce(method, rawMethod, oldMethod) as method, coalesce(userAgent, rawAgent) as userAgent,
  coalesce(referer, rawReferer) as referer
| ${rootForNone}`

const wholeLine = /^[A-Z]+ /

/** The JSON LogFormat that the README recommends for Apache, in its present and its earlier form. */
export const cafewatchJson: JsonFormat = {
  id: 'cafewatch-json',
  name: 'JSON LogFormat',
  kind: 'json',
  samples: [
    '{ "time":"2026-11-26T09:00:00.717+0000", "process":"607", "filename":"/var/www/html/cafe/menu.php", "remoteIP":"203.0.113.7", "host":"cafe.example", "requestLine":"GET /cafe/menu.php?day=1 HTTP/1.1", "status":"500", "userAgent":"curl/7.88.1", "referer":"-" }',
    '{ "time":"2026-11-26T09:00:00.717+0000", "process":"607", "filename":"/var/www/html/cafe/menu.php", "remoteIP":"203.0.113.7", "host":"cafe.example", "request":"/cafe/menu.php", "query":"?day=1", "method":"GET", "status":"500", "userAgent":"curl/7.88.1", "referer":"-" }',
  ],
  prelude,
  pattern: {
    kind: 'json',
    status: '$.status',
    requestLine: '$.requestLine',
    method: '$.method',
    path: '$.request',
    query: '$.query',
  },
  read(object) {
    const { requestLine, request } = object
    const client = textOf(object.remoteIP)
    const status = textOf(object.status)
    if (client === undefined || status === undefined) return null
    const timestampMs = anyTime(object.time)
    if (typeof requestLine === 'string')
      return { timestampMs, client, status, requestLine, fields: {} }
    if (typeof request !== 'string' || wholeLine.test(request)) return null
    const [method, query] = [textOf(object.method), textOf(object.query)]
    return { timestampMs, client, status, method, target: request, query, fields: {} }
  },
}
