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

/** A line that is a JSON object, its escapes repaired where a server wrote them otherwise; null when it is none. */
export function parseObject(line: string): Record<string, unknown> | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    if (!line.includes('\\')) return null
    try {
      parsed = JSON.parse(repaired(line))
    } catch {
      return null
    }
  }
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    ? (parsed as Record<string, unknown>)
    : null
}
