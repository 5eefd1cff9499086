import { isAddress } from './address'
import { textOf } from './json'
import { anyTime } from './time'

/** What access logs in flat JSON call what we need, the best first; written in any case, with or without separators. */
export const jsonNames = {
  time: 'time_iso8601 msec time_local time timestamp ts datetime date request_time_epoch request_time start_time time_unix epoch @timestamp',
  client:
    'remote_addr client_ip client ip remote_ip remote_address client_addr client_address remote_host source_ip src_ip remote c_ip downstream_remote_address',
  forwardedFor:
    'http_x_forwarded_for x_forwarded_for xff forwarded_for http_x_real_ip x_real_ip real_ip',
  status: 'status status_code response_status response_code http_status code response sc_status',
  requestLine: 'request request_line http_request',
  target: 'request_uri request_url url path uri request_path resource_path target cs_uri_stem',
  query: 'query_string args query request_query cs_uri_query',
  method: 'request_method method http_method verb cs_method',
  protocol: 'server_protocol protocol http_version proto request_protocol',
  userAgent: 'http_user_agent user_agent agent ua',
  referer: 'http_referer http_referrer referer referrer',
  bytes: 'body_bytes_sent bytes_sent bytes size response_size response_length sc_bytes',
  host: 'http_host host vhost server_name virtual_host domain authority',
  user: 'remote_user user auth_user username',
} as const

type Role = keyof typeof jsonNames

/** `RemoteAddr`, `remote-addr` → `remoteaddr`; `@timestamp` stays another than `timestamp`. */
const plain = (name: string) => name.replace(/[_\- ]/g, '').toLowerCase()

const known = new Map<string, { role: Role; rank: number }>()
for (const [role, names] of Object.entries(jsonNames) as [Role, string][]) {
  for (const [rank, name] of names.split(' ').entries()) {
    known.set(name, { role, rank })
    known.set(plain(name), { role, rank })
  }
}
const maxNameLength = 32
const knownOf = (name: string) =>
  known.get(name) ?? (name.length > maxNameLength ? undefined : known.get(plain(name)))

// A name may be another program's for something else: `request_time` is a duration, `response` a text.
const accepts: Partial<Record<Role, (value: string) => boolean>> = {
  time: (value) => anyTime(value) !== null,
  status: (value) => /^\d{3}$/.test(value),
  target: (value) => value.startsWith('/') || value.includes('://') || value === '*',
  protocol: (value) => /^(?:[A-Z]+\/)?\d(?:\.\d)?$/.test(value),
}

export type NamedMembers = Partial<Record<Role, string>>

/** The members of an object by what they are, each under the best of its names that makes sense. */
export function namedMembers(object: Readonly<Record<string, unknown>>): NamedMembers {
  const members: NamedMembers = {}
  const ranks: Partial<Record<Role, number>> = {}
  for (const name of Object.keys(object)) {
    const found = knownOf(name)
    if (!found || found.rank >= (ranks[found.role] ?? Number.POSITIVE_INFINITY)) continue
    const value = textOf(object[name])
    if (value === undefined || value === '' || value === '-') continue
    if (accepts[found.role]?.(value) === false) continue
    members[found.role] = value
    ranks[found.role] = found.rank
  }
  // Fluentd's parsers call the client `host`.
  if (members.client === undefined && members.host !== undefined && isAddress(members.host)) {
    members.client = members.host
    delete members.host
  }
  return members
}
