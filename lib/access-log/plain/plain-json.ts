import { anyTime } from '../time'
import { isAt, pathEnd, plainEnd, readAddress, readRequestLine, statusAt } from './plain-bytes'
import type { PlainRequest, ReadPlain } from './plain-request'
import { newPlainIsoTime } from './plain-time'

// Texts under names that are no numbers, which an object would put first, and nothing escaped.
const flat = /^\{\s*(?:"[A-Za-z_]\w*"\s*:\s*"[^"\\]*"\s*(?:,\s*(?=")|(?=\})))+\}\s*$/
const maxKeys = 50
const member = /"(\w+)"\s*:\s*"([^"\\]*)"/g

interface Form {
  keys: string[]
  /** What stands before each value, and after the last. */
  between: Uint8Array[]
}

/** How a line is written whose values are plain; null when it cannot be told. */
function formOf(line: string): Form | null {
  if (!flat.test(line)) return null
  const keys: string[] = []
  const between: Uint8Array[] = []
  const encoder = new TextEncoder()
  let from = 0
  for (const { 0: all, 1: key = '', 2: value = '', index } of line.matchAll(member)) {
    const valueFrom = index + all.length - 1 - value.length
    keys.push(key)
    between.push(encoder.encode(line.slice(from, valueFrom)))
    from = valueFrom + value.length
  }
  between.push(encoder.encode(line.slice(from)))
  const isPlain =
    keys.length <= maxKeys && new Set(keys).size === keys.length && !keys.includes('__proto__')
  // A country in the line stands for the client's location.
  return isPlain && !keys.includes('country') ? { keys, between } : null
}

/** Reads the JSON LogFormat in the very form of a line of it that was read before; null when that form is not plain. */
export function newPlainJson(sample: string, clock: () => number): ReadPlain | null {
  const form = formOf(sample)
  if (!form) return null
  const { keys, between } = form
  const at = (key: string) => keys.indexOf(key)
  const isWhole = at('requestLine') !== -1
  const [time, client, status] = [at('time'), at('remoteIP'), at('status')]
  if (time === -1 || client === -1 || status === -1) return null
  if (!isWhole && (at('request') === -1 || at('method') === -1)) return null
  const found = isWhole ? ['request', 'query', 'method', 'protocol'] : ['query']
  const names = [...keys, ...found.filter((name) => !keys.includes(name))]
  const spans = new Int32Array(2 * names.length)
  const [path, query, method] = ['request', 'query', 'method'].map((name) =>
    names.indexOf(name),
  ) as [number, number, number]
  const protocol = names.indexOf('protocol')
  const lineAt = at('requestLine')
  const request: PlainRequest = { timestampMs: 0, client: 0, names, spans }
  const address = { number: 0, end: 0 }
  const line = { methodEnd: 0, pathEnd: 0, queryEnd: 0 }
  const timeOf = newPlainIsoTime(anyTime, clock)

  function set(field: number, from: number, to: number) {
    spans[2 * field] = from
    spans[2 * field + 1] = to
  }

  /** Sets the fields that a request line is taken apart into; false when it is not plain. */
  function takeLineApart(bytes: Uint8Array): boolean {
    const from = spans[2 * lineAt] as number
    const to = spans[2 * lineAt + 1] as number
    if (!readRequestLine(bytes, from, to, line)) return false
    set(path, line.methodEnd + 1, line.pathEnd)
    set(query, line.pathEnd, line.queryEnd)
    set(method, from, line.methodEnd)
    set(protocol, line.queryEnd + 1, to)
    return true
  }

  /** Whether path and query stand apart, each in its field. */
  function areApart(bytes: Uint8Array): boolean {
    const from = spans[2 * path] as number
    const to = spans[2 * path + 1] as number
    if (query >= keys.length) set(query, to, to)
    const queryFrom = spans[2 * query] as number
    return (
      pathEnd(bytes, from, to) === to &&
      (spans[2 * query + 1] === queryFrom || bytes[queryFrom] === 0x3f)
    )
  }

  return (bytes, from, to) => {
    let next = from
    for (let field = 0; field < keys.length; field += 1) {
      const before = between[field] as Uint8Array
      if (!isAt(bytes, next, before)) return null
      const valueFrom = next + before.length
      const valueTo = plainEnd(bytes, valueFrom, to)
      if (valueTo === -1) return null
      set(field, valueFrom, valueTo)
      next = valueTo
    }
    const end = between[keys.length] as Uint8Array
    if (next + end.length !== to || !isAt(bytes, next, end)) return null
    const statusFrom = spans[2 * status] as number
    if (spans[2 * status + 1] !== statusFrom + 3 || statusAt(bytes, statusFrom) === 0) return null
    const clientFrom = spans[2 * client] as number
    if (!readAddress(bytes, clientFrom, 0x22, address)) return null
    const timestampMs = timeOf(bytes, spans[2 * time] as number, spans[2 * time + 1] as number)
    if (Number.isNaN(timestampMs)) return null
    if (!(isWhole ? takeLineApart(bytes) : areApart(bytes))) return null
    request.timestampMs = timestampMs
    request.client = address.number
    return request
  }
}
