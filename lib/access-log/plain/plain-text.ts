import type { PlainRequest, ReadPlain } from './plain-request'
import { zero } from './plain-request'

export interface PlainFields {
  timestampMs: number
  fields: Record<string, string>
}

/** Longer lines are left to others. */
const maxBytes = 8_192

/** Reads plain lines that are texts: of their fields those in `wanted`; null leaves a line to others. */
export function newPlainText(readPlain: ReadPlain, wanted: ReadonlySet<string>) {
  const bytes = Buffer.alloc(maxBytes)
  let names: readonly string[] = []
  let places: { name: string; at: number }[] = []

  function fieldsIn({ names: found, spans }: PlainRequest, line: string) {
    if (found !== names) {
      names = found
      places = found.flatMap((name, field) => (wanted.has(name) ? { name, at: 2 * field } : []))
    }
    const fields: Record<string, string> = {}
    for (const { name, at } of places) {
      const from = spans[at] as number
      fields[name] = from === zero ? '0' : line.slice(from, spans[at + 1] as number)
    }
    return fields
  }

  return (line: string): PlainFields | null => {
    // As many bytes as characters: all are ASCII, and stand at the same places.
    if (line.length > maxBytes || bytes.write(line) !== line.length) return null
    const request = readPlain(bytes, 0, line.length)
    return request && { timestampMs: request.timestampMs, fields: fieldsIn(request, line) }
  }
}
