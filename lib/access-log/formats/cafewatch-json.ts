import type { JsonFormat } from '../format'
import { anyTime } from '../time'

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

/** The JSON LogFormat that the README recommends for Apache, in its present and its earlier form. */
export const cafewatchJson: JsonFormat = {
  id: 'cafewatch-json',
  name: 'JSON LogFormat',
  kind: 'json',
  samples: [
    '{ "time":"2026-11-26T09:00:00.717+0000", "process":"607", "filename":"/var/www/html/cafe/menu.php", "remoteIP":"203.0.113.7", "host":"cafe.example", "request":"/cafe/menu.php", "query":"?day=1", "method":"GET", "status":"500", "userAgent":"curl/7.88.1", "referer":"-" }',
  ],
  prelude: null,
  read(object) {
    const { requestLine, request } = object
    const client = textOf(object.remoteIP)
    const status = textOf(object.status)
    if (client === undefined || status === undefined) return null
    const timestampMs = anyTime(object.time)
    if (typeof requestLine === 'string')
      return { timestampMs, client, status, requestLine, fields: {} }
    if (typeof request !== 'string') return null
    const [method, query] = [textOf(object.method), textOf(object.query)]
    return { timestampMs, client, status, method, target: request, query, fields: {} }
  },
}
