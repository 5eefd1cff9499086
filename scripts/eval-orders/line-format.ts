import type { LogFormat } from './shop'
import type { Hit } from './walk'
import { offsetText, zoneOffsets } from './zone'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (value: number) => String(value).padStart(2, '0')

/** Writes hits as a server does: in one format, with the clock of one zone. */
export function lineWriter(format: LogFormat, zone: string): (hit: Hit) => string {
  const offsetOf = zoneOffsets(zone)
  function apacheTime(atMs: number): string {
    const offset = offsetOf(atMs)
    const local = new Date(atMs + offset)
    const date = `${two(local.getUTCDate())}/${months[local.getUTCMonth()]}/${local.getUTCFullYear()}`
    const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`
    return `${date}:${time} ${offsetText(offset)}`
  }
  if (format === 'json')
    return (hit) =>
      JSON.stringify({
        time_iso8601: `${new Date(hit.atMs).toISOString().slice(0, 19)}+00:00`,
        remote_addr: hit.client,
        request: `${hit.method} ${hit.path}${hit.query} HTTP/1.1`,
        status: String(hit.status),
        body_bytes_sent: String(hit.bytes),
        request_time: (hit.ms / 1000).toFixed(3),
        http_referer: hit.referer,
        http_user_agent: hit.agent,
      })
  const micros = format === 'combined-time'
  return ({ client, atMs, method, path, query, status, bytes, referer, agent, ms }) =>
    `${client} - - [${apacheTime(atMs)}] "${method} ${path}${query} HTTP/1.1" ${status} ${bytes || '-'} "${referer}" "${agent}"${micros ? ` ${ms * 1000}` : ''}`
}
