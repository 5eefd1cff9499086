import { isAddress, isPrivate } from '../address'
import { secondsIn } from '../duration'
import type { JsonFormat } from '../format'
import { fieldsFrom, firstText, memberAt } from '../json'
import { rootForNone } from '../prelude'
import { caddyTime } from '../time'

/** The values of a header, whichever case its name is in. */
function headerOf(headers: unknown, name: string): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  const key = Object.keys(headers).find((one) => one.toLowerCase() === name)
  const value = key === undefined ? undefined : (headers as Record<string, unknown>)[key]
  const texts = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')
  return texts.length === 0 ? undefined : texts.join(', ')
}

/** What Caddy 2 writes; `client_ip` is the visitor's where Caddy trusts the proxy before it. */
export const caddyJson: JsonFormat = {
  id: 'caddy-json',
  name: 'Caddy JSON',
  kind: 'json',
  samples: [
    '{"level":"info","ts":1795597200.25,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"10.0.0.4","remote_port":"52311","client_ip":"203.0.113.7","proto":"HTTP/2.0","method":"GET","host":"cafe.example","uri":"/cafe/menu.php?day=1","headers":{"User-Agent":["Mozilla/5.0"],"Referer":["https://cafe.example/"]}},"bytes_read":0,"user_id":"","duration":0.001,"size":3609,"status":500}',
  ],
  prelude: String.raw`parse request.uri /^(?:[a-z]+:\/\/[^\/\s"?]+)?(?<request>[^?;]*)[^?]*(?<query>(?:\?.*)?)$/
| fields coalesce(request.client_ip, request.remote_ip) as remoteIP, request.method as method, request.proto as protocol, request.host as host, size as bytes, duration as request_time, ${'request.headers.`User-Agent`.0'} as userAgent, request.headers.Referer.0 as referer
| ${rootForNone}`,
  pattern: {
    kind: 'json',
    status: '$.status',
    statusIs: 'number',
    method: '$.request.method',
    target: '$.request.uri',
  },
  read(object) {
    const { request, ts, logger } = object
    if (typeof request !== 'object' || request === null) return null
    // The error log says once more which request failed.
    if (typeof logger === 'string' && logger.startsWith('http.log.error')) return null
    // Up to 2.4 the address and its port were one text.
    const client = firstText(
      object,
      'request.client_ip',
      'request.remote_ip',
      'request.remote_addr',
    )
    const target = firstText(object, 'request.uri')
    const status = firstText(object, 'status')
    if (client === undefined || target === undefined || status === undefined) return null
    const headers = memberAt(object, 'request.headers')
    return {
      timestampMs: caddyTime(ts),
      client,
      // A private address is that of a proxy that Caddy was not told to trust.
      forwardedFor:
        isAddress(client) && isPrivate(client) ? headerOf(headers, 'x-forwarded-for') : undefined,
      status,
      method: firstText(object, 'request.method'),
      target,
      protocol: firstText(object, 'request.proto'),
      fields: fieldsFrom({
        host: firstText(object, 'request.host'),
        user: firstText(object, 'user_id'),
        bytes: firstText(object, 'size'),
        request_time: secondsIn(firstText(object, 'duration'), 1e3),
        userAgent: headerOf(headers, 'user-agent'),
        referer: headerOf(headers, 'referer'),
      }),
    }
  },
}
