import type { Directive, Part } from './part'

type Meaning = Omit<Directive, 'directive'>
const role = (
  name:
    | 'client'
    | 'forwardedFor'
    | 'requestLine'
    | 'method'
    | 'target'
    | 'query'
    | 'protocol'
    | 'status',
): Meaning => ({ slot: { role: name } })
const field = (name: string): Meaning => ({ slot: { field: name } })
const number = '\\d+|-'

const variables: Record<string, Meaning> = {
  remote_addr: role('client'),
  http_x_real_ip: role('client'),
  http_cf_connecting_ip: role('client'),
  http_x_forwarded_for: { ...role('forwardedFor'), blanks: true },
  proxy_add_x_forwarded_for: { ...role('forwardedFor'), blanks: true },
  remote_user: { ...field('user'), blanks: true },
  time_local: {
    slot: { time: 'text' },
    pattern: '\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}',
  },
  time_iso8601: { slot: { time: 'text' } },
  msec: { slot: { time: 'text' }, pattern: '\\d{9,11}\\.\\d{3}' },
  request: { ...role('requestLine'), blanks: true },
  request_method: role('method'),
  request_uri: { ...role('target'), blanks: true },
  uri: { ...role('target'), pattern: '[^?"]*' },
  document_uri: { ...role('target'), pattern: '[^?"]*' },
  args: { ...role('query'), blanks: true },
  query_string: { ...role('query'), blanks: true },
  is_args: { slot: null, pattern: '\\??' },
  server_protocol: role('protocol'),
  status: { ...role('status'), pattern: '\\d{3}|-' },
  body_bytes_sent: { ...field('bytes'), pattern: number },
  bytes_sent: { ...field('bytes'), pattern: number },
  request_time: field('request_time'),
  upstream_response_time: { ...field('upstream_response_time'), blanks: true },
  http_referer: { ...field('referer'), blanks: true },
  http_user_agent: { ...field('userAgent'), blanks: true },
  host: field('host'),
  http_host: field('host'),
  server_name: field('host'),
}

const variable = /\$(?:\{(\w+)\}|(\w+))/g

/** The parts of an nginx log_format. */
export function nginxParts(format: string): Part[] {
  const parts: Part[] = []
  let at = 0
  for (const found of format.matchAll(variable)) {
    if (found.index > at) parts.push({ literal: format.slice(at, found.index) })
    at = found.index + found[0].length
    const name = found[1] ?? found[2] ?? ''
    parts.push({ directive: found[0], ...(variables[name] ?? { slot: null, blanks: true }) })
  }
  if (at < format.length) parts.push({ literal: format.slice(at) })
  return parts
}
