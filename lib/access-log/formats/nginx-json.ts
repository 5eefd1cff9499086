import { isAddress } from '../address'
import { withoutPort } from '../client'
import type { Entry, JsonFormat } from '../format'
import { fieldsFrom } from '../json'
import { jsonNames, namedMembers } from '../json-names'
import { rootForNone } from '../prelude'
import { anyTime } from '../time'

// What programs write about themselves has these, and so have requests that they send to others.
const isMessage = (object: Readonly<Record<string, unknown>>) =>
  ['level', 'severity', 'msg', 'message', 'logger'].some((name) => Object.hasOwn(object, name))

const joined = (date: unknown, time: unknown): number | null =>
  typeof date === 'string' && typeof time === 'string' ? anyTime(`${date}T${time}`) : null

/** The first of the names that an event has, in Logs Insights. */
const first = (role: keyof typeof jsonNames, ...more: string[]) =>
  `coalesce(${[...more, ...jsonNames[role].split(' ')].join(', ')})`

const url = String.raw`(?:[a-z]+:\/\/[^\/\s?]+)?`
const prelude = [
  `fields ${first('requestLine')} as asked, ${first('target')} as target, ${first('forwardedFor')} as forwarded`,
  String.raw`parse asked /^(?:(?<askedMethod>[A-Za-z]+) )?${url}(?<askedPath>\/[^?;]*?|\b)(?:;[^?]*?)?(?<askedQuery>(?:\?.*?)?)(?: (?<askedProtocol>HTTP\/[\d.]+))?$/`,
  String.raw`parse target /^${url}(?<targetPath>\/[^?;]*|\b)[^?]*(?<targetQuery>(?:\?.*)?)$/`,
  String.raw`parse forwarded /^\s*(?<firstHop>[^,\s]+)/`,
  [
    `fields coalesce(askedPath, targetPath) as request`,
    `coalesce(askedQuery, targetQuery, ${jsonNames.query.split(' ').join(', ')}, '') as query`,
    `${first('client', 'firstHop')} as remoteIP`,
    `${first('method', 'askedMethod')} as method`,
    `${first('protocol', 'askedProtocol')} as protocol`,
    ...(['status', 'userAgent', 'referer', 'bytes', 'host', 'user'] as const).map(
      (role) => `${first(role)} as ${role}`,
    ),
  ].join(', '),
  rootForNone,
].join(' | ')

/** nginx with `escape=json`, and whatever else writes an object with the usual names in it. */
export const nginxJson: JsonFormat = {
  id: 'nginx-json',
  name: 'nginx JSON',
  kind: 'json',
  samples: [
    '{"time_iso8601":"2026-11-26T09:00:00+00:00","remote_addr":"203.0.113.7","request":"GET /cafe/menu.php?day=1 HTTP/1.1","status":"500","body_bytes_sent":"512","http_referer":"https://cafe.example/","http_user_agent":"Mozilla/5.0","http_host":"cafe.example","request_time":"0.004"}',
    '{"msec":1795683601.123,"client":"203.0.113.7","request_method":"POST","request_uri":"/cafe/processOrder.php","status":200,"bytes_sent":512,"user_agent":"Mozilla/5.0"}',
  ],
  prelude,
  pattern: {
    kind: 'json',
    status: '$.status',
    statusIs: 'either',
    requestLine: '$.request',
    method: '$.request_method',
    target: '$.request_uri',
  },
  read(object): Entry | null {
    const members = namedMembers(object)
    const { time, client, forwardedFor, status, requestLine, method, target } = members
    const from = client ?? forwardedFor
    if (from === undefined || status === undefined) return null
    const isRequest = (method ?? requestLine) !== undefined && isAddress(withoutPort(from))
    if (!isRequest && isMessage(object)) return null
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
    if (requestLine === undefined || (target !== undefined && !requestLine.includes(' ')))
      return target === undefined ? null : { ...entry, method, target }
    if (requestLine.startsWith('/') || /^[a-z]+:\/\//i.test(requestLine))
      return { ...entry, method, target: requestLine }
    return { ...entry, requestLine }
  },
}
