import { copyOf, type PlainRequest, zero } from '@/lib/access-log/plain/plain-request'
import type { NewEvent } from '@/lib/local/store/batch'

const slots = 1 << 15
const maxBytes = 256
// FNV-1a.
const [fnvOffset, fnvPrime] = [0x811c9dc5 | 0, 0x01000193]
const [none, end, zeroByte] = [0, 0x1f, 0x30]

interface Known<T> {
  bytes: Uint8Array
  value: T
}

/** What `make` gives for a plain request, where only some of its fields decide that: made once for all that agree in these. */
export function newAlike<T>(fields: readonly string[], make: (event: NewEvent) => T) {
  const known: (Known<T> | undefined)[] = new Array(slots)
  const key = new Uint8Array(maxBytes)
  let names: readonly string[] = []
  let numbers: number[] = []

  let hash = 0
  function put(at: number, byte: number) {
    key[at] = byte
    hash = Math.imul(hash ^ byte, fnvPrime)
  }

  /** Writes the fields into the key, in their order; gives its length, -1 when they are too long. */
  function setKey(spans: Int32Array, bytes: Uint8Array): number {
    let length = 0
    hash = fnvOffset
    for (let field = 0; field < numbers.length; field += 1) {
      const number = numbers[field] as number
      const from = number === -1 ? zero : (spans[2 * number] as number)
      const to = from === zero ? 0 : (spans[2 * number + 1] as number)
      if (length + to - from + 1 > maxBytes) return -1
      if (from === zero) put(length, number === -1 ? none : zeroByte)
      else for (let at = from; at < to; at += 1) put(length + at - from, bytes[at] as number)
      length += to - from
      put(length, end)
      length += 1
    }
    return length
  }

  function isKey(other: Uint8Array, length: number): boolean {
    if (other.length !== length) return false
    for (let at = 0; at < length; at += 1) if (other[at] !== key[at]) return false
    return true
  }

  return (request: PlainRequest, bytes: Uint8Array, event: () => NewEvent): T => {
    if (request.names !== names) {
      names = request.names
      numbers = fields.map((name) => names.indexOf(name))
    }
    const length = setKey(request.spans, bytes)
    if (length === -1) return make(event())
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
    const slot = (mixed ^ (mixed >>> 13)) & (slots - 1)
    const found = known[slot]
    if (found && isKey(found.bytes, length)) return found.value
    const value = make(event())
    known[slot] = { bytes: copyOf(key, 0, length), value }
    return value
  }
}
