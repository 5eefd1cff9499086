import { withLongNumbers } from './long-numbers'

const escapeOf = (byte: string) => {
  if (byte >= ' ' && byte !== '"' && byte !== '\\' && byte < '\u007f') return byte
  return JSON.stringify(byte).slice(1, -1)
}

/** `\xc3\xa9` → é: the bytes of a text in UTF-8, as servers write them. */
const textOfBytes = (escapes: string) =>
  new TextDecoder().decode(
    Uint8Array.from(escapes.slice(2).split('\\x'), (byte) => Number.parseInt(byte, 16)),
  )

const escaped: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** `caf\xc3\xa9`, `\t`, `\"` and `\\` of a quoted text → what the client sent. */
export function unescapeText(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(
    /((?:\\x[0-9a-fA-F]{2})+)|\\(.)/gs,
    (found, bytes?: string, other?: string) => {
      if (bytes !== undefined) return textOfBytes(bytes)
      return escaped[other ?? ''] ?? found
    },
  )
}

// An escape that JSON has, or one that it has not.
const anyEscape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|((?:\\x[0-9a-fA-F]{2})+)|\\(.)?/gs

/** Turns the escapes that Apache and nginx write and JSON does not know (`\xhh`, `\v`) into ones that it knows. */
const repaired = (text: string) =>
  text.replace(anyEscape, (found, bytes?: string, other?: string) => {
    if (bytes !== undefined) return [...textOfBytes(bytes)].map(escapeOf).join('')
    if (found.length > 1 && other === undefined) return found
    return other === 'v' ? '\\u000b' : `\\\\${other ?? ''}`
  })

// nginx writes `-`, or nothing, for a variable without a value, where a format expects a number.
const noValue = /(?<!\\)"\s*:\s*(?:-\s*)?(?=[,}])/g
const withValues = (text: string) => text.replace(noValue, '":null')

/** A line that is a JSON object, its escapes repaired where a server wrote them otherwise; null when it is none. */
export function parseObject(
  line: string,
  prepared: (json: string) => string = withLongNumbers,
): Record<string, unknown> | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(prepared(line))
  } catch {
    const mended = withValues(line.includes('\\') ? repaired(line) : line)
    if (mended === line) return null
    try {
      parsed = JSON.parse(prepared(mended))
    } catch {
      return null
    }
  }
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    ? (parsed as Record<string, unknown>)
    : null
}

type JsonObject = Readonly<Record<string, unknown>>

/** A text or number as text; undefined for everything else. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

/** A member by its path, `request.uri`, whether the objects are nested or their names joined by dots. */
export function memberAt(object: JsonObject, path: string): unknown {
  if (Object.hasOwn(object, path)) return object[path]
  const dot = path.indexOf('.')
  const inner = dot === -1 ? undefined : object[path.slice(0, dot)]
  if (typeof inner !== 'object' || inner === null) return undefined
  return memberAt(inner as JsonObject, path.slice(dot + 1))
}

/** The text at the first of these paths that has one. */
export function firstText(object: JsonObject, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const text = textOf(memberAt(object, path))
    if (text !== undefined && text !== '' && text !== '-') return text
  }
  return undefined
}

/** Members that are known, under our names. */
export function fieldsFrom(members: Record<string, string | undefined>): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(members)) if (value !== undefined) fields[name] = value
  return fields
}
