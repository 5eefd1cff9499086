import type { Entry, JsonFormat } from '../format'
import { fieldsFrom } from '../json'
import { namedMembers } from '../json-names'
import { anyTime } from '../time'

// What programs write about themselves has these; only what also says the method is a request.
const isMessage = (object: Readonly<Record<string, unknown>>) =>
  ['level', 'severity', 'msg', 'message', 'logger'].some((name) => Object.hasOwn(object, name))

const joined = (date: unknown, time: unknown): number | null =>
  typeof date === 'string' && typeof time === 'string' ? anyTime(`${date}T${time}`) : null

/** nginx with `escape=json`, and whatever else writes an object with the usual names in it. */
export const nginxJson: JsonFormat = {
  id: 'nginx-json',
  name: 'nginx JSON',
  kind: 'json',
  samples: [
    '{"time_iso8601":"2026-11-26T09:00:00+00:00","remote_addr":"203.0.113.7","request":"GET /cafe/menu.php?day=1 HTTP/1.1","status":"500","body_bytes_sent":"512","http_referer":"https://cafe.example/","http_user_agent":"Mozilla/5.0","http_host":"cafe.example","request_time":"0.004"}',
    '{"msec":1795683601.123,"client":"203.0.113.7","request_method":"POST","request_uri":"/cafe/processOrder.php","status":200,"bytes_sent":512,"user_agent":"Mozilla/5.0"}',
  ],
  prelude: null,
  read(object): Entry | null {
    const members = namedMembers(object)
    const { time, client, forwardedFor, status, requestLine, method, target } = members
    const from = client ?? forwardedFor
    if (from === undefined || status === undefined) return null
    if (method === undefined && requestLine === undefined && isMessage(object)) return null
    const entry: Entry = {
      timestampMs: anyTime(time) ?? joined(object.date, object.time),
      client: from,
      forwardedFor,
      status,
      query: members.query,
      protocol: members.protocol?.replace(/^\d/, 'HTTP/$&'),
      fields: fieldsFrom({
        host: members.host,
        user: members.user,
        bytes: members.bytes,
        userAgent: members.userAgent,
        referer: members.referer,
      }),
    }
    if (requestLine === undefined) return target === undefined ? null : { ...entry, method, target }
    if (requestLine.startsWith('/') || /^[a-z]+:\/\//i.test(requestLine))
      return { ...entry, method, target: target?.includes('?') ? target : requestLine }
    return { ...entry, requestLine }
  },
}
